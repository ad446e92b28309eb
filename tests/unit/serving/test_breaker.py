"""The breaker, with a clock that is moved by hand."""

import pytest

from serving.breaker import Breaker, State


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(failures=3, seconds=5, most_seconds=15, clock=clock)


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        assert breaker.admit()
        breaker.failed()


def test_it_opens_after_failures_in_a_row_only(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert breaker.admit()
    breaker.succeeded()
    fail(breaker, 2)
    assert breaker.state is State.CLOSED and breaker.wait == 0
    fail(breaker, 1)
    assert breaker.state is State.OPEN and not breaker.admit() and breaker.wait == 5


def test_one_call_tries_whether_all_is_well_again(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 5
    assert breaker.state is State.HALF_OPEN and breaker.wait == 0
    assert breaker.admit() and not breaker.admit()
    breaker.succeeded()
    assert breaker.state is State.CLOSED and breaker.admit() and breaker.admit()


def test_each_failed_trial_keeps_it_open_for_longer(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    for expected in (10, 15, 15):
        clock.now += breaker.wait
        assert breaker.admit()
        breaker.failed()
        assert breaker.wait == expected
    clock.now += 15
    assert breaker.admit()
    breaker.succeeded()
    fail(breaker, 3)
    assert breaker.wait == 5


def test_a_trial_that_says_nothing_leaves_room_for_another(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 5
    assert breaker.admit()
    breaker.abandoned()
    assert breaker.admit()


def test_calls_that_were_under_way_when_it_opened_prolong_nothing(breaker: Breaker, clock: Clock) -> None:
    assert all(breaker.admit() for _ in range(10))
    for _ in range(10):
        breaker.failed()
    clock.now += 5
    assert breaker.state is State.HALF_OPEN
