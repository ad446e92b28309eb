"""The composition root: settings in, running parts out. Nothing else builds parts.

Imports stand inside the methods that need them: ``overhaul jobs`` opens the store and nothing more,
and pays for neither langgraph nor docker.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from overhaul import __version__
from overhaul.domain.errors import BadInput, BadSettings, OverhaulError, StoreFailure, UnknownTrack
from overhaul.domain.jobs import JobRecord, JobSpec, JobState, ModelOptions, RepositoryOptions, SandboxChoice
from overhaul.domain.text import encodable
from overhaul.settings import FILE_NAME, Settings, read_repository_file, read_settings

if TYPE_CHECKING:
    from overhaul.domain.models import ModelRequest
    from overhaul.domain.policy import LabelRule
    from overhaul.domain.ports.models import Model
    from overhaul.domain.ports.recipes import Recipes
    from overhaul.domain.ports.reporting import EventSink
    from overhaul.domain.ports.repository import Repository
    from overhaul.domain.ports.sandbox import Sandbox, Toolchains
    from overhaul.domain.ports.store import Artifacts, Jobs, Memo
    from overhaul.domain.ports.survey import Surveyor
    from overhaul.domain.survey import Survey
    from overhaul.wiring_models import JobModel
    from serving.gateway import Gateway
    from serving.ledger import FileLedger
    from tools.sandbox.select import SandboxStatus
    from workflows.parts import Assistance, Parts, Running


@dataclass(frozen=True)
class House:
    """The parts of one process, built when they are asked for."""

    settings: Settings

    def jobs(self) -> Jobs:
        """The store of jobs, opened."""
        from overhaul.store.jobs import SqlJobs

        return SqlJobs(self.settings.database_url)

    def artifacts(self) -> Artifacts:
        """The store of artifacts."""
        from overhaul.store.artifacts import FileArtifacts

        return FileArtifacts(self.settings.state_dir / "artifacts")

    def job_dir(self, job: str) -> Path:
        """Where one job keeps its clone, checkpoints and memory."""
        return self.settings.state_dir / "jobs" / job

    def memo(self, job: str) -> Memo:
        """What a job has worked out."""
        from overhaul.store.memo import FileMemo

        return FileMemo(self.job_dir(job) / "memo")

    def cache_folder(self, name: str = "") -> Path:
        """A folder of the cache, there and writable.

        Raises:
            StoreFailure: it is not.
        """
        folder = self.settings.cache_dir / name
        hint = "let it be written, free some space there, or set OVERHAUL_CACHE_DIR to another folder"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise StoreFailure(f"the cache {folder} cannot be made: {exc.strerror}", hint=hint) from exc
        if not os.access(folder, os.W_OK | os.X_OK):
            raise StoreFailure(f"the cache {folder} cannot be written", hint=hint)
        return folder

    def repository(self, folder: Path) -> Repository:
        """A clone of its own below ``folder``; URLs may use the user's own git credentials."""
        from tools.vcs.repository import GitRepository

        return GitRepository(folder, user_credentials=True)

    def recipes(self) -> Recipes:
        """The registered tracks."""
        from tools.recipes.registry import RegisteredRecipes

        return RegisteredRecipes()

    def toolchains(self) -> Toolchains:
        """The interpreters of this machine."""
        from tools.sandbox.toolchains import HostToolchains

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
        from tools.survey.index_client import SimpleIndexClient
        from tools.survey.surveyor import TreeSurveyor

        asks = ask_index and not self.settings.index.offline
        index = SimpleIndexClient(self.settings.index) if asks else None
        return TreeSurveyor(self.recipes(), self.settings.cache_dir / "survey", index=index, jobs=jobs)

    def sandboxes(self) -> tuple[SandboxStatus, ...]:
        """Which sandboxes there are, and what to do about each that is missing."""
        from tools.sandbox.select import available

        return available(self.settings.docker_image, self.settings.docker_host)

    def sandbox(self, choice: SandboxChoice) -> Sandbox:
        """The sandbox that was chosen.

        Raises:
            NoSandbox: nothing here can run repository code safely.
        """
        from tools.sandbox.select import choose

        scratch = self.cache_folder("scratch")
        return choose(choice, self.settings.index, scratch, self.settings.docker_image, self.settings.docker_host)

    def index_answers(self) -> bool:
        """Whether the package index can be reached."""
        from overhaul.domain.survey import Dependency
        from tools.survey.index_client import SimpleIndexClient

        probe = Dependency(name="pip", requirement="pip", source="doctor")
        return SimpleIndexClient(self.settings.index).latest_supporting([probe], "python3.12")[1]

    def running(self, choice: SandboxChoice) -> Running:
        """What running repository code takes.

        Raises:
            NoSandbox: nothing here can run it safely.
        """
        from tools.checks.baseline import SuiteBaseliner
        from tools.checks.characterization import SandboxCharacterizer
        from tools.checks.gate.proof import ProofGate
        from tools.checks.runner import SandboxTestRunner
        from tools.sandbox.environments import CachedEnvironments
        from workflows.parts import Running

        sandbox = self.sandbox(choice)
        tests = SandboxTestRunner(sandbox, self.artifacts())
        return Running(
            sandbox=sandbox.name,
            environments=CachedEnvironments(
                sandbox, self.settings.cache_dir / "environments", index=self.settings.index
            ),
            tests=tests,
            baseliner=SuiteBaseliner(tests, SandboxCharacterizer(sandbox)),
            gate=ProofGate(tests, sandbox),
        )

    def assistance(
        self, record: JobRecord, model: Model, window: int, shown: Callable[[ModelRequest], ModelRequest]
    ) -> Assistance:
        """What models add to a job: its answers are remembered with it, its proposals kept as samples.

        Args:
            window: tokens of prompt and answer together that every endpoint in question holds.
            shown: a request in the form in which it may be kept, with secrets masked.
        """
        from agents.prompting import prompts_hash
        from agents.purse import Purse
        from agents.roles.editor import ModelEditor
        from agents.roles.repairer import ModelRepairer, Setup
        from agents.roles.reviewer import ModelReviewer
        from overhaul.store.samples import FileSamples
        from tools.editing.anchored import AnchoredEditor
        from workflows.parts import Assistance
        from workflows.remembered import RememberedModel

        spec, artifacts = record.spec, self.artifacts()
        options = spec.model or ModelOptions()
        remembered = RememberedModel(model, self.memo(record.id), artifacts)
        folder = self.settings.state_dir / "samples"
        samples = FileSamples(folder, artifacts, record.id, spec.track, shown)
        guidance = self.recipes().guidance(spec.track)
        purse = Purse(options.budget)
        setup = Setup(remembered, AnchoredEditor(), samples, purse, options, window, guidance)
        return Assistance(
            model=remembered,
            repairer=ModelRepairer(setup),
            editor=ModelEditor(setup),
            reviewer=ModelReviewer(setup),
            prompts=prompts_hash(),
            ledger=lambda: str(self.ledger().head()),
        )

    def ledger(self) -> FileLedger:
        """The record of every call of a model on this machine."""
        from serving.ledger import FileLedger

        return FileLedger(self.settings.state_dir / "ledger.jsonl", durable=self.settings.models.durable_ledger)

    def model(
        self,
        job: str,
        *,
        files: Iterable[str] = (),
        codeowners: Mapping[str, bytes] | None = None,
        labels: Sequence[LabelRule] = (),
        endpoint: str | None = None,
        air_gapped: bool = False,
    ) -> Gateway:
        """The way to the models for one job. Close it when the job is over: that cancels what is under way.

        Args:
            job: its id, for the ledger.
            files: every path of the repository; they decide what text of unknown origin is labelled.
            codeowners: the repository's CODEOWNERS files, by path (``serving.owners.PLACES``).
            labels: the repository's own rules (``RepositoryOptions.labels``), which can only raise a label.
            endpoint: the one to use, by name; None: all of them, as the policy and the role say.
            air_gapped: as if the policy said so.

        Raises:
            BadSettings: no endpoint is set, none has that name, its key is missing, or it lies outside.
        """
        from overhaul.wiring_models import open_gateway

        return open_gateway(
            self.settings, self.ledger(), job, files, codeowners or {}, labels, endpoint, air_gapped=air_gapped
        )

    def job_model(self, record: JobRecord, jobs: Jobs) -> JobModel:
        """The way to the models for a job, over the endpoints it names.

        Raises:
            BadSettings: there are none, or the policy lets nothing go there.
        """
        from overhaul.wiring_endpoints import prepared_all
        from overhaul.wiring_models import JobModel, chosen
        from serving.owners import PLACES
        from serving.reach import check_reach

        spec = record.spec
        options = spec.model or ModelOptions()
        models = chosen(self.settings.models, options.name)
        policy = models.policy.model_copy(update={"air_gapped": models.policy.air_gapped or options.air_gapped})
        check_reach(models.endpoints, policy)
        settings = self.settings.model_copy(update={"models": models.model_copy(update={"policy": policy})})
        endpoints = models.endpoints
        if options.canary:
            endpoints = tuple(prepared_all(settings, endpoints, spec.track, spec.shown_source()))
        asked = settings.models.model_copy(update={"endpoints": endpoints})
        house = replace(self, settings=settings.model_copy(update={"models": asked}))

        def make() -> Gateway:
            repository = self.repository(self.job_dir(record.id))
            commit = jobs.get(record.id).base_commit or ""
            files = repository.files(commit)
            owners = repository.read(commit, [path for path in PLACES if path in files])
            labels = options_in_force(spec.options, repository, commit).labels
            return house.model(record.id, files=files, codeowners=owners, labels=labels)

        return JobModel(make, min(endpoint.context for endpoint in endpoints))

    def parts(self, record: JobRecord, jobs: Jobs, sinks: Sequence[EventSink], model: JobModel | None = None) -> Parts:
        """The parts of one job; ``model`` is the way to the models, where it uses any."""
        from agents.editor import RecipeEditor
        from agents.planner import make_plan
        from agents.repairer import ClusterRepairer
        from agents.reviewer import review
        from overhaul.report.reporter import HtmlReporter
        from tools.recipes.repairing import TemplateProposer
        from tools.syntax.api import public_api
        from workflows.executors import ProcessExecutor
        from workflows.parts import Parts

        spec, job_dir = record.spec, self.job_dir(record.id)
        return Parts(
            jobs=jobs,
            artifacts=self.artifacts(),
            memo=self.memo(record.id),
            repository=self.repository(job_dir),
            surveyor=self.surveyor(spec.jobs),
            recipes=self.recipes(),
            toolchains=self.toolchains(),
            executor=ProcessExecutor(spec.jobs),
            reporter=HtmlReporter(),
            planner=make_plan,
            editor=lambda track, stages, project: RecipeEditor(self.recipes(), track, stages, project),
            repairer=ClusterRepairer(proposers=(TemplateProposer(spec.track),)),
            reviewer=review,
            running=None if spec.plan_only else self.running(spec.sandbox),
            read_options=_repository_options,
            read_api=public_api,
            assistance=None if model is None else self.assistance(record, model, model.window, model.shown),
            sinks=tuple(sinks),
            version=__version__,
        )

    def run(self, record: JobRecord, jobs: Jobs, sinks: Sequence[EventSink]) -> JobRecord:
        """Run or resume a job to its end.

        Raises:
            JobBusy: another process has it.
            OverhaulError: it could not go on, or not even begin; the record says so too.
        """
        from workflows.runner import run_job

        jobs.claim(record.id, os.getpid())
        model = None
        try:
            model = self.job_model(record, jobs) if record.spec.model else None
            parts = self.parts(record, jobs, sinks, model)
        except OverhaulError as exc:
            jobs.update(record.id, error_code=exc.code, error=exc.message)
            jobs.end(record.id, JobState.FAILED, exc.message)
            raise
        with nullcontext() if model is None else model.open_until(lambda: jobs.get(record.id).cancel_requested):
            return run_job(record.id, record.spec, parts, self.job_dir(record.id))


def house_of(record: JobRecord) -> House:
    """The house in which a job goes on: settings are read anew, from the file it was given as well."""
    return House(read_settings(config=Path(record.spec.config) if record.spec.config else None))


def track_for(target: str, name: str | None) -> str:
    """The track that reaches ``target``, or the one named, where it does.

    Raises:
        UnknownTrack: there is none.
    """
    from tools.recipes.registry import RegisteredRecipes, track_names

    targets = {track: RegisteredRecipes().track(track).targets for track in track_names()}
    if name is not None:
        known = RegisteredRecipes().track(name).targets
        if target not in known:
            raise UnknownTrack(f"track {name} does not reach {target}", hint=f"it reaches: {', '.join(known)}")
        return name
    reaching = [track for track, known in targets.items() if target in known]
    if not reaching:
        every = sorted({target for known in targets.values() for target in known})
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
    options: RepositoryOptions | None,
    config: Path | None = None,
    model: ModelOptions | None = None,
) -> JobSpec:
    """A job's specification, with what the user left open filled in.

    Raises:
        BadInput: a name in it is no text and could not be written down.
        UnknownTrack: nothing reaches the target.
    """
    place = str(Path(source).resolve()) if Path(source).exists() else source
    for name in (place, str(Path(out or "overhaul-out").resolve()), ref or "", branch or ""):
        if encodable(name) != name:
            raise BadInput(
                f"{encodable(name)} is not UTF-8, so it cannot be kept with the job",
                hint="rename it, or give a link to it",
            )
    return JobSpec(
        source=place,
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
        config=str(config.resolve()) if config is not None else "",
        model=model,
    )


def options_from(config: Path | None) -> RepositoryOptions | None:
    """The options of a file the user named; None where none was named.

    Raises:
        BadSettings: it cannot be read or used.
    """
    if config is None:
        return None
    try:
        data = config.read_bytes()
    except OSError as exc:
        raise BadSettings(f"{config} cannot be read: {exc.strerror}", hint="check the path given to --config") from exc
    return read_repository_file(data, str(config), trusted=True)


def options_in_force(given: RepositoryOptions | None, repository: Repository, commit: str) -> RepositoryOptions:
    """The user's own options, or else those of the ``overhaul.toml`` that comes with the repository."""
    if given is not None:
        return given
    if FILE_NAME not in repository.files(commit):
        return RepositoryOptions()
    return _repository_options(repository.read(commit, [FILE_NAME])[FILE_NAME])


def _repository_options(data: bytes) -> RepositoryOptions:
    return read_repository_file(data, FILE_NAME, trusted=False)


def sarif(survey: Survey) -> str:
    """A survey as SARIF 2.1.0."""
    import json

    from tools.recipes.registry import RegisteredRecipes
    from tools.survey.sarif import sarif as as_sarif

    return json.dumps(as_sarif(survey, RegisteredRecipes().track(survey.track), __version__), indent=1)
