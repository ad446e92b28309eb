"""A circuit breaker: an endpoint that fails again and again is left alone for a while."""

import threading
import time
from collections.abc import Callable
from enum import StrEnum


class State(StrEnum):
    """What a breaker lets through."""

    CLOSED = "closed"
    """Everything."""
    OPEN = "open"
    """Nothing, until it has cooled down."""
    HALF_OPEN = "half-open"
    """One call, whose end decides."""


class Breaker:
    """Opens after ``failures`` calls in a row failed; each time a trial fails, it stays open twice as long.

    Args:
        failures: in a row, until it opens.
        seconds: of cooling down the first time.
        most_seconds: of cooling down at most.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        failures: int = 5,
        seconds: float = 5.0,
        most_seconds: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_failures, self._first, self._most_seconds = failures, seconds, most_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._cooling = seconds
        self._until: float | None = None
        self._trial = False

    @property
    def state(self) -> State:
        """What it would do with a call now."""
        with self._lock:
            return self._state()

    @property
    def wait(self) -> float:
        """Seconds until a call may be tried; 0 where one may be now."""
        with self._lock:
            return 0.0 if self._until is None else max(0.0, self._until - self._clock())

    def admit(self) -> bool:
        """Whether a call may go now. Whoever is let through says how it ended: one of the three below."""
        with self._lock:
            state = self._state()
            if state is State.OPEN or (state is State.HALF_OPEN and self._trial):
                return False
            self._trial = state is State.HALF_OPEN
            return True

    def succeeded(self) -> None:
        """A call was answered: all is well again."""
        with self._lock:
            self._failures, self._cooling, self._until, self._trial = 0, self._first, None, False

    def failed(self) -> None:
        """A call found nobody, or nobody able to answer."""
        with self._lock:
            self._failures += 1
            if self._trial:
                self._cooling = min(self._cooling * 2, self._most_seconds)
            # Calls that were under way when it opened fail late: they do not prolong anything.
            if self._trial or (self._until is None and self._failures >= self._most_failures):
                self._until = self._clock() + self._cooling
            self._trial = False

    def abandoned(self) -> None:
        """A call ended without saying anything about the endpoint, e.g. cancelled."""
        with self._lock:
            self._trial = False

    def _state(self) -> State:
        if self._until is None:
            return State.CLOSED
        return State.OPEN if self._clock() < self._until else State.HALF_OPEN
