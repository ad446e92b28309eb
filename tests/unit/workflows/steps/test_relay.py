"""The best series is read off the runs: as many commits as can be, and none loses a test."""

import pytest

from overhaul.domain.testing import TestRun
from tests.support.workflow import change_of, run_of, stage
from workflows.steps.relay import Point, fits, relay


def run(passed: str | None) -> TestRun | None:
    return None if passed is None else run_of(list(passed))


def points(*runs: str | None) -> list[Point]:
    return [Point(stage(str(n)), 0, change_of("T", {"a": b""}), run(passed)) for n, passed in enumerate(runs)]


@pytest.mark.parametrize(
    ("before", "between", "end", "chosen"),
    [
        ("", ["a", "ab"], "abc", "01"),
        ("", ["a", "", "ab"], "ab", "02"),
        ("", ["b", "", "a", "ac"], "ac", "123"),
        ("a", ["", "ab"], "ab", "1"),
        ("a", ["b"], "ab", ""),
        ("", ["ab"], "a", ""),
        ("", [None, "a"], "a", "1"),
        (None, ["a"], "a", "0"),
        ("", ["a"], None, ""),
        ("", [], "a", ""),
    ],
)
def test_the_longest_row_that_loses_nothing(
    before: str | None, between: list[str | None], end: str | None, chosen: str
) -> None:
    assert "".join(point.stage.id for point in relay(run(before), points(*between), run(end))) == chosen


def test_what_is_not_known_does_not_stand_in_the_way() -> None:
    assert fits(None, run("")) and fits(run("a"), None)
    assert not fits(run("a"), run("b"))
