"""The composition root: settings in, running parts out. Nothing else builds parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agents.editor import RecipeEditor
from agents.planner import make_plan
from agents.repairer import ClusterRepairer
from agents.reviewer import review
from overhaul import __version__
from overhaul.domain.errors import BadSettings, UnknownTrack
from overhaul.domain.jobs import JobRecord, JobSpec, RepositoryOptions, SandboxChoice
from overhaul.domain.ports import EventSink, Jobs, Recipes, Surveyor, Toolchains
from overhaul.report.reporter import HtmlReporter
from overhaul.settings import FILE_NAME, Settings, read_repository_file
from overhaul.store.artifacts import FileArtifacts
from overhaul.store.jobs import SqlJobs
from overhaul.store.memo import FileMemo
from tools.checks.baseline import SuiteBaseliner
from tools.checks.gate.gate import ProofGate
from tools.checks.runner import SandboxTestRunner
from tools.recipes.registry import RegisteredRecipes, track_names
from tools.sandbox.environments import CachedEnvironments
from tools.sandbox.select import choose
from tools.sandbox.toolchains import HostToolchains
from tools.survey.index_client import SimpleIndexClient
from tools.survey.surveyor import TreeSurveyor
from tools.vcs.repository import GitRepository
from workflows.executors import ProcessExecutor
from workflows.parts import Parts, Running
from workflows.runner import run_job


@dataclass(frozen=True)
class House:
    """The long-lived parts of one process."""

    settings: Settings

    def jobs(self) -> Jobs:
        """The store of jobs, opened."""
        self.settings.state_dir.mkdir(parents=True, exist_ok=True)
        return SqlJobs(self.settings.database_url)

    def artifacts(self) -> FileArtifacts:
        """The store of artifacts."""
        return FileArtifacts(self.settings.state_dir / "artifacts")

    def job_dir(self, job: str) -> Path:
        """Where one job keeps its clone, checkpoints and memory."""
        return self.settings.state_dir / "jobs" / job

    def recipes(self) -> Recipes:
        """The registered tracks."""
        return RegisteredRecipes()

    def toolchains(self) -> Toolchains:
        """The interpreters of this machine."""
        settings = self.settings
        return HostToolchains(
            search_path=settings.search_path,
            pyenv_root=settings.pyenv_root,
            home=settings.home,
            extra=settings.toolchain_roots,
            cache_dir=settings.cache_dir / "toolchains",
        )

    def surveyor(self, jobs: int, *, ask_index: bool = True) -> Surveyor:
        """The surveyor; it asks the package index unless told not to or set offline."""
        asks = ask_index and not self.settings.index.offline
        index = SimpleIndexClient(self.settings.index) if asks else None
        return TreeSurveyor(self.recipes(), self.settings.cache_dir / "survey", index=index, jobs=jobs)

    def running(self, choice: SandboxChoice) -> Running:
        """What running repository code takes.

        Raises:
            NoSandbox: nothing here can run it safely.
        """
        settings = self.settings
        scratch = settings.cache_dir / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        sandbox = choose(choice, settings.index, scratch, image=settings.docker_image)
        tests = SandboxTestRunner(sandbox, self.artifacts())
        return Running(
            sandbox=sandbox.name,
            environments=CachedEnvironments(sandbox, settings.cache_dir / "environments"),
            tests=tests,
            baseliner=SuiteBaseliner(tests),
            gate=ProofGate(tests, sandbox),
        )

    def parts(self, record: JobRecord, jobs: Jobs, sinks: Sequence[EventSink]) -> Parts:
        """The parts of one job."""
        spec, job_dir = record.spec, self.job_dir(record.id)
        job_dir.mkdir(parents=True, exist_ok=True)
        return Parts(
            jobs=jobs,
            artifacts=self.artifacts(),
            memo=FileMemo(job_dir / "memo"),
            repository=GitRepository(job_dir, user_credentials=True),
            surveyor=self.surveyor(spec.jobs),
            recipes=self.recipes(),
            toolchains=self.toolchains(),
            executor=ProcessExecutor(spec.jobs),
            reporter=HtmlReporter(),
            planner=make_plan,
            editor=lambda track, stages, project: RecipeEditor(self.recipes(), track, stages, project),
            repairer=ClusterRepairer(proposers=()),
            reviewer=review,
            running=None if spec.plan_only else self.running(spec.sandbox),
            read_options=_repository_options,
            sinks=tuple(sinks),
            version=__version__,
        )

    def run(self, record: JobRecord, jobs: Jobs, sinks: Sequence[EventSink]) -> JobRecord:
        """Run or resume a job to its end."""
        return run_job(record.id, record.spec, self.parts(record, jobs, sinks), self.job_dir(record.id))


def track_for(target: str, name: str | None) -> str:
    """The track that reaches ``target``, or the one named, where it does.

    Raises:
        UnknownTrack: there is none.
    """
    recipes = RegisteredRecipes()
    reaching = [track for track in track_names() if target in recipes.track(track).targets]
    if name is not None:
        known = recipes.track(name).targets
        if target not in known:
            raise UnknownTrack(f"track {name} does not reach {target}", hint=f"it reaches: {', '.join(known)}")
        return name
    if not reaching:
        every = sorted({target for track in track_names() for target in recipes.track(track).targets})
        raise UnknownTrack(f"no track reaches {target!r}", hint=f"targets: {', '.join(every)}")
    return reaching[0]


def new_spec(
    source: str,
    target: str,
    *,
    track: str | None,
    ref: str | None,
    out: str | None,
    branch: str | None,
    jobs: int,
    sandbox: str,
    plan_only: bool,
    dry_run: bool,
    options: RepositoryOptions,
) -> JobSpec:
    """A job's specification, with what the user left open filled in."""
    return JobSpec(
        source=str(Path(source).resolve()) if Path(source).exists() else source,
        target=target,
        track=track_for(target, track),
        ref=ref,
        branch=branch or f"overhaul/{target}",
        out=str(Path(out or "overhaul-out").resolve()),
        jobs=jobs,
        sandbox=SandboxChoice(sandbox),
        plan_only=plan_only,
        dry_run=dry_run,
        options=options,
    )


def options_from(config: Path | None) -> RepositoryOptions:
    """The options of a file the user named.

    Raises:
        BadSettings: it cannot be read or used.
    """
    if config is None:
        return RepositoryOptions()
    try:
        data = config.read_bytes()
    except OSError as exc:
        raise BadSettings(f"{config} cannot be read: {exc.strerror}", hint="check the path given to --config") from exc
    return read_repository_file(data, str(config), trusted=True)


def _repository_options(data: bytes) -> RepositoryOptions:
    return read_repository_file(data, FILE_NAME, trusted=False)
