"""Trees that are being mended, offers laid over them, and how far a trial came."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agents.causes import cause_of
from overhaul.domain.base import digest_of, digest_or_none
from overhaul.domain.edits import Hunk
from overhaul.domain.ports.repair import ChangeSet, Proposer
from overhaul.domain.testing import Outcome, TestResult, TestRun

Contents = Mapping[str, bytes | None]


class Draft(NamedTuple):
    """A tree that is being mended: what lies over the newest commit, and what the tests did on it."""

    contents: Contents
    hunks: tuple[Hunk, ...]
    results: Mapping[str, TestResult]

    def digest(self) -> str:
        """What its contents are known by."""
        return digest_of({path: digest_or_none(data) for path, data in self.contents.items()})

    def over(self, change: ChangeSet) -> "Draft":
        """With ``change`` in it."""
        contents, hunks = {**self.contents, **change.contents}, (*self.hunks, *change.proposal.hunks)
        return self._replace(contents=contents, hunks=hunks)

    def after(self, run: TestRun, probed: Sequence[str]) -> "Draft":
        """With what ``run`` of ``probed`` says: a file that was not collected is its tests now."""
        now = run.by_id()
        gone = {test for test in probed if test not in now and test in self.results}
        kept = {id: result for id, result in self.results.items() if id not in gone or collected(result)}
        return self._replace(results=kept | now)


class Offer(NamedTuple):
    """A change on top of a draft."""

    proposer: Proposer
    change: ChangeSet
    draft: Draft
    """With the change in it."""
    first_title: str
    """Of the fix below it, where it is stacked on one."""
    under: Draft

    @property
    def title(self) -> str:
        """Of the fix as a whole."""
        return self.first_title or self.change.proposal.title


class Fix(NamedTuple):
    """A fix that gained in its trial, and the draft with it."""

    title: str
    reason: str
    draft: Draft
    gained: int
    proposer: Proposer
    change: ChangeSet


def collected(result: TestResult) -> bool:
    """Whether its module could be loaded."""
    return result.outcome is not Outcome.NOT_COLLECTED


def moved(tests: Sequence[str], offer: Offer, after: Draft) -> int:
    """How many of ``tests`` now fail elsewhere, or for another reason than at the place just edited.

    An assertion that compares something else now and still fails has not moved.
    """
    count = 0
    for test in tests:
        was, now = offer.under.results.get(test), after.results.get(test)
        if was is None:
            continue
        if now is None:
            count += not collected(was)
            continue
        old, new = cause_of(was), cause_of(now)
        same_place = new.path == old.path and new.line - _added_lines(offer, new.path) == old.line
        stuck = same_place and (new.same_kind(old) or old.exception == new.exception == "AssertionError")
        broken = new.exception.endswith(("NameError", "SyntaxError", "UnboundLocalError", "IndentationError"))
        count += old != new and not broken and not stuck
    return count


def _added_lines(offer: Offer, path: str) -> int:
    """How many lines the offer added at the top of ``path``: its imports."""
    hunks = (hunk for hunk in offer.change.proposal.hunks if hunk.path == path and hunk.line <= 1)
    return sum(hunk.edit.text.count(b"\n") for hunk in hunks)


def hunk_key(hunk: Hunk) -> str:
    """What an edit is called wherever it has moved to."""
    return digest_of([hunk.path, hunk.origin.id, hunk.edit.text.decode("latin-1"), hunk.edit.end - hunk.edit.start])
