"""What counts as restored: identity and outcome, nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from overhaul.domain.testing import Baseline, Outcome, TestResult, TestRun, compare

IDS = st.sampled_from([f"tests/test_x.py::test_{letter}" for letter in "abcdef"])
OUTCOMES = st.dictionaries(IDS, st.sampled_from(Outcome))


def run_of(outcomes: dict[str, Outcome]) -> TestRun:
    results = tuple(TestResult(id=i, outcome=o) for i, o in sorted(outcomes.items()))
    return TestRun(toolchain="python3.12", version="3.12.1", results=results, seconds=0, suites=("pytest",))


@given(st.sets(IDS), OUTCOMES)
def test_every_demanded_test_is_restored_lost_or_missing(wanted: set[str], outcomes: dict[str, Outcome]) -> None:
    comparison = compare(wanted, run_of(outcomes))
    lost = {result.id for result in comparison.lost}
    assert comparison.must_pass == len(wanted)
    assert comparison.restored + len(lost) + len(comparison.missing) == len(wanted)
    assert not lost & set(comparison.missing)
    assert set(comparison.newly_skipped) <= lost
    assert comparison.restored == len(wanted & run_of(outcomes).passed())


@given(st.sets(IDS), OUTCOMES)
def test_only_passing_restores(wanted: set[str], outcomes: dict[str, Outcome]) -> None:
    comparison = compare(wanted, run_of(outcomes))
    for result in comparison.lost:
        assert result.outcome is not Outcome.PASSED
    assert comparison.extra_passed == len(run_of(outcomes).passed() - wanted)


def test_skipped_and_expected_to_fail_are_named() -> None:
    outcomes = {"a": Outcome.SKIPPED, "b": Outcome.XFAILED, "c": Outcome.FAILED, "d": Outcome.NOT_COLLECTED}
    comparison = compare([*outcomes, "gone"], run_of(outcomes))
    assert comparison.newly_skipped == ("a", "b")
    assert comparison.missing == ("gone",)
    assert [result.id for result in comparison.lost] == ["a", "b", "c", "d"]
    assert comparison.restored == 0


def test_asking_twice_counts_once() -> None:
    assert compare(["a", "a"], run_of({"a": Outcome.PASSED})).must_pass == 1


def test_counts_name_every_outcome() -> None:
    assert run_of({"a": Outcome.PASSED}).counts() == {
        "passed": 1,
        "failed": 0,
        "skipped": 0,
        "xfailed": 0,
        "not-collected": 0,
    }


def test_flaky_tests_are_not_demanded() -> None:
    run = run_of({"a": Outcome.PASSED, "b": Outcome.PASSED, "c": Outcome.FAILED})
    assert Baseline(available=True, run=run, flaky=("b",)).must_pass() == {"a"}


def test_no_baseline_demands_nothing() -> None:
    assert Baseline(available=False, why_not="no legacy toolchain").must_pass() == frozenset()
