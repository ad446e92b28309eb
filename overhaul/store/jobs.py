"""Jobs and their events in a database."""

import json
import os
import weakref
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from overhaul.domain.errors import StoreFailure
from overhaul.domain.events import Event
from overhaul.domain.jobs import JobRecord, JobSpec, JobState
from overhaul.store.database import open_database, reading, translated
from overhaul.store.processes import Holder, holder_of
from overhaul.store.rules import cancelling, changed, claimed, ended, new_record, unknown_job
from overhaul.store.tables import events, jobs

_TRIES = 8


class SqlJobs:
    """The port ``Jobs``, in SQLite or another SQL database.

    Args:
        url: e.g. ``sqlite:////home/me/.local/state/overhaul/jobs.db``; made where it is not there.

    Any number of processes and threads may use one database. Every method raises ``StoreFailure``,
    with a hint, where the database fails.
    """

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        self._reading = reading(self._engine)
        self._where = make_url(url)
        # Another host's processes cannot be looked at; a file is this host's own.
        self._elsewhere = self._engine.dialect.name != "sqlite"
        _forget_after_fork(self._engine)

    def close(self) -> None:
        """Close the connections; the next use opens new ones."""
        self._engine.dispose()

    def create(self, spec: JobSpec) -> JobRecord:
        """Accept a job under a new id."""
        tries = 0
        while True:
            record = new_record(spec)
            try:
                with translated(self._where), self._engine.begin() as connection:
                    connection.execute(insert(jobs).values(**_row(record, None)))
            except StoreFailure as error:
                # Ids are short: another job may have this one already.
                tries += 1
                if tries < _TRIES and isinstance(error.__cause__, IntegrityError):
                    continue
                raise
            return record

    def get(self, job: str) -> JobRecord:
        """The job whose id is, or uniquely starts with, ``job``."""
        with translated(self._where), self._reading.connect() as connection:
            return _record(_find(connection, job))

    def list(self, limit: int = 50) -> tuple[JobRecord, ...]:
        """The newest jobs first."""
        wanted = select(jobs).order_by(jobs.c.seq.desc()).limit(limit)
        with translated(self._where), self._reading.connect() as connection:
            return tuple(_record(row) for row in connection.execute(wanted).mappings())

    def update(self, job: str, **changes: object) -> JobRecord:
        """Set fields of the record by name.

        Raises:
            ValueError: there is no such field, or it may not be set.
        """
        return self._change(job, lambda record, holder: (changed(record, changes), holder))

    def claim(self, job: str, pid: int) -> JobRecord:
        """Make ``pid`` the one process that runs the job. A number used again is told from the old one."""
        by = holder_of(pid)

        def change(record: JobRecord, holder: Holder | None) -> tuple[JobRecord, Holder | None]:
            return claimed(record, holder, by, elsewhere=self._elsewhere), by

        return self._change(job, change)

    def request_cancel(self, job: str) -> JobRecord:
        """Ask the job to stop; every process sees it with its next ``get``."""
        return self._change(job, lambda record, holder: (cancelling(record), holder))

    def end(self, job: str, state: JobState, summary: str) -> JobRecord:
        """Record how it ended and let go of it."""
        return self._change(job, lambda record, _: (ended(record, state, summary), None))

    def append_event(self, event: Event) -> None:
        """Keep ``event``; ``event.job`` is a whole id."""
        values = event.model_dump(mode="json")
        values["data"] = json.dumps(values["data"], separators=(",", ":"))
        with translated(self._where), self._engine.begin() as connection:
            if connection.execute(select(jobs.c.seq).where(jobs.c.id == event.job)).first() is None:
                raise unknown_job(event.job, 0)
            connection.execute(insert(events).values(**values))

    def events(self, job: str) -> tuple[Event, ...]:
        """Everything the job said, oldest first."""
        with translated(self._where), self._reading.connect() as connection:
            whole = _find(connection, job)["id"]
            rows = connection.execute(select(events).where(events.c.job == whole).order_by(events.c.seq))
            return tuple(_event(row) for row in rows.mappings())

    def _change(
        self,
        job: str,
        change: Callable[[JobRecord, Holder | None], tuple[JobRecord, Holder | None]],
    ) -> JobRecord:
        """Read, change and write one record while nobody else can."""
        with translated(self._where), self._engine.begin() as connection:
            row = _find(connection, job, lock=True)
            before = _record(row)
            record, holder = change(before, _holder(row))
            values = _row(record, holder)
            connection.execute(update(jobs).where(jobs.c.id == record.id).values(**values))
        return record


def _find(connection: Connection, job: str, *, lock: bool = False) -> RowMapping:
    def rows(query: Select[Any]) -> list[RowMapping]:
        return list(connection.execute(query.with_for_update() if lock else query).mappings())

    found = rows(select(jobs).where(jobs.c.id == job))
    if not found and job:
        found = rows(select(jobs).where(jobs.c.id.startswith(job, autoescape=True)).limit(2))
    if len(found) != 1:
        raise unknown_job(job, len(found))
    return found[0]


def _record(row: RowMapping) -> JobRecord:
    values = {name: row[name] for name in JobRecord.model_fields if name != "spec"}
    try:
        return JobRecord.model_validate({**values, "spec": JobSpec.model_validate_json(row["spec"])})
    except ValueError as exc:
        raise StoreFailure(
            f"Job {row['id']} cannot be read.", hint="It was written by another version of Overhaul."
        ) from exc


def _row(record: JobRecord, holder: Holder | None) -> dict[str, object]:
    values = record.model_dump(mode="json", exclude={"spec"})
    values["spec"] = record.spec.model_dump_json()
    values["pid_birth"] = holder.birth if holder else ""
    values["pid_host"] = holder.host if holder else ""
    return values


def _holder(row: RowMapping) -> Holder | None:
    if row["pid"] is None:
        return None
    return Holder(pid=row["pid"], birth=row["pid_birth"], host=row["pid_host"])


def _event(row: RowMapping) -> Event:
    values = {name: row[name] for name in ("kind", "job", "at", "message")}
    return Event.model_validate({**values, "data": json.loads(row["data"])})


def _forget_after_fork(engine: Engine) -> None:
    """A connection must not be used on both sides of a fork: the child lets go of it unclosed."""
    alive = weakref.ref(engine)

    def forget() -> None:
        found = alive()
        if found is not None:
            found.dispose(close=False)

    os.register_at_fork(after_in_child=forget)
