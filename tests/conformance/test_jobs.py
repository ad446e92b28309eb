"""What every store of jobs does."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from overhaul.domain.errors import JobBusy, UnknownJob
from overhaul.domain.events import Event, EventKind
from overhaul.domain.jobs import JobSpec, JobState, RepositoryOptions, SandboxChoice, StepId
from overhaul.domain.ports.store import Jobs
from overhaul.store.jobs import SqlJobs
from overhaul.store.memory import MemoryJobs

SPEC = JobSpec(
    source="/srv/caf\u00e9",
    target="python3.12",
    track="python2-to-3",
    ref="main",
    jobs=3,
    sandbox=SandboxChoice.BUBBLEWRAP,
    options=RepositoryOptions(exclude=("vendor/**",), test_command="pytest -k 'a and b'"),
)


@pytest.fixture(params=["sqlite", "memory"])
def jobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Jobs]:
    if request.param == "memory":
        yield MemoryJobs()
        return
    store = SqlJobs(f"sqlite:///{tmp_path}/state/jobs.db")
    yield store
    store.close()


@pytest.fixture
def process() -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Starts processes that live until they are killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        waiting = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        started.append(waiting)
        return waiting

    yield start
    for one in started:
        one.kill()
        one.communicate()


def event(job: str, message: str) -> Event:
    data = {"n": 1, "deep": {"list": [1, None, "\u4e16"]}}
    return Event(kind=EventKind.NOTE, job=job, at="2026-11-21T00:00:00+00:00", message=message, data=data)


def test_a_new_job(jobs: Jobs) -> None:
    record = jobs.create(SPEC)
    assert record.spec == SPEC
    assert record.state is JobState.ACCEPTED
    assert record.created == record.updated
    assert record.id.startswith(record.created[:10].replace("-", "") + "-")
    assert (record.step, record.pid, record.base_commit, record.cancel_requested) == (None, None, None, False)
    assert jobs.get(record.id) == record
    assert jobs.events(record.id) == ()


def test_ids_are_unique_and_the_newest_come_first(jobs: Jobs) -> None:
    made = [jobs.create(SPEC) for _ in range(60)]
    assert len({record.id for record in made}) == 60
    assert jobs.list() == tuple(reversed(made))[:50]
    assert jobs.list(limit=2) == (made[-1], made[-2])
    assert jobs.list(limit=1000) == tuple(reversed(made))


def test_a_unique_start_of_an_id_is_enough(jobs: Jobs) -> None:
    first, second = jobs.create(SPEC), jobs.create(SPEC)
    length = next(n for n in range(1, 30) if first.id[:n] != second.id[:n])
    assert jobs.get(first.id[:length]) == first
    assert jobs.update(second.id[:length], summary="mine").id == second.id
    for none in ("", "2", first.id[: length - 1], "nothing", first.id + "0", "%", "_" * len(first.id)):
        with pytest.raises(UnknownJob) as caught:
            jobs.get(none)
        assert caught.value.hint


def test_update_sets_fields(jobs: Jobs) -> None:
    job = jobs.create(SPEC).id
    changes = {
        "state": JobState.RUNNING,
        "step": StepId.SURVEY,
        "base_commit": "a" * 64,
        "summary": "line\nline \u4e16",
        "error": "x" * 100_000,
    }
    record = jobs.update(job, **changes)
    assert {name: getattr(record, name) for name in changes} == changes
    assert jobs.get(job) == record
    assert jobs.update(job, step=None).step is None
    assert record.updated >= record.created


@pytest.mark.parametrize(
    "changes",
    [{"colour": 1}, {"id": "x"}, {"spec": SPEC}, {"created": "x"}, {"updated": "x"}, {"pid": 1}, {"state": "odd"}],
    ids=lambda changes: next(iter(changes)),
)
def test_update_refuses_what_cannot_be_set(jobs: Jobs, changes: dict[str, object]) -> None:
    record = jobs.create(SPEC)
    with pytest.raises(ValueError):
        jobs.update(record.id, summary="not this either", **changes)
    assert jobs.get(record.id) == record


def test_one_living_process_has_the_job(jobs: Jobs, process: Callable[[], "subprocess.Popen[bytes]"]) -> None:
    job = jobs.create(SPEC).id
    first, second = process(), process()
    record = jobs.claim(job, first.pid)
    assert (record.pid, record.state) == (first.pid, JobState.RUNNING)
    assert jobs.claim(job, first.pid).pid == first.pid
    with pytest.raises(JobBusy, match=str(first.pid)):
        jobs.claim(job, second.pid)
    first.kill()
    first.wait()
    assert jobs.claim(job, second.pid).pid == second.pid
    assert jobs.end(job, JobState.DONE, "all good").pid is None
    assert jobs.claim(job, os.getpid()).pid == os.getpid()


def test_a_process_that_only_remains_as_a_zombie_has_nothing(
    jobs: Jobs, process: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    job = jobs.create(SPEC).id
    gone = process()
    jobs.claim(job, gone.pid)
    gone.kill()
    os.waitid(os.P_PID, gone.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and nobody has asked how
    assert jobs.claim(job, os.getpid()).pid == os.getpid()


def test_claiming_clears_an_earlier_error(jobs: Jobs) -> None:
    job = jobs.create(SPEC).id
    jobs.update(job, state=JobState.FAILED, error="it broke", error_code="bug")
    record = jobs.claim(job, os.getpid())
    assert (record.error, record.error_code, record.state) == ("", "", JobState.RUNNING)


def test_ending(jobs: Jobs) -> None:
    job = jobs.create(SPEC).id
    jobs.claim(job, os.getpid())
    record = jobs.end(job, JobState.PARTS_LEFT, "3 tests left")
    assert (record.state, record.summary, record.pid) == (JobState.PARTS_LEFT, "3 tests left", None)
    for state in (JobState.RUNNING, JobState.ACCEPTED):
        with pytest.raises(ValueError):
            jobs.end(job, state, "")


def test_cancelling_a_running_job(jobs: Jobs) -> None:
    job = jobs.create(SPEC).id
    jobs.claim(job, os.getpid())
    assert jobs.request_cancel(job).cancel_requested
    assert jobs.get(job).cancel_requested
    assert jobs.request_cancel(job).cancel_requested
    assert jobs.claim(job, os.getpid()).cancel_requested, "the process itself claims again: it must still stop"
    jobs.end(job, JobState.CANCELLED, "cancelled")
    assert not jobs.claim(job, os.getpid()).cancel_requested, "resuming is the newer wish"


def test_cancelling_before_the_first_run_and_after_the_end(jobs: Jobs) -> None:
    job = jobs.create(SPEC).id
    jobs.request_cancel(job)
    assert jobs.claim(job, os.getpid()).cancel_requested
    jobs.end(job, JobState.CANCELLED, "cancelled")
    other = jobs.create(SPEC).id
    jobs.claim(other, os.getpid())
    record = jobs.end(other, JobState.DONE, "done")
    assert jobs.request_cancel(other) == record


def test_events_are_kept_in_order(jobs: Jobs) -> None:
    job, other = jobs.create(SPEC).id, jobs.create(SPEC).id
    said = [event(job, f"{n} \u4e16\n") for n in range(300)]
    for one in said:
        jobs.append_event(one)
    jobs.append_event(event(other, "other"))
    assert jobs.events(job) == tuple(said)
    assert len(jobs.events(other)) == 1


def test_no_such_job(jobs: Jobs) -> None:
    jobs.create(SPEC)
    for call in (
        lambda: jobs.get("none"),
        lambda: jobs.update("none", summary=""),
        lambda: jobs.claim("none", 1),
        lambda: jobs.request_cancel("none"),
        lambda: jobs.end("none", JobState.DONE, ""),
        lambda: jobs.events("none"),
        lambda: jobs.append_event(event("none", "")),
    ):
        with pytest.raises(UnknownJob):
            call()
