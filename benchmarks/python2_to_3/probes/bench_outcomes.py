# mypy: ignore-errors
# A pytest plugin for pytest 4.6 on Python 2.7 and pytest 7.4 on Python 3.12: one JSON line a finished test in
# the file that BENCH_REPORT names, written at once, so that a crash or a timeout keeps what came before.
from __future__ import absolute_import

import io
import json
import os

_unfinished = {}


def _write(identity, outcome, why):
    if isinstance(identity, bytes):
        identity = identity.decode("utf-8", "replace")
    line = json.dumps({"test": identity, "outcome": outcome, "why": why})
    with io.open(os.environ["BENCH_REPORT"], "ab") as report:
        report.write(line.encode("ascii") + b"\n")


def _why(report):
    try:
        text = report.longrepr.reprcrash.message
    except AttributeError:
        try:
            lines = [line for line in str(report.longrepr).splitlines() if line.strip()]
        except Exception:
            return "unreadable"
        text = "\n".join(lines[-2:])
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return text[:300]


def pytest_runtest_logreport(report):
    """Called for set-up, call and tear-down; the first that failed or was skipped decides."""
    outcome, why = _unfinished.get(report.nodeid, (None, ""))
    if report.outcome == "failed":
        outcome, why = "failed", why or _why(report)
    elif outcome is None and report.outcome == "skipped":
        outcome = "skipped"
    elif outcome is None and report.when == "call" and report.outcome == "passed":
        outcome = "passed"
    _unfinished[report.nodeid] = (outcome, why)
    if report.when == "teardown":
        _write(report.nodeid, *_unfinished.pop(report.nodeid))


def pytest_collectreport(report):
    """A file that cannot be collected counts as one failed entry of its own."""
    if report.outcome == "failed":
        _write(report.nodeid, "not collected", _why(report))
