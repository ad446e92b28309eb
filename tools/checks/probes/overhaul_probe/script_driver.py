"""Tests that run themselves: ``python tests/run.py``, or a module's suite factory.

Where the script uses ``unittest`` its tests are reported one by one; otherwise the script is one test
that passes when it ends without an exception and with status 0.
"""
from __future__ import absolute_import

import os
import runpy
import subprocess
import sys
import traceback
import unittest

from overhaul_probe import failures, unittest_driver
from overhaul_probe.recorder import FAILED, NOT_COLLECTED, PASSED

_made = {"runs": 0}


def run(recorder, root, request):
    arguments = [str(word) for word in request["args"]]
    target, rest = arguments[0], arguments[1:]
    _take_over(recorder)
    if ":" in target:
        suite = unittest_driver.load(recorder, root, target, "test*.py")
        if suite is not None:
            unittest_driver.execute(recorder, suite)
        return "done"
    if target == "-m" and rest:
        return _script(recorder, root, rest[0], rest[1:], as_module=True)
    if not target.endswith(".py") and not _is_python(target):
        return _command(recorder, arguments)
    return _script(recorder, root, target, rest)


def _is_python(target):
    """Whether a file without a telling name is a Python script."""
    try:
        with open(target, "rb") as stream:
            return b"python" in stream.readline(200)
    except (IOError, OSError):
        return False


def _command(recorder, arguments):
    """Any other command is one test, by its exit status."""
    key = recorder.key("command: " + " ".join(arguments))
    if recorder.done_before(key):
        return "done"
    recorder.start(key)
    status = subprocess.call(arguments)
    detail = {"message": u"exit status %s" % status}
    recorder.note(FAILED if status else PASSED, detail if status else None)
    recorder.stop()
    return "done"


def _take_over(recorder):
    class Runner(object):
        """Stands where TextTestRunner stood."""

        def __init__(self, *args, **options):
            pass

        def run(self, suite):
            _made["runs"] += 1
            return unittest_driver.execute(recorder, suite)

    program = sys.modules["unittest.main"]
    unittest.TextTestRunner = Runner
    program.runner.TextTestRunner = Runner
    sys.modules["unittest.runner"].TextTestRunner = Runner


def _script(recorder, root, target, rest, as_module=False):
    path = os.path.abspath(target)
    name = target if as_module else os.path.relpath(path, root)
    sys.argv = [target] + rest
    if not as_module:
        sys.path.insert(0, os.path.dirname(path))
    status, detail = 0, None
    try:
        if as_module:
            runpy.run_module(target, run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(path, run_name="__main__")
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException as error:  # the script is the test: anything it raises is its outcome
        traceback.print_exc()
        status = 1
        detail = failures.describe(type(error), error, sys.exc_info()[2])
    recorder.stop()
    if _made["runs"]:
        if detail:
            recorder.whole(recorder.key(name), NOT_COLLECTED, detail)
        return "done"
    detail = detail or {"message": u"exit status %s" % status}
    recorder.whole(recorder.key(name), FAILED if status else PASSED, detail if status else None)
    return "done"
