"""Version control."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.jobs import JobSpec


class CommitRequest(NamedTuple):
    """A commit to be made on the job's branch."""

    parent: str
    contents: Mapping[str, bytes | None]
    subject: str
    body: str
    sequence: int
    """Position in the series: gives the commit its deterministic date."""
    identity_name: str
    identity_email: str


class Repository(Protocol):
    """The job's own clone. The user's working tree is read once, at intake, and never written."""

    def intake(self, spec: JobSpec) -> str:
        """Clone or copy the source and return the pinned base commit. Idempotent.

        Raises:
            BadRepository: it cannot be read, or the ref is not there.
        """
        ...

    def export(self, commit: str) -> Path:
        """A folder holding that commit's files and no ``.git``; made once, read-only by convention."""
        ...

    def files(self, commit: str) -> Mapping[str, str]:
        """Path → blob id of every regular file of ``commit``; links and submodules are left out."""
        ...

    def read(self, commit: str, paths: Iterable[str]) -> dict[str, bytes]:
        """The contents of ``paths`` at ``commit``."""
        ...

    def commit(self, request: CommitRequest) -> tuple[str, str]:
        """Make the commit; equal requests give equal (commit, tree) ids."""
        ...

    def diff(self, base: str, commit: str) -> str:
        """Unified diff between two commits, renames detected."""
        ...

    def publish(self, spec: JobSpec, base: str, commit: str, out: Path) -> tuple[str, ...]:
        """Leave the branch, in the source where it is a local repository and always in ``out``
        (patch series and a git bundle). Returns what was left where, one sentence each.

        Raises:
            BadRepository: the branch exists and is not this job's.
        """
        ...

    def notes(self) -> tuple[str, ...]:
        """What the user should know about the source, one sentence each: uncommitted changes that were
        not read, submodules and links that were left out."""
        ...
