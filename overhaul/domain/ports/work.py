"""Planning and doing the work of a job, unit by unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.jobs import Plan, RepositoryOptions
    from overhaul.domain.ports.recipes import ProjectFacts, StageOutcome
    from overhaul.domain.survey import Survey
    from overhaul.domain.tracks import PlanStage, TrackInfo

T = TypeVar("T")
R = TypeVar("R")


class Executor(Protocol):
    """Runs independent pieces of work in parallel."""

    def map(
        self,
        work: Callable[[T], R],
        items: Sequence[T],
        *,
        on_done: Callable[[int, R], None] | None = None,
    ) -> list[R]:
        """``work`` over ``items``, results in the items' order.

        ``work`` and items must pickle. ``on_done`` is called here, as each ends. The first error
        is raised after what is running has stopped.
        """
        ...


class UnitSources(NamedTuple):
    """One unit with the bytes of its files."""

    unit: str
    files: Mapping[str, bytes]


class UnitStages(NamedTuple):
    """What an editor made of one unit: one outcome a stage."""

    unit: str
    outcomes: tuple[StageOutcome, ...]


Editor = Callable[[UnitSources], UnitStages]
"""Changes the files of one unit. Pickles, so that an executor may run it anywhere."""


class Planner(Protocol):
    """Orders the work."""

    def __call__(self, survey: Survey, track: TrackInfo, options: RepositoryOptions) -> Plan:
        """The plan for what the survey found."""
        ...


class EditorMaker(Protocol):
    """Makes the editor of a plan."""

    def __call__(self, track: str, stages: Sequence[PlanStage], project: ProjectFacts) -> Editor:
        """The editor that applies ``stages``."""
        ...
