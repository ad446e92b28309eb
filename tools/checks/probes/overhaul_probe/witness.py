"""What judges the tests, as it was before the repository's code came: has a run changed any of it?

Looked at are the functions and classes of the test tools, of this probe and of the builtins; each test's own
function; and the test files. Code in this process can deceive this as well, but it has to know of it.
"""
from __future__ import absolute_import

import hashlib
import os
import sys
import time
import types
import unittest

_TOOLS = (
    "unittest", "unittest.case", "unittest.result", "unittest.suite", "unittest.loader", "unittest.async_case",
    "doctest", "pytest", "nose",
)
_PREFIXES = ("_pytest.", "pluggy", "nose.", "overhaul_probe.")
_OURS = "overhaul_probe."
_SCRIPTED = ("TestProgram", "TextTestRunner", "main")  # what the driver of scripts puts its own in the place of
_CLASSES = (type, types.ClassType) if str is bytes else (type,)
_EVERY_SECONDS = 0.5
_MISSING = object()
_NEITHER = (_MISSING, None)
_clock, _stat, _list, _vars = time.time, os.stat, os.listdir, vars
_modules = sys.modules


class Witness(object):
    """Remembers when it is made; ``check`` tells each change once, as a sentence."""

    def __init__(self, root, watched, stamps):
        self._root = root + "/"
        self._watched = [path for path, _ in watched]
        self._told = set()
        self._altered = [] if stamps else [path for path, digest in watched if self._digest(path) != digest]
        self.stamps = dict(stamps) if stamps else dict((path, self._stamp(path)) for path in self._watched)
        self._kept = []
        self._classes = []
        self._known = {}
        self._assertions = frozenset(dir(unittest.TestCase))
        self._tests = {}
        self._next = 0.0
        self._paths = {}
        self.plugins = tuple
        """Gives the plugins that pytest had not when it began."""

    def look(self):
        """Remember the machinery: when the test tool is imported, and the repository is not."""
        self._paths = _legacy_paths()
        self._holder("builtins", _vars(_modules["__builtin__" if str is bytes else "builtins"]))
        for name in sorted(_modules):
            module = _modules[name]
            if module is not None and (name in _TOOLS or name.startswith(_PREFIXES)):
                self._module(name, module)

    def remember(self, key, owner, name):
        """The test ``key`` is ``owner.name``: it must be the same function when it begins."""
        try:
            self._remember(key, owner, name)
        except Exception:  # a class of the repository that does not let itself be looked at
            self._tests.pop(key, None)

    def _remember(self, key, owner, name):
        function = getattr(owner, name, None)
        if function is None:
            return
        self._tests[key] = (owner, name, _core(function))
        for kind in getattr(owner, "__mro__", ()):
            if self._is_unknown(kind) and not kind.__module__.startswith(("unittest", "_pytest", "builtins")):
                self._class("the test class " + kind.__name__, kind, is_test=True)
        module = _modules.get(getattr(owner, "__module__", None) or owner.__name__)
        if module is not None and self._is_unknown(module):
            self._module("the test module " + module.__name__, module)

    def _is_unknown(self, thing):
        """Whether ``thing`` comes for the first time. It is kept, so that no other gets its number."""
        if id(thing) in self._known:
            return False
        self._known[id(thing)] = thing
        return True

    def plugged(self, plugins):
        """Sentences about what was plugged into pytest by objects; its conftest modules are files of the tests."""
        found = [getattr(plugin, hook, None) for plugin in plugins for hook in dir(type(plugin)) if hook[:7] == "pytest_"]
        authors = sorted(set(self._author(hook) for hook in found))
        return [u"pytest's plugin.pytest_ is new%s" % author for author in authors]

    def started(self, key):
        """Sentences about the test ``key``, which begins now."""
        owner, name, was = self._tests.pop(key, (None, "", _NEITHER))
        now = _core(getattr(owner, name, None)) if owner is not None else was
        if _same(was, now) or was[1] is not None and was[1] is now[1]:
            return []
        return [u"the test %s is replaced%s" % (key.replace(self._root, u""), self._author(now[0]))]

    def check(self, always=False):
        """Sentences about what is not as it was and was not told before."""
        if not always and _clock() < self._next:
            return []
        found = [self._said(name, holder, key) for name, holder, key, core in self._kept
                 if not _same(core, _core(holder.get(key, _MISSING))) and not self._by_pytest(name, holder, key)]
        found += [u"%s.%s is new%s" % (name, key, self._author(inside[key])) for name, inside, key in self._new()]
        found += [u"the test file %s is rewritten" % path for path in self._watched
                  if path in self._altered or self.stamps.get(path) != self._stamp(path)]
        found += self.plugged(self.plugins())
        self._next = _clock() + _EVERY_SECONDS
        new = [sentence for sentence in found if sentence not in self._told]
        self._told.update(new)
        return new

    def _module(self, name, module):
        inside = _vars(module)
        for key, value in list(inside.items()):
            if key in _SCRIPTED or key.startswith("__"):
                continue
            if isinstance(value, (types.FunctionType,) + _CLASSES) or name.startswith(_OURS):
                self._kept.append((name, inside, key, _core(value)))
            if isinstance(value, _CLASSES) and getattr(value, "__module__", None) == name:
                self._class(name + "." + key, value)

    def _class(self, name, kind, is_test=False):
        inside = _vars(kind)
        self._kept += [(name, inside, key, _core(value)) for key, value in list(inside.items()) if _is_code(value)]
        self._classes.append((name, inside, frozenset(inside), is_test))

    def _new(self):
        """(class, its namespace, name) of what came into the classes; into those of tests, in a tool's place only."""
        for name, inside, keys, is_test in self._classes:
            for key in sorted(frozenset(inside) - keys):
                works = callable(inside[key]) or hasattr(type(inside[key]), "__get__")
                if works and (not is_test or key in self._assertions) and not self._by_pytest(name, inside, key):
                    yield name, inside, key

    def _by_pytest(self, name, holder, key):
        """Whether what is ``name.key`` now is what pytest gives its class there when it starts."""
        value = holder.get(key)
        function = getattr(value, "fget", value)
        core, kind = _core(function), name.rpartition(".")[2] + "_"
        return any(own.startswith(kind) and _same(known, core) for own, known in self._paths.items())

    def _holder(self, name, inside):
        self._kept += [(name, inside, key, _core(value)) for key, value in list(inside.items())
                       if isinstance(value, (types.FunctionType, types.BuiltinFunctionType) + _CLASSES)]

    def _said(self, name, holder, key):
        return u"%s.%s is replaced%s" % (name, key, self._author(holder.get(key)))

    def _author(self, value):
        code = getattr(getattr(value, "__func__", value), "__code__", None)
        path = getattr(code, "co_filename", "")
        if path.startswith(self._root):
            return u" by " + path[len(self._root):]
        return u""

    def _digest(self, path):
        try:
            with open(os.path.join(self._root, path), "rb") as stream:
                return hashlib.sha256(stream.read()).hexdigest()
        except (IOError, OSError):
            return None

    def _stamp(self, path):
        """When ``path`` was last written or moved, which no program can set, and what is compiled of it."""
        whole = os.path.join(self._root, path)
        folder, name = os.path.split(whole)
        try:
            found = _stat(whole)
        except OSError:
            return None
        try:
            cached = [entry for entry in _list(os.path.join(folder, "__pycache__")) if entry.startswith(name[:-2])]
        except OSError:
            cached = []
        return [found.st_ctime, found.st_size, sorted(cached)]


def _legacy_paths():
    """The functions that pytest, when it starts, puts into its classes for users of ``py.path``: ``Node_fspath``."""
    if "pytest" not in _modules:
        return {}
    try:
        from _pytest import legacypath
    except ImportError:  # one of Python 2 has none
        return {}
    return dict((name, _core(value)) for name, value in _vars(legacypath).items() if isinstance(value, types.FunctionType))


def _is_code(value):
    return isinstance(value, (types.FunctionType, staticmethod, classmethod, property) + _CLASSES)


def _core(value):
    """What makes a function what it is: the object and its code, which can be changed without the object."""
    inner = getattr(value, "__func__", value)
    return inner, getattr(inner, "__code__", None)


def _same(one, other):
    return one[0] is other[0] and one[1] is other[1]
