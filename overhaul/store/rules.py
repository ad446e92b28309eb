"""What may be done to a job's record: the same for every store."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from overhaul.domain.errors import JobBusy, UnknownJob
from overhaul.domain.jobs import JobRecord, JobSpec, JobState
from overhaul.store.processes import Holder, is_living

SETTABLE = frozenset(
    {
        *("state", "step", "base_commit", "result_commit", "result_tree"),
        *("summary", "error_code", "error", "cancel_requested"),
    }
)
"""What ``update`` may set. The rest is fixed, or has a method of its own."""

ENDED = frozenset(set(JobState) - {JobState.ACCEPTED, JobState.RUNNING})


def now() -> str:
    """The time, ISO 8601, UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def new_record(spec: JobSpec) -> JobRecord:
    """A job just accepted. Its id starts with the day, so ids sort by day and a person can say them."""
    at = now()
    job = f"{at[:10].replace('-', '')}-{secrets.token_hex(3)}"
    return JobRecord(id=job, spec=spec, state=JobState.ACCEPTED, created=at, updated=at)


def changed(record: JobRecord, changes: Mapping[str, object]) -> JobRecord:
    """``record`` with ``changes``, checked.

    Raises:
        ValueError: a field is unknown, fixed, or its value is not of its type.
    """
    unknown = sorted(set(changes) - SETTABLE)
    if unknown:
        raise ValueError(f"a job has no field to set called {', '.join(unknown)}")
    return _with(record, changes)


def claimed(record: JobRecord, before: Holder | None, by: Holder, *, elsewhere: bool) -> JobRecord:
    """``record`` held by the process ``by``.

    Raises:
        JobBusy: another living process has it.
    """
    if before is not None and before != by and is_living(before, elsewhere=elsewhere):
        raise JobBusy(
            f"Job {record.id} is being run by process {before.pid}.",
            hint="Wait for it, or stop it with `overhaul cancel`.",
        )
    # A request to cancel stands if nobody has run the job since: whoever ran it is gone, and so is what
    # the request was about. Running it again is the newer wish.
    first = before is None and record.state is JobState.ACCEPTED
    mine = before == by
    changes = {
        "state": JobState.RUNNING,
        "pid": by.pid,
        "error": "",
        "error_code": "",
        "cancel_requested": record.cancel_requested and (first or mine),
    }
    return _with(record, changes)


def cancelling(record: JobRecord) -> JobRecord:
    """``record`` asked to stop; one that has ended stays as it is."""
    if record.state in ENDED or record.cancel_requested:
        return record
    return _with(record, {"cancel_requested": True})


def ended(record: JobRecord, state: JobState, summary: str) -> JobRecord:
    """``record`` at its end.

    Raises:
        ValueError: ``state`` is not an end.
    """
    if state not in ENDED:
        raise ValueError(f"{state.value} is not how a job ends")
    return _with(record, {"state": state, "summary": summary, "pid": None})


def unknown_job(job: str, found: int) -> UnknownJob:
    """The error for an id that names no job, or more than one."""
    if found:
        return UnknownJob(f"More than one job's id starts with {job!r}.", hint="Give more of the id.")
    return UnknownJob(f"There is no job {job!r}.", hint="`overhaul jobs` shows the jobs there are.")


def _with(record: JobRecord, changes: Mapping[str, object]) -> JobRecord:
    values = {name: getattr(record, name) for name in JobRecord.model_fields}
    return JobRecord.model_validate({**values, **changes, "updated": now()})
