"""Proposals: changes somebody offers, file by file, each with where it came from."""

from collections.abc import Sequence

from overhaul.domain.base import Frozen
from overhaul.domain.edits import Hunk, Origin


class FileChange(Frozen):
    """One file before and after. ``None`` stands for absent: a creation or a deletion."""

    path: str
    before: str | None
    """sha256 of the content before."""
    after: str | None
    """sha256 of the content after; the bytes are in the artifact store under that name."""


class Proposal(Frozen):
    """A change somebody offers: nothing about it is believed until the gate has run it."""

    id: str
    title: str
    """Imperative, under 70 characters: becomes the commit's subject."""
    reason: str = ""
    """Why: the finding or the failure it answers."""
    changes: tuple[FileChange, ...]
    origins: tuple[Origin, ...]
    hunks: tuple[Hunk, ...] = ()
    touches_tests: bool = False

    def paths(self) -> tuple[str, ...]:
        """The paths this proposal changes, sorted."""
        return tuple(sorted(change.path for change in self.changes))


def sorted_changes(changes: Sequence[FileChange]) -> tuple[FileChange, ...]:
    """Changes in path order: one order everywhere keeps results deterministic."""
    return tuple(sorted(changes, key=lambda change: change.path))
