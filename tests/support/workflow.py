"""A job's parts for tests of workflows: real git, shipped stores, and a gate that follows a script."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar, TypeVar

from agents.planner import make_plan
from agents.repairer import ClusterRepairer
from agents.reviewer import review
from overhaul.domain.base import Frozen
from overhaul.domain.behaviour import Behaviour
from overhaul.domain.edits import Edit, Hunk, Origin, ProposerKind
from overhaul.domain.events import Event, EventKind
from overhaul.domain.gate import CheckId, CheckOutcome, CheckResult, Verdict
from overhaul.domain.jobs import JobSpec, Plan, RepositoryOptions
from overhaul.domain.ports.gate import GateRequest, Judgement
from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.ports.repair import ChangeSet
from overhaul.domain.ports.work import Editor, UnitSources, UnitStages
from overhaul.domain.proposals import FileChange, Proposal
from overhaul.domain.sandbox import Environment, Limits, Toolchain
from overhaul.domain.survey import Survey
from overhaul.domain.testing import Baseline, Outcome, Runner, Suite, TestResult, TestRun
from overhaul.domain.tracks import PlanStage
from overhaul.report.reporter import HtmlReporter
from overhaul.settings import read_repository_file
from overhaul.store.memo import FileMemo
from overhaul.store.memory import MemoryArtifacts, MemoryJobs
from tests.support.repositories import commit_all, git
from tools.recipes.registry import RegisteredRecipes
from tools.sandbox.toolchains import HostToolchains
from tools.survey.surveyor import TreeSurveyor
from tools.syntax.api import public_api
from tools.vcs.repository import GitRepository
from workflows.context import JobContext
from workflows.executors import SerialExecutor
from workflows.parts import Parts, Running
from workflows.records import Staged, StagedFiles
from workflows.state import JobGraphState

Value = TypeVar("Value", bound=Frozen)

TOOLCHAIN = Toolchain(name="python3.12", version="3.12.1", executable="/nowhere/python3.12")
ENVIRONMENT = Environment(toolchain=TOOLCHAIN, path="")
SUITE = Suite(name="tests", runner=Runner.UNITTEST)


def run_of(passed: Sequence[str], failed: Sequence[str] = (), toolchain: str = "python3.12") -> TestRun:
    """A test run in which these passed and those failed."""
    results = [TestResult(id=id, outcome=Outcome.PASSED) for id in passed]
    results += [TestResult(id=id, outcome=Outcome.FAILED, exception="E", message="no") for id in failed]
    results.sort(key=lambda result: result.id)
    return TestRun(toolchain=toolchain, version="", results=tuple(results), seconds=1, suites=("tests",))


def baseline_of(passed: Sequence[str]) -> Baseline:
    """A baseline in which these passed."""
    return Baseline(available=True, suites=(SUITE,), run=run_of(passed, toolchain="python2.7"))


Rule = Callable[[GateRequest], CheckResult | None]


@dataclass
class ScriptedGate:
    """The port ``Gate``: refuses where its rule says so, and reports the run its script gives."""

    rule: Rule = lambda request: None
    runs: Callable[[GateRequest], TestRun | None] = lambda request: None
    asked: list[GateRequest] = field(default_factory=list)
    tested: bool = False
    """Whether it tells the run also where it refuses because of it, as the real one does."""

    def judge(self, request: GateRequest) -> Judgement:
        """The script's answer."""
        self.asked.append(request)
        result = self.rule(request)
        results = (result or CheckResult(check=CheckId.COMPILE, outcome=CheckOutcome.PASSED),)
        verdict = Verdict(proposal=request.proposal.id, accepted=result is None, results=results)
        tested = result is None or (self.tested and result.check is CheckId.TESTS)
        return Judgement(verdict, self.runs(request) if tested else None)


def refusal(check: CheckId, detail: str = "no", *items: str) -> CheckResult:
    """A check that refuses."""
    return CheckResult(check=check, outcome=CheckOutcome.REFUSED, detail=detail, items=items)


@dataclass(frozen=True)
class ScriptedTests:
    """The port ``TestRunner``: always the same suite and the same run."""

    __test__: ClassVar[bool] = False
    result: TestRun = field(default_factory=lambda: run_of([]))

    def detect(self, tree: Path, survey: Survey, options: RepositoryOptions) -> tuple[Suite, ...]:
        """One suite."""
        return (SUITE,)

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
        """The run of the script."""
        return self.result


@dataclass(frozen=True)
class ScriptedEnvironments:
    """The port ``Environments``: nothing is ever installed."""

    def build(self, toolchain: Toolchain, requirements: Sequence[str]) -> Environment:
        """An empty environment."""
        return Environment(toolchain=toolchain, path="")


@dataclass(frozen=True)
class ScriptedBaseliner:
    """The port ``Baseliner``: the baseline it was given."""

    baseline: Baseline

    def requirements(
        self, suites: Sequence[Suite], survey: Survey, toolchain: Toolchain, options: RepositoryOptions
    ) -> tuple[str, ...]:
        """Nothing."""
        return ()

    def measure(
        self, tree: Path, suites: Sequence[Suite], environment: Environment, options: RepositoryOptions
    ) -> Baseline:
        """The baseline of the script."""
        return self.baseline

    def characterize(self, tree: Path, suites: Sequence[Suite], survey: Survey, environment: Environment) -> Behaviour:
        """Nothing."""
        return Behaviour()


class Unchanged:
    """An editor that changes nothing. Top level, so that it pickles."""

    def __call__(self, unit: UnitSources) -> UnitStages:
        """No stage."""
        return UnitStages(unit.unit, ())


def no_editor(track: str, stages: Sequence[PlanStage], project: ProjectFacts) -> Editor:
    """The port ``EditorMaker``, for jobs whose staged files are given."""
    return Unchanged()


@dataclass
class Kept:
    """The port ``EventSink``: keeps what it hears."""

    events: list[Event] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        """Keep it."""
        self.events.append(event)

    def kinds(self) -> list[EventKind]:
        """What was said, in order."""
        return [event.kind for event in self.events]


class Bench:
    """A job on a real git repository with ``files``.

    Args:
        folder: everything lies below it.
        baseline: what the legacy code does, by script.
    """

    def __init__(
        self,
        folder: Path,
        files: Mapping[str, bytes],
        *,
        gate: ScriptedGate | None = None,
        baseline: Baseline | None = None,
        on_target: TestRun | None = None,
        **fields: object,
    ) -> None:
        self.source = folder / "source"
        self.source.mkdir(parents=True)
        git(self.source, "init", "--quiet", "--initial-branch=main")
        for path, content in files.items():
            (self.source / path).parent.mkdir(parents=True, exist_ok=True)
            (self.source / path).write_bytes(content)
        commit_all(self.source)
        self.folder, self.gate, self.kept = folder, gate or ScriptedGate(), Kept()
        self.baseline = baseline or baseline_of(["t.a", "t.b"])
        self.jobs, self.artifacts = MemoryJobs(), MemoryArtifacts()
        values = {"source": str(self.source), "target": "python3.12", "track": "python2-to-3", **fields}
        values.setdefault("out", str(folder / "out"))
        self.record = self.jobs.create(JobSpec.model_validate(values))
        tests = ScriptedTests(on_target or run_of([], ["t.a", "t.b"]))
        running = Running("script", ScriptedEnvironments(), tests, ScriptedBaseliner(self.baseline), self.gate)
        self.job_dir = folder / "job"
        self.parts = Parts(
            jobs=self.jobs,
            artifacts=self.artifacts,
            memo=FileMemo(self.job_dir / "memo"),
            repository=GitRepository(self.job_dir),
            surveyor=TreeSurveyor(RegisteredRecipes(), folder / "cache", index=None, jobs=1),
            recipes=RegisteredRecipes(),
            toolchains=HostToolchains(search_path=(), pyenv_root=folder, home=folder),
            executor=SerialExecutor(),
            reporter=HtmlReporter(),
            planner=make_plan,
            editor=no_editor,
            repairer=ClusterRepairer(()),
            reviewer=review,
            running=running,
            read_options=lambda data: read_repository_file(data, "overhaul.toml", trusted=False),
            read_api=public_api,
            assistance=None,
            sinks=(self.kept,),
            version="0",
        )

    def context(self, **changes: object) -> JobContext:
        """The job's context, with other parts where ``changes`` names them."""
        return JobContext(self.record.id, self.record.spec, replace(self.parts, **changes))  # type: ignore[arg-type]

    def staged_state(self, plan: Plan, staged: Sequence[Mapping[str, bytes]]) -> JobGraphState:
        """The state before ``integrate``: ``staged`` holds the files that each stage of ``plan`` changes."""
        context = self.context()
        commit = self.parts.repository.intake(self.record.spec)
        stages = tuple(
            StagedFiles(
                stage=stage.id,
                files=tuple((path, self.artifacts.put(data)) for path, data in sorted(files.items())),
                hunks=tuple(hunk(path, stage.id) for path in sorted(files)),
            )
            for stage, files in zip(plan.stages, staged, strict=True)
        )
        return {
            "base_commit": commit,
            "options": context.save(RepositoryOptions()),
            "plan": context.save(plan),
            "staged": context.save(Staged(stages=stages, problems=())),
            "baseline": context.save(self.baseline),
            "behaviour": context.save(Behaviour()),
            "target": context.save(ENVIRONMENT),
            "legacy": "",
        }

    def load(self, kind: type[Value], digest: str) -> Value:
        """A value of the state."""
        return kind.model_validate_json(self.artifacts.get(digest))

    def said(self, kind: EventKind) -> list[str]:
        """The messages of one kind."""
        return [event.message for event in self.kept.events if event.kind is kind]


def stage(id: str, *, optional: bool = False) -> PlanStage:
    """A stage with one recipe."""
    return PlanStage(id=id, title=f"Do {id}", recipes=(f"recipe-{id}",), optional=optional)


def hunk(path: str, recipe: str) -> Hunk:
    """A hunk by a recipe."""
    origin = Origin(kind=ProposerKind.RECIPE, id=f"recipe-{recipe}")
    return Hunk(path=path, line=1, edit=Edit(start=0, end=0, text=b""), origin=origin)


def change_of(title: str, contents: Mapping[str, bytes | None]) -> ChangeSet:
    """A change set by a template."""
    origin = Origin(kind=ProposerKind.TEMPLATE, id="template")
    changes = tuple(FileChange(path=path, before=None, after=None) for path in sorted(contents))
    return ChangeSet(Proposal(id=title, title=title, changes=changes, origins=(origin,)), contents)
