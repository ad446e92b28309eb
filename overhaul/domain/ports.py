"""The ports: what each part may ask of the others. Implementations stand elsewhere, handed in by constructor.

Every port has one conformance suite in tests/conformance that all its implementations run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, TypeVar

from overhaul.domain.paths import matches

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.anchored import AnchoredEdit, Definition, Misplaced
    from overhaul.domain.behaviour import Behaviour, Replay
    from overhaul.domain.edits import Edit, Hunk
    from overhaul.domain.events import Event
    from overhaul.domain.evidence import Claim, CommitEvidence, Evidence, LeftOver, Risk
    from overhaul.domain.findings import Finding
    from overhaul.domain.gate import Verdict
    from overhaul.domain.jobs import JobRecord, JobSpec, JobState, Plan, RepositoryOptions
    from overhaul.domain.models import ModelReply, ModelRequest, ModelUse, Sample
    from overhaul.domain.proposals import Proposal
    from overhaul.domain.sandbox import Command, CommandResult, Environment, Limits, Mount, Toolchain
    from overhaul.domain.survey import Dependency, Survey
    from overhaul.domain.testing import Baseline, Comparison, Suite, TestResult, TestRun
    from overhaul.domain.tracks import PlanStage, TrackInfo

T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[int, int], None]
"""Called with (done, total) as long work goes on."""


# ---------------------------------------------------------------------------------- running code


class Workspace(Protocol):
    """A private, copy-on-write view of a tree, in which hostile code may run.

    Paths are POSIX, relative to the workspace root; one that leaves it, by ``..`` or through a
    link, raises ``ValueError``. Every method raises ``SandboxFailure`` where the sandbox itself
    breaks, which is never reported as the command's doing.
    """

    def run(self, command: Command) -> CommandResult:
        """Run ``command`` with no network, inside its limits; the whole process tree is gone afterwards."""
        ...

    def read(self, path: str) -> bytes:
        """The content of a regular file as the workspace sees it.

        Raises:
            FileNotFoundError: there is none.
        """
        ...

    def write(self, path: str, content: bytes | None) -> None:
        """Replace, create or (``None``) delete a file. The base tree stays as it was."""
        ...


class Sandbox(Protocol):
    """A place where repository code can run without reaching anything else."""

    name: str
    """``docker`` or ``bubblewrap``."""

    def open(
        self, base: Path, *, toolchain: Toolchain | None = None, mounts: Sequence[Mount] = ()
    ) -> AbstractContextManager[Workspace]:
        """Open a workspace over ``base``, which is never written to.

        ``toolchain`` and ``mounts`` say what is visible, read-only, beside the workspace.
        """
        ...

    def install(
        self, toolchain: Toolchain, requirements: Sequence[str], destination: Path, limits: Limits
    ) -> CommandResult:
        """Install ``requirements`` into ``destination``, reaching the configured package index only.

        Build scripts of distributions run inside, with nothing else to reach.
        """
        ...


class Toolchains(Protocol):
    """The interpreters this machine can use in its sandbox."""

    def find(self, name: str, override: str | None = None) -> Toolchain | None:
        """The toolchain called ``name`` (``python2.7``), or the one ``override`` names by path."""
        ...

    def nearest(self, name: str) -> Toolchain | None:
        """The best stand-in for ``name`` where it is missing; None where nothing comes near."""
        ...

    def all(self) -> tuple[Toolchain, ...]:
        """Everything found, best first within a name."""
        ...


class Environments(Protocol):
    """Installs what a repository depends on, once for equal requests."""

    def build(self, toolchain: Toolchain, requirements: Sequence[str]) -> Environment:
        """Install what can be installed; what cannot is in ``failed``, with the reason."""
        ...


# ---------------------------------------------------------------------------- reading and changing


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


# --------------------------------------------------------------------------------------- verifying


class TestRunner(Protocol):
    """Finds and runs a repository's own tests."""

    __test__: ClassVar[bool] = False

    def detect(self, tree: Path, survey: Survey, options: RepositoryOptions) -> tuple[Suite, ...]:
        """The suites of ``tree``; empty where there are none."""
        ...

    def run(
        self,
        tree: Path,
        suites: Sequence[Suite],
        environment: Environment,
        *,
        limits: Limits,
        overlay: Mapping[str, bytes | None] | None = None,
        only: Sequence[str] = (),
        alone: bool = False,
        without: Sequence[TestResult] = (),
    ) -> TestRun:
        """Run ``suites`` over ``tree`` (with ``overlay`` on top) in a fresh workspace.

        ``only`` narrows the run to test files that hold these test ids, and ``alone`` to the tests
        themselves, as nearly as the runner can tell them apart: others may run too.

        ``without`` holds what tests did that are not worth another run. They do not run, as far as the runner can
        leave them out and ``only`` does not name them, and a whole run reports these results as theirs.
        """
        ...


class Baseliner(Protocol):
    """Finds out what the legacy code does."""

    def requirements(
        self, suites: Sequence[Suite], survey: Survey, toolchain: Toolchain, options: RepositoryOptions
    ) -> tuple[str, ...]:
        """What must be installed for the suites to run under ``toolchain``: test tools and dependencies."""
        ...

    def measure(
        self, tree: Path, suites: Sequence[Suite], environment: Environment, options: RepositoryOptions
    ) -> Baseline:
        """Run the suites, twice where that is quick, and tell steady tests from flaky ones."""
        ...

    def characterize(self, tree: Path, suites: Sequence[Suite], survey: Survey, environment: Environment) -> Behaviour:
        """Call the functions of modules that are no tests, and record what is the same twice."""
        ...


class GateRequest(NamedTuple):
    """One proposal before the gate, with everything needed to judge it outside the proposer's reach."""

    proposal: Proposal
    base: Path
    """The tree of the base commit: where tests and assertions are counted from."""
    before: Path
    """The tree the proposal applies to."""
    contents: Mapping[str, bytes | None]
    """The proposal's files after; None: deleted."""
    suites: Sequence[Suite]
    legacy_passed: frozenset[str]
    """Tests that passed steadily at baseline."""
    before_run: TestRun | None
    """What ``before`` does on the target; None: nobody ran it yet, and nothing is taken to pass."""
    environment: Environment
    """Of the target toolchain."""
    options: RepositoryOptions
    must_compile: bool
    """False in the middle of a conversion, where files may still be legacy code."""
    behaviour: Behaviour
    """What was recorded under the legacy toolchain."""
    middle_seconds: float = 0.0
    """In the middle of a conversion: wall-clock seconds of the test run. What half-converted code does not get done
    by then is not known, and nothing is demanded of it. 0: no tests run there."""
    without: Sequence[TestResult] = ()
    """What tests did that are not worth another run; none of them passed."""
    first: Sequence[str] = ()
    """Tests that the proposal lost in another form: where one of them still fails, no others need to run."""
    known_run: TestRun | None = None
    """What the tests do on exactly the tree that the proposal makes, where that is known."""
    before_key: str = ""
    """What the files of ``before`` are known by: equal trees have equal keys. Empty: not known."""
    after_key: str = ""
    """The same for the files with the proposal on top."""


class Judgement(NamedTuple):
    """The gate's answer, and the test run it rests on."""

    verdict: Verdict
    run: TestRun | None
    replay: Replay | None = None
    """What the recorded calls give on the proposal; None where they were not made."""


class Gate(Protocol):
    """Accepts or refuses proposals. Nothing else does."""

    def judge(self, request: GateRequest) -> Judgement:
        """Run the checks in order and stop at the first static refusal."""
        ...


# ------------------------------------------------------------------------------- version control


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


# ------------------------------------------------------------------------------------- remembering


class Artifacts(Protocol):
    """Content-addressed bytes: logs, diffs, reports, file contents."""

    def put(self, content: bytes) -> str:
        """Store ``content`` and return its sha256. Storing it again is free."""
        ...

    def get(self, digest: str) -> bytes:
        """The bytes by that name.

        Raises:
            StoreFailure: they are not there, or are not what the name says.
        """
        ...


class Jobs(Protocol):
    """The jobs and their events."""

    def create(self, spec: JobSpec) -> JobRecord:
        """Accept a job under a new id."""
        ...

    def get(self, job: str) -> JobRecord:
        """The job whose id is, or uniquely starts with, ``job``.

        Raises:
            UnknownJob: none, or more than one.
        """
        ...

    def list(self, limit: int = 50) -> tuple[JobRecord, ...]:
        """The newest jobs first."""
        ...

    def update(self, job: str, **changes: object) -> JobRecord:
        """Set fields of the record by name; ``updated`` follows by itself."""
        ...

    def claim(self, job: str, pid: int) -> JobRecord:
        """Make ``pid`` the one process that runs the job: ``RUNNING``, earlier errors cleared.

        A request to cancel made before the first run stands; one that an earlier run left is cleared.

        Raises:
            JobBusy: a living process has it.
        """
        ...

    def request_cancel(self, job: str) -> JobRecord:
        """Ask the job to stop; whoever runs it sees ``cancel_requested`` at once. Ended jobs stay so."""
        ...

    def end(self, job: str, state: JobState, summary: str) -> JobRecord:
        """Record how it ended and let go of it."""
        ...

    def append_event(self, event: Event) -> None:
        """Keep ``event`` for late joiners."""
        ...

    def events(self, job: str) -> tuple[Event, ...]:
        """Everything the job said, oldest first."""
        ...


class Memo(Protocol):
    """Remembers, within one job, which artifact a piece of work gave: what is done is not done again."""

    def get(self, key: str) -> str | None:
        """The artifact kept under ``key``."""
        ...

    def put(self, key: str, digest: str) -> None:
        """Keep ``digest`` under ``key``, durably and at once."""
        ...


class Reporter(Protocol):
    """Turns evidence into what people read."""

    def render(self, evidence: Evidence, diffs: Sequence[tuple[str, str]]) -> Mapping[str, bytes]:
        """File name → content. ``diffs`` holds (commit, unified diff) a commit, oldest first."""
        ...


class EventSink(Protocol):
    """Somebody who listens to a job."""

    def emit(self, event: Event) -> None:
        """Take one event. Must not raise and must not block for long."""
        ...


# ----------------------------------------------------------------------------------------- working


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


class Trial(NamedTuple):
    """What became of a change set: whether it was accepted, and the tree and test run after it."""

    accepted: bool
    tree: Path
    run: TestRun | None
    lost: tuple[str, ...] = ()
    """Where it was refused: tests that passed and would not any more."""
    reason: str = ""
    """Where it was refused: what the gate said."""


class Probe(NamedTuple):
    """A cheap trial: some files laid over the newest tree, and the tests that say whether it helps."""

    contents: Mapping[str, bytes | None]
    tests: tuple[str, ...]
    """Ids of the tests to run; an id of a file is all its tests."""


class RepairBench(Protocol):
    """Where a repairer tries what it is offered. What was tried once is remembered with the job."""

    def probe(self, probes: Sequence[Probe]) -> Sequence[TestRun]:
        """Run each probe in a workspace of its own, several at a time; results in order. Proves nothing."""
        ...

    def attempt(self, change: ChangeSet, *, must_gain: bool = True) -> Trial:
        """Let the gate decide; what it accepts, and what makes further tests pass, is a commit.

        ``must_gain`` false: it need only be accepted.
        """
        ...

    def findings(self, files: Mapping[str, bytes]) -> Sequence[Finding]:
        """What recipes find in ``files`` and cannot mend."""
        ...

    def check(self) -> None:
        """Stop here if somebody asked for it.

        Raises:
            JobCancelled: somebody did.
        """
        ...

    def approve(self, tasks: Sequence[str]) -> Sequence[int]:
        """Which of ``tasks``, 0-based, models may work on, in which order: all, unless a person is to be asked.

        Raises:
            JobWaiting: a person has not answered yet.
        """
        ...

    def tell(self, message: str) -> None:
        """Say something to the people who watch."""
        ...


class RepairRequest(NamedTuple):
    """What a repairer starts from."""

    tree: Path
    run: TestRun
    """What ``tree`` does on the target."""
    must_pass: frozenset[str]
    project: ProjectFacts
    bench: RepairBench
    most_probes: int = 600
    """Cheap trials. One that runs many tests counts for several."""
    most_attempts: int = 40
    """Change sets given to the gate."""
    most_seconds: float = 900.0
    """Seconds of test runs, as the runs say themselves: the only limit that a slow machine reaches sooner."""
    survey: Survey | None = None
    """Of the base commit: which files import which."""
    done: tuple[str, ...] = ()
    """Subjects of the commits made so far."""
    unready: tuple[tuple[str, str], ...] = ()
    """(path, why): files the target does not compile, or that a recipe could not finish."""


class Repaired(NamedTuple):
    """What became of a repair."""

    accepted: int
    """Change sets that are commits now."""
    ended: str = ""
    """What ended it before everything was tried that was offered; empty: nothing did."""


class Repairer(Protocol):
    """Clusters failing tests by cause and asks proposers for fixes, until nothing gains."""

    def __call__(self, request: RepairRequest) -> Repaired:
        """Try fixes at the bench."""
        ...


class ChangeSet(NamedTuple):
    """A proposal with the bytes it needs: what a proposer hands over."""

    proposal: Proposal
    contents: Mapping[str, bytes | None]


class Proposer(Protocol):
    """Recipes, repair templates and models all propose through this."""

    name: str

    def propose(self, request: ProposalRequest) -> Sequence[ChangeSet]:
        """Offer changes, best first. Offering nothing is a normal answer."""
        ...

    def spread(self, request: ProposalRequest, change: ChangeSet) -> ChangeSet | None:
        """The same fix at its siblings, on top of ``change``: equal code elsewhere, which no failure named.

        ``request`` is the one that ``change`` answered, with ``change`` laid over its tree. None: there are none.
        """
        ...


class ProposalRequest(NamedTuple):
    """What a proposer is asked to mend: a cluster of failing tests, or the findings of a unit."""

    tree: Path
    """The tree as it is now."""
    paths: tuple[str, ...]
    """Files it may change."""
    run: TestRun | None
    """The failures, where there are any."""
    cluster: tuple[str, ...]
    """Ids of the failing tests that share a cause."""
    project: ProjectFacts
    overlay: Mapping[str, bytes | None] = {}
    """Files that lie over ``tree``: a fix that is still being put together."""


# ---------------------------------------------------------------------------------------- models


class Model(Protocol):
    """The way to the models: whoever asks knows neither endpoints nor policy. Safe to ask from many threads."""

    def ask(self, request: ModelRequest) -> ModelReply:
        """The answer to ``request``, from wherever the policy lets it go.

        Raises:
            ModelUnavailable: nothing that may be asked answers, after retries; asking later may help.
            ModelRefused: no endpoint may see it, or none can hold it; asking again does not help.
        """
        ...

    def uses(self) -> tuple[ModelUse, ...]:
        """What was asked so far, by endpoint and model."""
        ...


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


class CodeEditor(Protocol):
    """Makes the edits a model can say, by names and texts, into byte ranges. Safe in many threads."""

    def outline(self, data: bytes) -> tuple[Definition, ...]:
        """The functions and classes of a file, in order."""
        ...

    def apply(self, data: bytes, edits: Sequence[AnchoredEdit]) -> tuple[bytes, tuple[Edit, ...]] | Misplaced:
        """``data`` with all of ``edits`` made, each naming a place in ``data`` as it is; or why not."""
        ...


class Samples(Protocol):
    """Keeps what models proposed for one job and what became of it: material for tuning, by label."""

    def append(
        self, request: ModelRequest, reply: ModelReply, *, accepted: bool, reason: str, gained: int = 0
    ) -> Sample:
        """Keep an answer with the question; ``reason`` is what the edits, the tests or the gate said."""
        ...
