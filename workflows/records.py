"""What steps leave for each other in the artifact store."""

from overhaul.domain.base import Frozen
from overhaul.domain.edits import Hunk
from overhaul.domain.evidence import CommitEvidence
from overhaul.domain.gate import Verdict


class StagedFiles(Frozen):
    """What one stage changed."""

    stage: str
    files: tuple[tuple[str, str], ...]
    """(path, artifact hash of its new content), sorted."""
    hunks: tuple[Hunk, ...]


class Staged(Frozen):
    """What all units' editors made, stage by stage."""

    stages: tuple[StagedFiles, ...]
    problems: tuple[tuple[str, str], ...]
    """(path, what a recipe could not do there)."""


class Series(Frozen):
    """The commits made, and the proposals that were refused."""

    commits: tuple[CommitEvidence, ...] = ()
    refused: tuple[Verdict, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    """(path, why): files left as they were because the gate would not have their changes."""
    complete: bool = True
    """False: the gate refused the conversion as a whole, and nothing may be published."""
    cut: str = ""
    """What ended repair before everything that was offered was tried."""
