"""Taking the inventory of a repository."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.jobs import RepositoryOptions
    from overhaul.domain.ports.sandbox import Progress
    from overhaul.domain.survey import Dependency, Survey


class Surveyor(Protocol):
    """Takes the inventory of a tree."""

    def survey(
        self,
        tree: Path,
        *,
        track: str,
        commit: str,
        options: RepositoryOptions,
        progress: Progress | None = None,
    ) -> Survey:
        """Survey every file under ``tree``; cached by content."""
        ...


class IndexClient(Protocol):
    """Asks the package index."""

    def latest_supporting(self, dependencies: Sequence[Dependency], target: str) -> tuple[tuple[Dependency, ...], bool]:
        """Fill in which release supports ``target``; the flag says whether the index answered."""
        ...
