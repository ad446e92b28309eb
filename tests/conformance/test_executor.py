"""The port ``Executor``: every executor runs this suite."""

import os
import threading
from collections.abc import Callable

import pytest

from overhaul.domain.errors import SandboxFailure
from overhaul.domain.ports.work import Executor
from workflows.executors import ProcessExecutor, SerialExecutor

ITEMS = list(range(64))
MAKERS: list[Callable[[], Executor]] = [SerialExecutor, lambda: ProcessExecutor(1), lambda: ProcessExecutor(2)]


@pytest.fixture(params=MAKERS, ids=["serial", "one process", "two processes"])
def executor(request: pytest.FixtureRequest) -> Executor:
    made: Executor = request.param()
    return made


def double(number: int) -> int:
    return number * 2


def fail_at_nine(number: int) -> int:
    if number == 9:
        raise ValueError("nine")
    return number


def die_at_nine(number: int) -> int:
    if number == 9:
        os._exit(3)
    return number


class Adder:
    """Work that holds something: it must travel to the workers."""

    def __init__(self, amount: int) -> None:
        self.amount = amount

    def __call__(self, number: int) -> int:
        return number + self.amount


def test_results_come_in_the_items_order(executor: Executor) -> None:
    assert executor.map(double, ITEMS) == [number * 2 for number in ITEMS]


def test_no_items_no_results(executor: Executor) -> None:
    assert executor.map(double, []) == []


def test_one_item(executor: Executor) -> None:
    assert executor.map(double, [4]) == [8]


def test_work_may_hold_values(executor: Executor) -> None:
    assert executor.map(Adder(10), ITEMS) == [number + 10 for number in ITEMS]


@pytest.mark.parametrize("count", [8, 9, 17, 100])
def test_every_item_is_worked_on_once(executor: Executor, count: int) -> None:
    assert executor.map(double, list(range(count))) == [number * 2 for number in range(count)]


def test_each_end_is_told_here_once(executor: Executor) -> None:
    told: dict[int, int] = {}
    here = os.getpid()

    def on_done(index: int, result: int) -> None:
        assert os.getpid() == here and index not in told
        told[index] = result

    executor.map(double, ITEMS, on_done=on_done)
    assert told == {number: number * 2 for number in ITEMS}


def test_an_error_in_the_work_comes_through(executor: Executor) -> None:
    with pytest.raises(ValueError, match="nine"):
        executor.map(fail_at_nine, ITEMS)


def test_an_error_of_the_listener_comes_through(executor: Executor) -> None:
    def on_done(index: int, result: int) -> None:
        raise KeyError("listener")

    with pytest.raises(KeyError, match="listener"):
        executor.map(double, ITEMS, on_done=on_done)


def test_it_can_be_used_again_after_an_error(executor: Executor) -> None:
    with pytest.raises(ValueError):
        executor.map(fail_at_nine, ITEMS)
    assert executor.map(double, ITEMS[:3]) == [0, 2, 4]


def test_a_worker_that_dies_is_the_machines_failure() -> None:
    with pytest.raises(SandboxFailure, match="worker process died") as caught:
        ProcessExecutor(2).map(die_at_nine, ITEMS)
    assert "resume" in caught.value.hint


def interrupts_itself(number: int) -> int:
    os.kill(os.getpid(), 2)
    os.kill(os.getpid(), 15)
    return number


def test_workers_leave_signals_to_the_job() -> None:
    """Ctrl-C on a terminal goes to every process of the group."""
    assert ProcessExecutor(2).map(interrupts_itself, ITEMS) == ITEMS


def who(number: int) -> int:
    return os.getpid()


def test_processes_are_used_where_there_is_work_for_them() -> None:
    assert os.getpid() not in ProcessExecutor(2).map(who, ITEMS)
    assert set(ProcessExecutor(2).map(who, ITEMS[:3])) == {os.getpid()}


def test_beside_another_thread_workers_come_from_a_server() -> None:
    """Forking is not safe there."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert ProcessExecutor(2).map(double, ITEMS) == [number * 2 for number in ITEMS]
        with pytest.raises(ValueError, match="nine"):
            ProcessExecutor(2).map(fail_at_nine, ITEMS)
        with pytest.raises(SandboxFailure, match="worker process died"):
            ProcessExecutor(2).map(die_at_nine, ITEMS)
    finally:
        done.set()
        thread.join()
