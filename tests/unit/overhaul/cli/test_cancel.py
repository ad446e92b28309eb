"""``overhaul cancel``: of a job that runs, one that ended, and one whose process is gone."""

import os
import subprocess
import sys

import pytest

from overhaul.cli.cancel import _cancel
from overhaul.domain.jobs import JobRecord, JobSpec, JobState
from overhaul.store.memory import MemoryJobs


@pytest.fixture
def store() -> MemoryJobs:
    return MemoryJobs()


@pytest.fixture
def record(store: MemoryJobs) -> JobRecord:
    return store.create(JobSpec(source="s", target="python3.12", track="t"))


def test_a_job_nobody_runs_yet_keeps_the_request(store: MemoryJobs, record: JobRecord) -> None:
    after, message = _cancel(store, record)
    assert after.cancel_requested and after.state is JobState.ACCEPTED and "overhaul resume" in message


def test_a_job_that_runs_is_asked(store: MemoryJobs, record: JobRecord) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        after, message = _cancel(store, store.claim(record.id, other.pid))
        assert after.cancel_requested and after.state is JobState.RUNNING
        assert store.get(record.id).pid == other.pid and "next safe point" in message
        other.communicate(b"\n")


def test_a_job_whose_process_is_gone_is_ended_here(store: MemoryJobs, record: JobRecord) -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as other:
        running = store.claim(record.id, other.pid)
    after, message = _cancel(store, running)
    assert after.state is JobState.CANCELLED and "its process was gone" in message
    assert store.claim(record.id, os.getpid()).cancel_requested is False, "it can be resumed"


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_a_job_that_ended_stays_so(store: MemoryJobs, record: JobRecord, state: JobState) -> None:
    ended = store.end(record.id, state, "x")
    assert _cancel(store, ended) == (ended, f"job {record.id} has ended already: {state.value}")
