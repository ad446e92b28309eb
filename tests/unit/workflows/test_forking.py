"""A pool of forked processes."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workflows.forking import WorkerDied, run_forked


def collected(jobs: int, run: Callable[[int], Any], count: int) -> dict[int, Any]:
    found: dict[int, Any] = {}
    run_forked(jobs, run, count, found.__setitem__)
    return found


def held() -> tuple[list[str], str]:
    """The open files and the children of this process."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return sorted(path.name for path in Path("/proc/self/fd").iterdir()), children


@pytest.mark.parametrize("count", [0, 1, 2, 7])
@pytest.mark.parametrize("jobs", [1, 3])
def test_every_number_is_run_once(jobs: int, count: int) -> None:
    assert collected(jobs, lambda number: number * 2, count) == {number: number * 2 for number in range(count)}


def test_more_numbers_than_a_pipe_holds() -> None:
    assert len(collected(2, lambda number: None, 20_000)) == 20_000


def test_results_larger_than_a_pipe() -> None:
    assert collected(2, lambda number: bytes([number]) * 3_000_000, 6)[5] == b"\5" * 3_000_000


def test_an_error_says_where_it_was_and_leaves_nothing_behind() -> None:
    before = held()

    def run(number: int) -> int:
        return 1 // (number - 3)

    with pytest.raises(ZeroDivisionError) as caught:
        collected(2, run, 100)
    assert "line" in caught.value.__notes__[0] and "run" in caught.value.__notes__[0]
    assert held() == before


def test_what_cannot_be_sent_is_an_error_of_the_work() -> None:
    with pytest.raises(TypeError, match="pickle"):
        collected(2, lambda number: threading.Lock(), 4)


@pytest.mark.parametrize("status", [0, 3])
def test_a_worker_that_ends_by_itself_is_told(status: int) -> None:
    before = held()
    with pytest.raises(WorkerDied):
        collected(2, lambda number: os._exit(status) if number == 1 else number, 50)
    assert held() == before
