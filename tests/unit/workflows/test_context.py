"""What every step is given: memory that outlives the process, events, and a way to be stopped."""

from pathlib import Path

import pytest

from overhaul.domain.errors import JobCancelled
from overhaul.domain.events import EventKind
from overhaul.domain.jobs import CommitIdentity
from overhaul.store.memo import FileMemo
from tests.support.workflow import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, {"a.py": b""})


def test_work_is_done_once_even_by_a_new_process(bench: Bench) -> None:
    done: list[str] = []

    def work() -> CommitIdentity:
        done.append("x")
        return CommitIdentity(name=f"take {len(done)}")

    first = bench.context().remember(["key", 1], CommitIdentity, work)
    later = bench.context(memo=FileMemo(bench.job_dir / "memo")).remember(["key", 1], CommitIdentity, work)
    assert first == later == CommitIdentity(name="take 1")
    assert bench.context().remember(["key", 2], CommitIdentity, work).name == "take 2"


def test_work_that_fails_is_not_remembered(bench: Bench) -> None:
    def fails() -> CommitIdentity:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        bench.context().remember("key", CommitIdentity, fails)
    assert bench.context().remember("key", CommitIdentity, CommitIdentity) == CommitIdentity()


def test_events_reach_the_store_and_everybody_who_listens(bench: Bench) -> None:
    bench.context().emit(EventKind.NOTE, "hello", number=3)
    (event,) = bench.kept.events
    assert (event.kind, event.message, event.data, event.job) == ("note", "hello", {"number": 3}, bench.record.id)
    assert bench.jobs.events(bench.record.id) == (event,)


def test_a_request_to_cancel_is_seen_at_once(bench: Bench) -> None:
    context = bench.context()
    context.check_cancelled()
    bench.jobs.request_cancel(bench.record.id)
    with pytest.raises(JobCancelled, match="cancelled") as caught:
        context.check_cancelled()
    assert caught.value.hint == f"continue it with: overhaul resume {bench.record.id}"
