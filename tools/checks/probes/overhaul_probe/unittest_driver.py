"""unittest: discovery, names as ``setup.py test`` takes them, and a result that reports."""
from __future__ import absolute_import

import os
import sys
import traceback
import unittest

from overhaul_probe import failures
from overhaul_probe.places import LOST, unittest_id
from overhaul_probe.recorder import FAILED, NOT_COLLECTED, PASSED, SKIPPED, XFAILED



class Result(unittest.TestResult):
    """Reports to a recorder; quiet otherwise."""

    recorder = None

    def startTest(self, test):
        unittest.TestResult.startTest(self, test)
        self.recorder.start(keys.pop(id(test), None) or self.recorder.key(unittest_id(test)))

    def stopTest(self, test):
        unittest.TestResult.stopTest(self, test)
        self.recorder.stop()

    def addSuccess(self, test):
        self.recorder.note(PASSED)

    def addError(self, test, error):
        self._bad(test, error)

    def addFailure(self, test, error):
        self._bad(test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self._bad(test, error)

    def addSkip(self, test, reason):
        self._outside(test, SKIPPED, {"message": failures.text(reason)[:2000]})

    def addExpectedFailure(self, test, error):
        self.recorder.note(XFAILED, failures.describe(*error))

    def addUnexpectedSuccess(self, test):
        self.recorder.note(FAILED, {"message": u"unexpected success"})

    def _bad(self, test, error):
        unittest.TestResult.addError(self, test, error)
        traceback.print_exception(*error)
        if type(test).__name__ in LOST:  # what went wrong is only told in the message
            self._outside(test, NOT_COLLECTED, failures.from_text(failures.text(error[1])))
        else:
            self._outside(test, FAILED, failures.describe(*error))

    def _outside(self, test, outcome, detail):
        if self.recorder.is_open():
            self.recorder.note(outcome, detail)
        else:  # setUpModule and setUpClass fail outside any test; 3.12 skips without starting
            self.recorder.whole(keys.pop(id(test), None) or self.recorder.key(unittest_id(test)), outcome, detail)


keys = {}
"""Keys planned for test objects, by their id."""


def flatten(suite):
    """The single tests of nested suites, in order."""
    try:
        parts = list(suite)
    except TypeError:
        return [suite]
    return [test for part in parts for test in flatten(part)]


def execute(recorder, suite):
    """Run ``suite`` without what an earlier process already did; return its result."""
    planned = [(test, recorder.key(unittest_id(test))) for test in flatten(suite)]
    left = [(test, key) for test, key in planned if not recorder.passed_over(key)]
    recorder.plan([key for _, key in left])
    if len(left) != len(planned):  # keep custom suites (with fixtures of their own) whole otherwise
        suite = unittest.TestSuite([test for test, _ in left])
    keys.update((id(test), key) for test, key in left)
    for test, key in left:
        recorder.remember(key, type(test), getattr(test, "_testMethodName", ""))
    result = Result()
    result.recorder = recorder
    suite(result)
    keys.clear()
    return result


def run(recorder, root, request):
    pattern = dict(request["options"]).get("pattern", "test*.py")
    loaded = [load(recorder, root, str(word), str(pattern)) for word in request["args"] or ["."]]
    execute(recorder, unittest.TestSuite([suite for suite in loaded if suite is not None]))
    return "done"


def load(recorder, root, word, pattern):
    """The tests of a folder, a file, ``module:callable`` or a dotted name."""
    try:
        recorder.guard(True)
        if os.path.isdir(word):
            return discover(root, word, pattern)
        if word.endswith(".py"):
            return from_module(import_file(word))
        if ":" in word:
            module, _, attribute = word.partition(":")
            __import__(module)
            return getattr(sys.modules[module], attribute)()
        return from_name(word)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # whatever an import does, the other modules still run
        traceback.print_exc()
        detail = failures.describe(type(error), error, sys.exc_info()[2])
        recorder.whole(recorder.key(word), NOT_COLLECTED, detail)
        return None
    finally:
        recorder.guard(False)


def discover(root, folder, pattern):
    top = os.path.abspath(folder)
    while os.path.exists(os.path.join(top, "__init__.py")) and top != root:
        top = os.path.dirname(top)
    return unittest.defaultTestLoader.discover(folder, pattern, top)


def import_file(path):
    """Import a file under its dotted name, with the folder above its package on the path."""
    folder, name = os.path.split(os.path.abspath(path)[:-3])
    parts = [name]
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder, above = os.path.split(folder)
        parts.insert(0, above)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    dotted = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    __import__(dotted)
    return sys.modules[dotted]


def from_module(module):
    """A module's TestCases, and what its ``suite`` or ``test_suite`` adds where it has none."""
    found = unittest.defaultTestLoader.loadTestsFromModule(module)
    for name in ("additional_tests", "suite", "test_suite"):
        factory = getattr(module, name, None)
        if callable(factory) and (name == "additional_tests" or not flatten(found)):
            made = as_script(module, factory)
            if made is not None:
                found.addTest(made)
    return found


def as_script(module, factory):
    """Call ``factory`` of ``module`` with the files that lie beside ``__main__`` where the module is.

    Suites that are started as scripts look for examples there: ``DocFileSuite('more.txt', package='__main__')``.
    """
    main = sys.modules["__main__"]
    before, main.__file__ = main.__file__, os.path.abspath(module.__file__)
    try:
        return factory()
    finally:
        main.__file__ = before


def from_name(dotted):
    """What a dotted name means to ``setup.py test``: a package's modules, a module, or a callable in one."""
    try:
        __import__(dotted)
    except ImportError:
        if "." not in dotted:
            raise
        module, _, attribute = dotted.rpartition(".")
        __import__(module)
        found = getattr(sys.modules[module], attribute)
        return found() if callable(found) and not isinstance(found, type) else (
            unittest.defaultTestLoader.loadTestsFromName(dotted))
    module = sys.modules[dotted]
    suite = unittest.TestSuite([from_module(module)])
    for folder in getattr(module, "__path__", ()):
        for name in sorted(os.listdir(folder)):
            below = os.path.join(folder, name)
            if name.endswith(".py") and name != "__init__.py":
                suite.addTest(from_name(dotted + "." + name[:-3]))
            elif os.path.exists(os.path.join(below, "__init__.py")):
                suite.addTest(from_name(dotted + "." + name))
    return suite
