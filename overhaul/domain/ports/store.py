"""What outlives a process: artifacts, jobs, and what a job remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # whoever only wants one of the tuples does not wait for the others' types to load
    from overhaul.domain.events import Event
    from overhaul.domain.jobs import JobRecord, JobSpec, JobState


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
