"""Test ids that begin with the test's file, whichever tool runs it."""
from __future__ import absolute_import

import os
import sys

from overhaul_probe.failures import text


def source_file(module_name):
    """The ``.py`` file of a loaded module, or ``""``."""
    module = sys.modules.get(module_name)
    name = getattr(module, "__file__", None) or ""
    return source_name(name)


def source_name(name):
    """``name`` with ``.pyc`` and ``.pyo`` turned back to ``.py``."""
    name = name or ""
    return name[:-1] if name.endswith((".pyc", ".pyo")) else name


def place(identity, module, path):
    """``path::Class::test`` from the dotted ``identity`` of a test in ``module`` at ``path``."""
    identity = text(identity)
    prefix = text(module) + u"."
    if not path or not identity.startswith(prefix):
        return identity
    rest = identity[len(prefix):]
    head, paren, tail = rest.partition(u"(")
    return text(os.path.abspath(path)) + u"::" + head.replace(u".", u"::") + paren + tail


LOST = ("ModuleImportFailure", "LoadTestsFailure", "_FailedTest")
"""Tests that unittest puts in the place of modules it could not load."""


def lost_place(dotted):
    """The file of a module that could not be loaded, where it can be found; else its name."""
    tail = os.path.join(*text(dotted).split(u".")) if dotted else u""
    for folder in [os.getcwd()] + sys.path:
        for path in (os.path.join(folder, tail + u".py"), os.path.join(folder, tail, u"__init__.py")):
            if tail and os.path.isfile(path):
                return text(path)
    return text(dotted)


def unittest_id(test):
    """The id of a ``unittest`` test."""
    try:
        raw = test.id()
    except Exception:  # a broken id() must not lose the test
        raw = repr(test)
    kind = type(test)
    if kind.__name__ in LOST:
        return lost_place(getattr(test, "_testMethodName", raw))
    if kind.__module__ in ("doctest", "unittest.case", "unittest"):
        function = getattr(test, "_testFunc", None)
        module = getattr(function, "__module__", "") or ""
        return place(module + "." + text(raw), module, source_file(module)) if module else text(raw)
    return place(raw, kind.__module__, source_file(kind.__module__))


def stem(key):
    """``key`` up to what may read differently from run to run: parameters, addresses, its number among equals."""
    for mark in (u"[", u"(", u" at 0x", u"#"):
        key = key.partition(mark)[0]
    return key
