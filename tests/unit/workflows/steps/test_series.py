"""What a series says of itself: lines counted, proposals named by content, bodies that explain."""

import pytest

from overhaul.domain.changes import change_set
from overhaul.domain.gate import Verdict
from tests.support.workflow import change_of, hunk
from workflows.steps.series import Judged, _body, _lines

HEAD = "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n"
JUDGED = Judged(verdict=Verdict(proposal="", accepted=True, results=()), run=None)


@pytest.mark.parametrize(
    ("diff", "expected"),
    [
        ("", (0, 0)),
        (HEAD + "@@ -1 +1 @@\n-old\n+new\n", (1, 1)),
        (HEAD + "@@ -1,2 +1,2 @@\n--- a comment\n+++ i\n same\n", (1, 1)),
        (HEAD + "@@ -1 +1 @@\n-a\x0c+b\n+c\x0c-d\n", (1, 1)),
        (HEAD + "@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n" + HEAD + "@@ -1 +0,0 @@\n-a\n", (1, 2)),
        ("diff --git a/b.bin b/b.bin\nBinary files a/b.bin and b/b.bin differ\n", (0, 0)),
    ],
)
def test_lines_are_counted_inside_hunks_only(diff: str, expected: tuple[int, int]) -> None:
    assert _lines(diff) == expected


def test_the_body_counts_edits_by_origin_and_stays_short() -> None:
    hunks = (*tuple(hunk("a", f"{number:02}") for number in range(40)), hunk("a", "00"))
    body = _body(change_set("T", "Because.", {"a": b""}, {"a": b"x"}, hunks), JUDGED, 3, 5, 7)
    lines = body.split("\n")
    assert lines[0] == "Because."
    assert "Tests that passed before: 7. Restored before this commit: 3, with it: 5." in lines
    assert "- recipe recipe-00 1: 2 edits" in lines
    assert lines[-1] == "- and 15 more kinds, named in evidence.json"


def test_without_a_baseline_the_body_claims_no_tests() -> None:
    assert "Tests" not in _body(change_of("T", {"a": b""}), JUDGED, 0, 0, 0)
