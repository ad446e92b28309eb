"""Tests that took long only to fail are not run again; others are, and so is what may be mistaken for another."""

import pytest

from overhaul.domain.testing import Baseline, Outcome, TestResult, TestRun
from workflows.steps.leaving_out import hopeless, put_off


def a_run(*results: TestResult) -> TestRun:
    return TestRun(toolchain="", version="", results=results, seconds=1, suites=())


def result(id: str, outcome: Outcome, seconds: float, message: str = "") -> TestResult:
    return TestResult(id=id, outcome=outcome, seconds=seconds, message=message)


@pytest.mark.parametrize(
    ("kind", "seconds", "message", "left_out"),
    [
        (Outcome.FAILED, 5.0, "", True),
        (Outcome.NOT_COLLECTED, 0.0, "not run: the time limit of the run was reached", True),
        (Outcome.FAILED, 0.5, "", False),
        (Outcome.PASSED, 60.0, "", False),
        (Outcome.SKIPPED, 60.0, "", False),
        (Outcome.NOT_COLLECTED, 0.0, "ImportError", False),
    ],
)
def test_at_baseline(kind: Outcome, seconds: float, message: str, left_out: bool) -> None:
    run = a_run(result("t::a", kind, seconds, message), result("t::b", Outcome.PASSED, 0.1))
    found = hopeless(Baseline(available=True, run=run))
    assert [one.id for one in found] == (["t::a"] if left_out else [])
    assert all(one.outcome is Outcome.SKIPPED and one.message.startswith("left out: at baseline it ") for one in found)


def test_without_a_baseline_nothing_is_hopeless() -> None:
    run = a_run(result("t::a", Outcome.FAILED, 5.0))
    assert hopeless(Baseline(available=False, run=run)) == hopeless(Baseline(available=True)) == ()


@pytest.mark.parametrize(
    ("kind", "seconds", "before", "late"),
    [
        (Outcome.FAILED, 7.0, 0.1, True),
        (Outcome.FAILED, 7.0, 5.0, False),
        (Outcome.FAILED, 1.0, 0.0, False),
        (Outcome.PASSED, 7.0, 0.1, False),
    ],
)
def test_on_the_target(kind: Outcome, seconds: float, before: float, late: bool) -> None:
    one = result("t::a", kind, seconds)
    baseline = Baseline(available=True, run=a_run(result("t::a", Outcome.PASSED, before)))
    assert put_off(a_run(one), baseline) == ((one,) if late else ())


def test_a_name_that_two_tests_share_leaves_none_out() -> None:
    late = result("t::a", Outcome.FAILED, 7.0)
    run = a_run(late, result("t::a#2", Outcome.PASSED, 0.1))
    assert put_off(run, Baseline(available=False)) == ()
    assert hopeless(Baseline(available=True, run=run)) == ()
