"""nose 1.3.7 (on 2.7) and pynose 1.5.5 (on 3.x), with a plugin that reports."""
from __future__ import absolute_import

import os
import traceback
import unittest

import nose
from nose.plugins import Plugin as Base

from overhaul_probe import failures
from overhaul_probe.places import place, source_name, unittest_id
from overhaul_probe.recorder import FAILED, NOT_COLLECTED, PASSED, SKIPPED


def run(recorder, root, request):
    words = [str(word) for word in request["args"]]
    argv = ["nosetests", "--exe", "--nocapture", "--nologcapture", "-c", os.devnull] + words
    environment = {"NOSE_IGNORE_CONFIG_FILES": "1"}
    nose.run(argv=argv, env=environment, addplugins=[Plugin(recorder, root)])
    return "done"


class Plugin(Base):
    """Streams a line a test."""

    name = "overhaul"
    enabled = True
    score = 100000

    def __init__(self, recorder, root):
        Base.__init__(self)
        self._recorder = recorder
        self._root = root
        self._keys = {}

    def options(self, parser, env):
        pass

    def configure(self, options, conf):
        self.enabled = True

    def prepareTestCase(self, test):
        key = self._keys[id(test)] = self._recorder.key(identity(test))
        return (lambda result: None) if self._recorder.passed_over(key) else None

    def startTest(self, test):
        self._recorder.start(self._keys.pop(id(test), None) or self._recorder.key(identity(test)))

    def stopTest(self, test):
        self._recorder.stop()

    def addSuccess(self, test):
        self._recorder.note(PASSED)

    def addError(self, test, error):
        self._bad(test, error)

    def addFailure(self, test, error):
        self._bad(test, error)

    def _bad(self, test, error):
        kind, value, tb = error[0], error[1], error[2]
        detail = failures.describe(kind, value, tb)
        if isinstance(kind, type) and issubclass(kind, unittest.SkipTest):
            outcome = SKIPPED
        elif is_lost(test):
            outcome = NOT_COLLECTED
        else:
            outcome = FAILED
        if outcome != SKIPPED:
            traceback.print_exception(kind, value if isinstance(value, BaseException) else None, tb)
        if self._recorder.is_open():
            self._recorder.note(outcome, detail)
        else:  # a package's or module's set-up fails outside any test
            key = self._keys.pop(id(test), None) or self._recorder.key(identity(test))
            self._recorder.whole(key, outcome, detail)


def is_lost(test):
    """Whether ``test`` only stands for a module that could not be loaded."""
    return type(getattr(test, "test", test)).__name__ == "Failure"


def identity(test):
    """``path::name(arguments)`` where nose knows the file."""
    address = None
    try:
        address = test.address()
    except Exception:  # nose cannot always say
        pass
    path, module, call = (tuple(address) + (None, None, None))[:3] if address else (None, None, None)
    if is_lost(test):
        return os.path.abspath(source_name(path)) if path else str(module or call or test)
    if not hasattr(test, "id"):
        return "context: %s" % (getattr(test, "context", test),)
    raw = test.id()
    if module and path:
        return place(raw, module, source_name(path))
    return unittest_id(getattr(test, "test", test))
