"""Reading a result with fresh eyes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.evidence import Claim, CommitEvidence, LeftOver, Risk
    from overhaul.domain.findings import Finding
    from overhaul.domain.sandbox import Environment
    from overhaul.domain.survey import Survey
    from overhaul.domain.testing import Baseline, Comparison


class Reviewer(Protocol):
    """Reads the result with fresh eyes. It cannot change anything."""

    def __call__(self, request: ReviewRequest) -> Review:
        """The risks and what is left, most important first."""
        ...


class ReviewRequest(NamedTuple):
    """What the reviewer sees."""

    survey: Survey
    baseline: Baseline
    comparison: Comparison | None
    remaining: Sequence[Finding]
    """Findings in the result."""
    commits: Sequence[CommitEvidence]
    problems: Sequence[tuple[str, str]]
    """(path, what a recipe could not do there)."""
    legacy: Environment | None
    target: Environment | None
    kept: Sequence[tuple[str, str]] = ()
    """(path, why): files that stay as they were, or as earlier commits left them, because the gate would not have
    their last changes."""
    refusal: str = ""
    """Why the gate refused the conversion as a whole; empty where it did not."""


class Review(NamedTuple):
    """What the reviewer says."""

    claim: Claim
    risks: tuple[Risk, ...]
    left: tuple[LeftOver, ...]


class ModelReviewer(Protocol):
    """A model that reads the finished change. It cannot edit."""

    def __call__(
        self, diffs: Mapping[str, str], target: str, check: Callable[[], None], tell: Callable[[str], None]
    ) -> ReviewNotes:
        """The risks in ``diffs``: path → unified diff of base against result.

        ``check`` raises where the job was cancelled; ``tell`` says something to the people who watch.
        """
        ...


class ReviewNotes(NamedTuple):
    """What a model says of a change."""

    risks: tuple[Risk, ...]
    unread: int
    """Files whose changes it did not see: too many, too large, or no answer."""
