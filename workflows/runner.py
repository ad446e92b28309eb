"""Running a job to its end, from wherever it is, and recording how it ended."""

import os
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import cast

from overhaul.domain.errors import ExitCode, JobCancelled, JobWaiting, OverhaulError, StoreFailure
from overhaul.domain.events import EventKind
from overhaul.domain.evidence import Evidence
from overhaul.domain.jobs import JobRecord, JobSpec, JobState
from workflows import modernize
from workflows.context import JobContext
from workflows.parts import Parts
from workflows.state import JobGraphState

EXIT_CODES = {
    JobState.DONE: ExitCode.DONE,
    JobState.PLANNED: ExitCode.DONE,
    JobState.PARTS_LEFT: ExitCode.PARTS_LEFT,
    JobState.REFUSED: ExitCode.REFUSED,
    JobState.CANCELLED: ExitCode.CANCELLED,
    JobState.WAITING: ExitCode.WAITING,
}
"""What the process says for each way a job can end without an error; an error carries its own."""


def run_job(job: str, spec: JobSpec, parts: Parts, job_dir: Path) -> JobRecord:
    """Run ``job`` from its last checkpoint to its end.

    Raises:
        OverhaulError: it could not go on; the record says so too.
    """
    context = JobContext(job=job, spec=spec, parts=parts)
    parts.jobs.claim(job, os.getpid())
    try:
        state = _invoke(context, job_dir)
    except (JobCancelled, KeyboardInterrupt, BrokenPipeError) as exc:
        parts.jobs.end(job, JobState.CANCELLED, "cancelled; it can be resumed")
        if isinstance(exc, BrokenPipeError):  # nobody reads what the job says: it would not be heard either
            raise
        context.emit(EventKind.JOB_ENDED, "cancelled", state=JobState.CANCELLED.value)
        if isinstance(exc, JobCancelled):
            raise
        raise JobCancelled(f"job {job} was cancelled", hint=f"continue it with: overhaul resume {job}") from exc
    except JobWaiting as exc:
        parts.jobs.end(job, JobState.WAITING, exc.message)
        context.emit(EventKind.JOB_ENDED, exc.message, state=JobState.WAITING.value)
        raise
    except OverhaulError as exc:
        _fail(context, JobState.FAILED, exc.code, exc.message)
        raise
    except Exception as exc:  # the process boundary: the record must say that Overhaul itself failed
        with suppress(OSError):
            (job_dir / "error.log").write_text(traceback.format_exc(), encoding="utf-8")
        _fail(context, JobState.FAILED, "bug", f"{type(exc).__name__}: {exc}")
        raise
    return _finish(context, state)


def _invoke(context: JobContext, job_dir: Path) -> JobGraphState:
    """Start the graph, or go on from the newest checkpoint."""
    job_dir.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(job_dir / "checkpoints.sqlite", check_same_thread=False)
    except sqlite3.Error as exc:
        raise StoreFailure(f"the job's checkpoints cannot be opened: {exc}", hint=f"look at {job_dir}") from exc
    with closing(connection), _translated(job_dir):
        graph = modernize.build(context, connection)
        config = {"configurable": {"thread_id": context.job}}
        known = graph.get_state(config)
        if known.values:
            context.emit(EventKind.JOB_RESUMED, f"resumed at {', '.join(known.next) or 'its end'}")
            if not known.next:
                return cast(JobGraphState, known.values)
            return cast(JobGraphState, graph.invoke(None, config, durability="sync"))
        context.emit(EventKind.JOB_STARTED, f"{context.spec.shown_source()} to {context.spec.target}")
        return cast(JobGraphState, graph.invoke({}, config, durability="sync"))


@contextmanager
def _translated(job_dir: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as exc:
        raise StoreFailure(
            f"the job's checkpoints failed: {exc}", hint=f"is the disk full? They lie in {job_dir}"
        ) from exc


def _finish(context: JobContext, state: JobGraphState) -> JobRecord:
    if context.spec.plan_only:
        ended, summary = JobState.PLANNED, "planned; nothing was changed"
    else:
        evidence = context.load(Evidence, state["evidence"])
        ended, summary = JobState(state["outcome"]), evidence.claim.sentence
    record = context.parts.jobs.end(context.job, ended, summary)
    context.emit(EventKind.JOB_ENDED, summary, state=ended.value)
    return record


def _fail(context: JobContext, state: JobState, code: str, message: str) -> None:
    context.parts.jobs.update(context.job, error_code=code, error=message)
    context.parts.jobs.end(context.job, state, message)
    context.emit(EventKind.JOB_ENDED, message, state=state.value, error_code=code)
