"""TESTS: every test that passed still passes, by identity."""

import re
from collections.abc import Mapping, Sequence

from overhaul.domain.gate import CheckId, CheckResult
from overhaul.domain.ports.testing import TestRunner
from overhaul.domain.sandbox import Limits
from overhaul.domain.testing import Outcome, TestResult, TestRun, compare
from overhaul.domain.text import counted
from tools.checks.gate.context import GateContext, not_run, passed, read_regular, refused

_MOST_AGAIN = 40
"""Tests lost by a change are run again, to tell the unsteady ones apart, where there are at most so many."""


def check_tests(context: GateContext, runner: TestRunner) -> tuple[CheckResult, TestRun | None]:
    """Run the suites with the proposal on top and hold them against ``before_run``."""
    request = context.request
    if not request.suites:
        return not_run(CheckId.TESTS, "the repository has no usable tests: nothing is proven"), None
    demanded = request.before_run.passed() if request.before_run is not None else frozenset[str]()
    limits = Limits(wall_seconds=request.options.test_timeout_seconds)
    if not request.must_compile and request.known_run is None:
        if not request.middle_seconds:
            return not_run(CheckId.TESTS, "tests take too long in the middle of the conversion"), None
        limits = Limits(wall_seconds=min(limits.wall_seconds, request.middle_seconds))
    if request.known_run is None and (still := _still_lost(context, runner, demanded, limits)):
        return _refusal(still), None
    run = request.known_run or _run(context, runner, limits)
    if run.timed_out and not request.must_compile and context.all_by_recipes:
        told = f"the tests did not end within {limits.wall_seconds:.0f} s in the middle of the conversion"
        return not_run(CheckId.TESTS, told), None
    tampered = _tampered(context, run)
    if tampered:
        return refused(CheckId.TESTS, "the run changes what judges it", tampered), run
    lost = _lost(context, demanded, run)
    unsteady: list[str] = []
    if lost and len(lost) <= _MOST_AGAIN:
        alone = _run(context, runner, limits, only=sorted(lost))
        unsteady = sorted(set(lost) & alone.passed())
        if unsteady:  # alone they pass: is it chance, or what runs before them?
            unsteady = sorted(set(unsteady) & _run(context, runner, limits).passed())
        lost = {test: why for test, why in lost.items() if test not in unsteady}
    if lost:
        return _refusal(lost), run
    return passed(CheckId.TESTS, _told(context, demanded, run), tuple(unsteady)), run


def _run(context: GateContext, runner: TestRunner, limits: Limits, only: Sequence[str] = ()) -> TestRun:
    request = context.request
    return runner.run(
        request.before,
        request.suites,
        request.environment,
        limits=limits,
        overlay=request.contents,
        only=only,
        without=request.without,
    )


def _still_lost(context: GateContext, runner: TestRunner, demanded: frozenset[str], limits: Limits) -> dict[str, str]:
    """Test → what it does instead, of those that are known to be in danger; empty where they pass or none is known."""
    first = sorted(demanded.intersection(context.request.first))
    if not first:
        return {}
    run = _run(context, runner, limits, only=first)
    now = run.by_id()
    return {
        test: _said(now[test]) if test in now else "not reported any more" for test in first if test not in run.passed()
    }


def _refusal(lost: Mapping[str, str]) -> CheckResult:
    told = f"{counted(len(lost), 'test')} that passed {'does' if len(lost) == 1 else 'do'} not pass any more"
    return refused(CheckId.TESTS, told, [f"{test}: {why}" for test, why in sorted(lost.items())])


def _tampered(context: GateContext, run: TestRun) -> list[str]:
    """What the proposal's run newly changes of its judges, where others than recipes had a hand in it.

    A repository may replace parts of its test tools itself, in code that could not be imported before.
    """
    before = context.request.before_run
    if before is None or context.all_by_recipes:
        return []
    return [said for said in run.tampered if said not in before.tampered and not _by_itself(context, said)]


def _by_itself(context: GateContext, said: str) -> bool:
    """Whether a file that the proposal leaves alone replaces what the sentence names, in its own words."""
    what, _, author = re.sub(r" is (?:replaced|new) by ", " by ", said).partition(" by ")
    if not author or author in context.request.contents:
        return False
    content = read_regular(context.request.before, author) or b""
    return what.rpartition(".")[2].encode() in content


def _lost(context: GateContext, demanded: frozenset[str], run: TestRun) -> dict[str, str]:
    """Test → what it does instead: no longer passing, or no longer reported at all."""
    comparison = compare(demanded, run)
    lost = {result.id: _said(result) for result in comparison.lost}
    lost.update((test, "not reported any more") for test in comparison.missing)
    before = context.request.before_run
    if before is not None:
        now = run.by_id()
        ran = {r.id for r in before.results if r.outcome is not Outcome.NOT_COLLECTED}
        vanished = (ran & context.request.legacy_passed) - now.keys()
        lost.update((test, "not reported any more") for test in vanished)
    return lost


def _said(result: TestResult) -> str:
    first = result.message.splitlines()[0][:200] if result.message else ""
    return " ".join(part for part in (result.outcome.value, result.exception, first) if part)


def _told(context: GateContext, demanded: frozenset[str], run: TestRun) -> str:
    legacy = context.request.legacy_passed
    told = f"{len(demanded)} tests that passed still pass"
    if context.request.before_run is None:
        told = "the tree before was not tested, so nothing was demanded"
    if legacy:
        told += f"; {len(legacy & run.passed())} of {len(legacy)} that passed at baseline pass"
    return told + ("; the run reached its time limit" if run.timed_out else "")
