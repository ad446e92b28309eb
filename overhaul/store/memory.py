"""Stores that forget: for tests and for trying things out. They pass the same suites as those on disk."""

import threading

from overhaul.domain.base import digest_bytes
from overhaul.domain.errors import StoreFailure
from overhaul.domain.events import Event
from overhaul.domain.jobs import JobRecord, JobSpec, JobState
from overhaul.store.processes import Holder, holder_of
from overhaul.store.rules import cancelling, changed, claimed, ended, new_record, unknown_job


class MemoryJobs:
    """The port ``Jobs``, in memory, for one process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._records: dict[str, JobRecord] = {}
        self._holders: dict[str, Holder] = {}
        self._events: dict[str, list[Event]] = {}

    def create(self, spec: JobSpec) -> JobRecord:
        """Accept a job under a new id."""
        with self._lock:
            record = new_record(spec)
            while record.id in self._records:
                record = new_record(spec)
            self._records[record.id] = record
            self._events[record.id] = []
            return record

    def get(self, job: str) -> JobRecord:
        """The job whose id is, or uniquely starts with, ``job``."""
        with self._lock:
            if job in self._records:
                return self._records[job]
            found = [r for i, r in self._records.items() if job and i.startswith(job)]
            if len(found) != 1:
                raise unknown_job(job, len(found))
            return found[0]

    def list(self, limit: int = 50) -> tuple[JobRecord, ...]:
        """The newest jobs first."""
        with self._lock:
            return tuple(reversed(self._records.values()))[:limit]

    def update(self, job: str, **changes: object) -> JobRecord:
        """Set fields of the record by name."""
        with self._lock:
            return self._keep(changed(self.get(job), changes))

    def claim(self, job: str, pid: int) -> JobRecord:
        """Make ``pid`` the one process that runs the job."""
        with self._lock:
            record, by = self.get(job), holder_of(pid)
            record = claimed(record, self._holders.get(record.id), by, elsewhere=False)
            self._holders[record.id] = by
            return self._keep(record)

    def request_cancel(self, job: str) -> JobRecord:
        """Ask the job to stop."""
        with self._lock:
            return self._keep(cancelling(self.get(job)))

    def end(self, job: str, state: JobState, summary: str) -> JobRecord:
        """Record how it ended and let go of it."""
        with self._lock:
            record = ended(self.get(job), state, summary)
            self._holders.pop(record.id, None)
            return self._keep(record)

    def append_event(self, event: Event) -> None:
        """Keep ``event``."""
        with self._lock:
            if event.job not in self._events:
                raise unknown_job(event.job, 0)
            self._events[event.job].append(event)

    def events(self, job: str) -> tuple[Event, ...]:
        """Everything the job said, oldest first."""
        with self._lock:
            return tuple(self._events[self.get(job).id])

    def _keep(self, record: JobRecord) -> JobRecord:
        self._records[record.id] = record
        return record


class MemoryArtifacts:
    """The port ``Artifacts``, in memory."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        """Store ``content`` and return its sha256."""
        digest = digest_bytes(content)
        self._contents[digest] = bytes(content)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes by that name."""
        try:
            return self._contents[digest]
        except KeyError as exc:
            raise StoreFailure(f"There is no artifact {digest}.") from exc
