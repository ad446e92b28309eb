# mypy: ignore-errors
# python -m bench_unittest MODULE:CALLABLE: run the unittest suite that the callable makes, on 2.7 and 3.12, and
# write one JSON line a test to the file that BENCH_REPORT names.
from __future__ import absolute_import

import importlib
import io
import json
import os
import sys
import traceback
import unittest


def _write(identity, outcome, why=""):
    line = json.dumps({"test": _text(identity), "outcome": outcome, "why": _text(why)[:300]})
    with io.open(os.environ["BENCH_REPORT"], "ab") as report:
        report.write(line.encode("ascii") + b"\n")


def _text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _identity(test):
    """The dotted name, or the repr where a suite has an ``id`` of its own; with the description,
    since generated tests often share one method."""
    try:
        name = test.id()
    except Exception:
        name = repr(test)
    try:
        description = test.shortDescription()
    except Exception:
        description = None
    return "%s [%s]" % (_text(name), _text(description)) if description else name


class Outcomes(unittest.TestResult):
    def addSuccess(self, test):
        unittest.TestResult.addSuccess(self, test)
        _write(_identity(test), "passed")

    def addError(self, test, err):
        unittest.TestResult.addError(self, test, err)
        _write(_identity(test), "failed", _why(err))

    def addFailure(self, test, err):
        unittest.TestResult.addFailure(self, test, err)
        _write(_identity(test), "failed", _why(err))

    def addSkip(self, test, reason):
        unittest.TestResult.addSkip(self, test, reason)
        _write(_identity(test), "skipped")


def _why(err):
    try:
        return "%s: %s" % (err[0].__name__, err[1])
    except Exception:
        return err[0].__name__


def main():
    module, _, name = sys.argv[1].partition(":")
    try:
        loaded = importlib.import_module(module)
        sys.argv = [loaded.__file__]
        getattr(loaded, name)()(Outcomes())
    except BaseException:  # SystemExit too: a suite that leaves halfway has told us all it will
        traceback.print_exc()
        _write("<suite>", "not collected", _why(sys.exc_info()))


main()
