"""Applying a track's recipes, and what they may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from overhaul.domain.paths import matches

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.edits import Hunk
    from overhaul.domain.findings import Finding
    from overhaul.domain.tracks import PlanStage, TrackInfo


class StageOutcome(NamedTuple):
    """What a stage's recipes made of some files."""

    contents: Mapping[str, bytes]
    """Path → new content, for the files that changed and for those that recipes made anew."""
    hunks: tuple[Hunk, ...]
    """In path and byte order; offsets apply to the text each recipe saw."""
    problems: tuple[tuple[str, str], ...]
    """(path, what a recipe could not do there)."""


class Recipes(Protocol):
    """Applies a track's recipes to sources. Pure: sources in, sources out."""

    def track(self, name: str) -> TrackInfo:
        """The track called ``name``.

        Raises:
            UnknownTrack: there is none.
        """
        ...

    def guidance(self, name: str) -> str:
        """What goes wrong in a migration, for whoever works on what recipes leave; empty where nobody wrote it.

        Raises:
            UnknownTrack: nothing is registered by that name.
        """
        ...

    def apply(
        self, track: str, stages: Sequence[PlanStage], files: Mapping[str, bytes], project: ProjectFacts
    ) -> tuple[StageOutcome, ...]:
        """Run the recipes of ``stages`` over ``files``: one outcome a stage, each on top of the one before.

        Deterministic and idempotent; bad source never raises.
        """
        ...

    def learn(self, track: str, files: Mapping[str, bytes]) -> frozenset[Learned]:
        """What recipes want to know of all files of a repository together, for ``ProjectFacts.learned``."""
        ...

    def find(self, track: str, files: Mapping[str, bytes], project: ProjectFacts) -> tuple[Finding, ...]:
        """What the track's recipes would change, and what they only find, by place."""
        ...


class Learned(NamedTuple):
    """Something a recipe may want to know of another file."""

    kind: str
    """What it says of the name: the track's own words."""
    name: str
    path: str


class ProjectFacts(NamedTuple):
    """What a recipe may know beyond the file it changes."""

    paths: frozenset[str]
    """Every file of the repository."""
    roots: tuple[str, ...]
    """Folders on the import path, relative to the repository root; ``""`` is the root."""
    tests: frozenset[str]
    """The test files among ``paths``."""
    target: str = "python3.12"
    allowed: tuple[str, ...] = ()
    """Globs of what may change; empty: everything."""
    excluded: tuple[str, ...] = ()
    """Globs of what must not change."""
    learned: frozenset[Learned] = frozenset()
    """What was learned of all files together; recipes that miss it do less."""

    def allows(self, path: str) -> bool:
        """Whether the settings let anything be made or changed at ``path``."""
        return not matches(path, self.excluded) and (not self.allowed or matches(path, self.allowed))
