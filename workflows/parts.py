"""What a job is made of: the ports, handed in by the composition root."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.ports.gate import Gate
from overhaul.domain.ports.models import Model
from overhaul.domain.ports.recipes import Recipes
from overhaul.domain.ports.repair import Repairer
from overhaul.domain.ports.reporting import EventSink, Reporter
from overhaul.domain.ports.repository import Repository
from overhaul.domain.ports.review import ModelReviewer, Reviewer
from overhaul.domain.ports.sandbox import Environments, Toolchains
from overhaul.domain.ports.store import Artifacts, Jobs, Memo
from overhaul.domain.ports.survey import Surveyor
from overhaul.domain.ports.testing import Baseliner, TestRunner
from overhaul.domain.ports.work import EditorMaker, Executor, Planner


@dataclass(frozen=True)
class Running:
    """What running repository code takes. A job that only plans has none of it."""

    sandbox: str
    """The sandbox's name, for the evidence."""
    environments: Environments
    tests: TestRunner
    baseliner: Baseliner
    gate: Gate


@dataclass(frozen=True)
class Assistance:
    """What models add to a job. A job without has none of it."""

    model: Model
    """The one they all ask: it knows what was spent."""
    repairer: Repairer
    """For failing tests that templates could not mend."""
    editor: Repairer
    """For what recipes found and could not convert."""
    reviewer: ModelReviewer
    prompts: str
    """sha256 over the prompt files, in hex."""
    ledger: Callable[[], str] = lambda: ""
    """The head of the ledger now: who keeps it can prove later that no line before it was changed."""


@dataclass(frozen=True)
class Parts:
    """Everything one job uses."""

    jobs: Jobs
    artifacts: Artifacts
    memo: Memo
    repository: Repository
    surveyor: Surveyor
    recipes: Recipes
    toolchains: Toolchains
    executor: Executor
    reporter: Reporter
    planner: Planner
    editor: EditorMaker
    repairer: Repairer
    reviewer: Reviewer
    running: Running | None
    read_options: Callable[[bytes], RepositoryOptions]
    """Reads the ``overhaul.toml`` that comes with a repository."""
    read_api: Callable[[bytes], Mapping[str, str]]
    """The public names of a source of the track's language, each with its parameters."""
    assistance: Assistance | None
    """None: no model is asked anything."""
    sinks: tuple[EventSink, ...]
    version: str
    """Of Overhaul, for the evidence."""
