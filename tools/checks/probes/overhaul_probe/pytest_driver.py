"""pytest 4.6 (on 2.7) and 7.4 (on 3.x), with a plugin that reports."""
from __future__ import absolute_import

import os
import sys

import pytest

from overhaul_probe import failures, trial
from overhaul_probe.recorder import FAILED, NOT_COLLECTED, PASSED, SKIPPED, XFAILED

_LONG = int if sys.version_info[0] == 3 else long  # noqa: F821
_INI = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "empty.ini")


def run(recorder, root, request):
    arguments = ["-c", _INI, "--rootdir=" + root, "--confcutdir=" + root, "-p", "no:cacheprovider",
                 "-p", "no:warnings", "--continue-on-collection-errors", "--tb=native", "-q"]
    if sys.version_info[0] == 3:
        arguments += ["-p", "no:faulthandler"]
    for name, value in request["options"]:
        arguments += ["-o", "%s=%s" % (name, value)]
    arguments = [str(word) for word in arguments + request["args"]]
    plugin = Plugin(recorder)
    status = int(pytest.main(arguments, plugins=[plugin]))
    if status in (3, 4):  # internal error or usage error: a conftest that does not import, say
        recorder.whole(request["name"], NOT_COLLECTED, plugin.trouble() or {
            "exception": u"pytest", "message": u"pytest could not start; see the log (exit %d)" % status})
        return "unusable"
    return "done"


class Plugin(object):
    """Streams a line a test; counts setup, call and teardown as one."""

    def __init__(self, recorder):
        self._recorder = recorder
        self._keys = {}
        self._raised = {}
        self._internal = None

    def trouble(self):
        return self._internal

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session):
        manager = session.config.pluginmanager
        known = list(manager.get_plugins())

        def later():
            return [plugin for plugin in manager.get_plugins() if not any(plugin is one for one in known)]

        self._recorder.watch_plugins(later)

    @pytest.hookimpl(trylast=True)
    def pytest_make_parametrize_id(self, config, val, argname):
        """Name values as the newest pytest does, so that ids are the same everywhere."""
        if isinstance(val, bool) or val is None:
            return None
        if isinstance(val, (int, _LONG, float, complex)):
            return repr(val).rstrip("L")
        name = getattr(val, "__name__", None)
        return str(name) if isinstance(name, str) else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr, excinfo):
        self._internal = failures.describe(excinfo.type, excinfo.value, excinfo.tb)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        keys = [self._recorder.key(item.nodeid) for item in items]
        left = [(item, key) for item, key in zip(items, keys) if not self._recorder.passed_over(key)]
        self._recorder.plan([key for _, key in left])
        items[:] = [item for item, _ in left]
        self._keys = dict((id(item), key) for item, key in left)
        for item, key in left:
            owner = getattr(item, "cls", None) or getattr(item, "module", None)
            self._recorder.remember(key, owner, getattr(item, "originalname", None) or item.name.partition("[")[0])

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector):
        self._recorder.guard(True)
        made = yield
        self._recorder.guard(False)
        report = made.get_result()
        raised = getattr(getattr(report, "call", None), "excinfo", None)
        cause = getattr(raised.value, "__cause__", None) if raised is not None else None
        if report.failed and cause is not None:
            self._raised[report.nodeid] = failures.describe(type(cause), cause, cause.__traceback__)

    def pytest_collectreport(self, report):
        if report.failed:
            key = self._recorder.key(report.nodeid or ".")
            if not self._recorder.done_before(key):
                detail = self._raised.pop(report.nodeid, None) or failures.from_text(report.longrepr)
                self._recorder.whole(key, NOT_COLLECTED, detail)
        elif report.skipped:
            key = self._recorder.key(report.nodeid or ".")
            if not self._recorder.done_before(key):
                reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
                self._recorder.whole(key, SKIPPED, {"message": failures.text(reason)[:2000]})

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        key = self._keys.get(id(item))
        if key is None:  # an item that appeared after collection
            key = self._recorder.key(item.nodeid)
        trial.readable()
        self._recorder.start(key)
        yield
        self._recorder.stop()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        made = yield
        report = made.get_result()
        detail = None
        if call.excinfo is not None:
            detail = failures.describe(call.excinfo.type, call.excinfo.value, call.excinfo.tb)
            crash = getattr(report.longrepr, "reprcrash", None)
            if crash is not None and report.failed:  # rewritten asserts explain themselves here
                printed = failures.text(crash.message)
                head = detail["exception"].split(".")[-1] + u": "
                detail["message"] = (printed[len(head):] if printed.startswith(head) else printed)[:2000]
        if report.failed:
            self._recorder.note(FAILED, detail)
        elif report.skipped:
            self._recorder.note(XFAILED if hasattr(report, "wasxfail") else SKIPPED, detail)
        elif report.when == "call":
            self._recorder.note(PASSED)
