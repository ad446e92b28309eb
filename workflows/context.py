"""What every step is given: the job, its parts, and ways to speak, to remember and to be stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import JsonValue

from overhaul.domain.base import Frozen, digest_of
from overhaul.domain.errors import JobCancelled
from overhaul.domain.events import Event, EventKind
from overhaul.domain.jobs import DECLINED, JobSpec, RepositoryOptions
from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.sandbox import Environment
from overhaul.domain.survey import Survey
from workflows.parts import Assistance, Parts, Running
from workflows.state import JobGraphState

Model = TypeVar("Model", bound=Frozen)


@dataclass(frozen=True)
class JobContext:
    """One job under way."""

    job: str
    spec: JobSpec
    parts: Parts

    @property
    def running(self) -> Running:
        """The parts that run repository code; only asked for in jobs that have them."""
        assert self.parts.running is not None, "a job without a sandbox reached a step that runs code"
        return self.parts.running

    @property
    def assistance(self) -> Assistance | None:
        """What models add; None where the job uses none, or a person declined what they would do."""
        return None if self.parts.memo.get(DECLINED) is not None else self.parts.assistance

    def emit(self, kind: EventKind, message: str, **data: JsonValue) -> None:
        """Tell everybody who listens, and the store."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        event = Event(kind=kind, job=self.job, at=at, message=message, data=data)
        self.parts.jobs.append_event(event)
        for sink in self.parts.sinks:
            sink.emit(event)

    def check_cancelled(self) -> None:
        """Stop here if somebody asked for it.

        Raises:
            JobCancelled: somebody did.
        """
        if self.parts.jobs.get(self.job).cancel_requested:
            raise JobCancelled(f"job {self.job} was cancelled", hint=f"continue it with: overhaul resume {self.job}")

    def save(self, value: Frozen) -> str:
        """Put a value into the artifact store; its hash goes into the state."""
        return self.parts.artifacts.put(value.model_dump_json().encode())

    def load(self, kind: type[Model], digest: str) -> Model:
        """The value by that hash."""
        return kind.model_validate_json(self.parts.artifacts.get(digest))

    def remember(self, key: object, kind: type[Model], work: Callable[[], Model]) -> Model:
        """``work()``, done once in this job for equal keys, however often the job is resumed."""
        name = digest_of([kind.__name__, key])
        digest = self.parts.memo.get(name)
        if digest is not None:
            return self.load(kind, digest)
        value = work()
        self.parts.memo.put(name, self.save(value))
        return value

    def options(self, state: JobGraphState) -> RepositoryOptions:
        """The options in force."""
        return self.load(RepositoryOptions, state["options"])

    def survey(self, state: JobGraphState) -> Survey:
        """The survey of the base commit."""
        return self.load(Survey, state["survey"])

    def environment(self, digest: str) -> Environment | None:
        """The environment by that hash; None for the empty one."""
        return self.load(Environment, digest) if digest else None

    def base_tree(self, state: JobGraphState) -> Path:
        """The files of the base commit."""
        return self.parts.repository.export(state["base_commit"])


def project_facts(survey: Survey, target: str, options: RepositoryOptions) -> ProjectFacts:
    """What recipes may know beyond a file."""
    return ProjectFacts(
        paths=frozenset(file.path for file in survey.files),
        roots=survey.roots,
        tests=frozenset(file.path for file in survey.files if file.is_test),
        target=target,
        allowed=options.allowed_paths,
        excluded=options.exclude,
    )
