"""Which tests are not worth another run: those that took long only to fail.

A suite that waits for a server which is not there, or for a retry, waits as long at every stage and for every fix.
Nothing is lost by not running such a test again: it does not pass, and is never counted as if it did.
"""

from collections.abc import Iterable

from overhaul.domain.testing import Baseline, Outcome, TestResult, TestRun

_LONG = 2.0
"""Seconds. A test that fails sooner is run again: it costs little, and may surprise."""
_TIMES = 10.0
"""A test that passed at baseline fails late where it took so many times as long there to pass."""
_UNREACHED = "not run: "
"""How the message of a planned test begins that the run never came to."""


def hopeless(baseline: Baseline) -> tuple[TestResult, ...]:
    """Tests that prove nothing, since they did not pass at baseline, and took long to: each as one that was skipped.

    So are those that the baseline's run never came to.
    """
    if not baseline.available or baseline.run is None:
        return ()
    found = [
        result
        for result in baseline.run.results
        if (result.outcome is Outcome.FAILED and result.seconds >= _LONG)
        or (result.outcome is Outcome.NOT_COLLECTED and result.message.startswith(_UNREACHED))
    ]
    return tuple(
        TestResult(id=result.id, outcome=Outcome.SKIPPED, message=f"left out: at baseline it {_said(result)}")
        for result in _unmistakable(found, baseline.run)
    )


def put_off(run: TestRun, baseline: Baseline) -> tuple[TestResult, ...]:
    """Tests that fail late on the target, though they passed soon at baseline; as they are in ``run``."""
    took = {result.id: result.seconds for result in baseline.run.results} if baseline.run is not None else {}
    found = [
        result
        for result in run.results
        if result.outcome is Outcome.FAILED and result.seconds >= max(_LONG, _TIMES * took.get(result.id, 0.0))
    ]
    return _unmistakable(found, run)


def _unmistakable(found: Iterable[TestResult], run: TestRun) -> tuple[TestResult, ...]:
    """Those whose name no other test of ``run`` has: a runner tells tests apart by name."""
    shared = {result.id.partition("#")[0] for result in run.results if "#" in result.id}
    return tuple(result for result in found if result.id.partition("#")[0] not in shared)


def _said(result: TestResult) -> str:
    if result.outcome is Outcome.NOT_COLLECTED:
        return "was not reached"
    return f"failed after {result.seconds:.0f} seconds" + (f" ({result.exception})" if result.exception else "")
