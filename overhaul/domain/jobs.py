"""A job as data: what was asked, how far it is, and what it came to."""

import re
from enum import StrEnum

from pydantic import Field

from overhaul.domain.base import Frozen
from overhaul.domain.policy import Budget, LabelRule
from overhaul.domain.tracks import PlanStage

_CREDENTIALS = re.compile(r"(?<=[a-z])://[^/\s]*@")


class SandboxChoice(StrEnum):
    """Which sandbox to use."""

    AUTO = "auto"
    DOCKER = "docker"
    BUBBLEWRAP = "bubblewrap"


class CommitIdentity(Frozen):
    """Who the commits are by."""

    name: str = "Overhaul"
    email: str = "overhaul@localhost"


class RepositoryOptions(Frozen):
    """What ``overhaul.toml`` in the target repository may say. All optional: detection fills the rest."""

    test_command: str | None = None
    """E.g. ``pytest tests``, ``nosetests``, ``python -m unittest discover``, ``python tests/run.py``."""
    test_paths: tuple[str, ...] = ()
    """Where the tests are, relative to the root."""
    source_paths: tuple[str, ...] = ()
    """Folders put on the import path, relative to the root."""
    exclude: tuple[str, ...] = ()
    """Globs of files Overhaul never changes."""
    allowed_paths: tuple[str, ...] = ()
    """Globs of files Overhaul may change; empty: every source file."""
    legacy_dependencies: tuple[str, ...] = ()
    """Requirements installed beside the detected ones under the legacy toolchain."""
    target_dependencies: tuple[str, ...] = ()
    """Requirements installed beside the detected ones under the target toolchain."""
    legacy_toolchain: str | None = None
    """Path or name of the legacy interpreter."""
    target_toolchain: str | None = None
    """Path or name of the target interpreter."""
    modern_idiom: bool = False
    """Also propose modern idiom (super(), f-strings, set literals), as commits of their own."""
    skip_recipes: tuple[str, ...] = ()
    """Recipe ids that must not run."""
    commit: CommitIdentity = CommitIdentity()
    test_timeout_seconds: int = Field(default=900, ge=1)
    """Wall-clock limit of one whole test run."""
    repair_seconds: int = Field(default=900, ge=0)
    """Test runs spent on repairs, in seconds of the runs themselves; 0: nothing is repaired."""
    repair_probes: int = Field(default=600, ge=0)
    """Cheap trials of repairs."""
    repair_attempts: int = Field(default=40, ge=0)
    """Full test runs spent on repairs."""
    labels: tuple[LabelRule, ...] = ()
    """How sensitive the repository says its files are: these rules can only raise a label."""


class WhenUnavailable(StrEnum):
    """What a job does when no model server answers any more."""

    CONTINUE = "continue"
    """It finishes without: what models would have mended is left, and the report says so."""
    WAIT = "wait"
    """It waits for one, so long as ``wait_seconds`` says, then finishes without."""
    STOP = "stop"
    """It ends with an error and can be resumed."""


class ModelOptions(Frozen):
    """How a job uses models."""

    name: str = ""
    """Of an endpoint or of a model one serves; empty: whichever the policy prefers."""
    air_gapped: bool = False
    agents: int = Field(default=16, ge=1)
    """Units and clusters worked on at a time."""
    turns: int = Field(default=4, ge=1)
    """Answers one agent may give to one task."""
    samples: int = Field(default=1, ge=1, le=16)
    """Answers asked for a turn; the best one counts."""
    when_unavailable: WhenUnavailable = WhenUnavailable.CONTINUE
    wait_seconds: int = Field(default=600, ge=0)
    canary: bool = True
    """Endpoints are tried before the job trusts them."""
    approve: bool = False
    """A person sees and may cut the list of tasks before models change anything."""
    budget: Budget = Budget(calls=2_000, seconds=3_600)


class JobSpec(Frozen):
    """One request: immutable once accepted. A retry is a new run of the same specification."""

    source: str
    """Path or URL as the user gave it."""
    target: str
    """E.g. ``python3.12``."""
    track: str
    """E.g. ``python2-to-3``."""
    ref: str | None = None
    """Branch, tag or commit; None: what is checked out."""
    branch: str = "overhaul/python3.12"
    """Name of the branch to leave."""
    out: str = ""
    """Directory of the bundle."""
    jobs: int = Field(default=1, ge=1)
    """Units and test runs in parallel."""
    sandbox: SandboxChoice = SandboxChoice.AUTO
    plan_only: bool = False
    dry_run: bool = False
    options: RepositoryOptions | None = None
    """The user's own options, which win over the repository's file even where they are the defaults.
    None: none were given, so the repository's ``overhaul.toml`` counts."""
    config: str = ""
    """The file they came from: its endpoints are read anew when the job goes on, keys are never kept."""
    model: ModelOptions | None = None
    """None: no model is asked anything."""

    def shown_source(self) -> str:
        """The source without the user name and password a URL may hold: what reports and lists say."""
        return _CREDENTIALS.sub("://", self.source)


class JobState(StrEnum):
    """Where a job is. Ended states come after ``RUNNING``."""

    ACCEPTED = "accepted"
    RUNNING = "running"
    PLANNED = "planned"
    """``--plan-only``: the plan is ready and nothing was changed."""
    DONE = "done"
    PARTS_LEFT = "parts-left"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    WAITING = "waiting"
    """A person must approve what models are about to do."""
    FAILED = "failed"


class StepId(StrEnum):
    """The steps of a job, in order."""

    INTAKE = "intake"
    SURVEY = "survey"
    BASELINE = "baseline"
    PLAN = "plan"
    TRANSFORM = "transform"
    INTEGRATE = "integrate"
    REPAIR = "repair"
    REVIEW = "review"
    PUBLISH = "publish"


class Approval(Frozen):
    """What a person allows of a list of tasks: their places in it, 0-based, in the order wished for."""

    chosen: tuple[int, ...]


DECLINED = "approval declined"
"""What a job remembers an ``Approval`` of nothing by, where a person wants it finished without models."""


class Unit(Frozen):
    """Files that one agent changes in its own workspace."""

    id: str
    paths: tuple[str, ...]


class Plan(Frozen):
    """What will be done, in order, by whom."""

    stages: tuple[PlanStage, ...]
    units: tuple[Unit, ...]
    notes: tuple[str, ...] = ()
    """What the planner wants a person to know."""


class JobRecord(Frozen):
    """A job as the store knows it."""

    id: str
    spec: JobSpec
    state: JobState
    step: StepId | None = None
    created: str
    """ISO 8601, UTC."""
    updated: str
    base_commit: str | None = None
    result_commit: str | None = None
    result_tree: str | None = None
    summary: str = ""
    """One line for a list of jobs."""
    error_code: str = ""
    error: str = ""
    pid: int | None = None
    """The process running it, on this host."""
    cancel_requested: bool = False
