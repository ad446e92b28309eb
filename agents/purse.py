"""What a job may spend on models, shared by all its agents."""

import threading
import time
from collections.abc import Callable

from overhaul.domain.models import ModelReply
from overhaul.domain.policy import Budget


class Purse:
    """Counts calls, tokens, seconds and money against a budget. Safe in many threads.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, budget: Budget, clock: Callable[[], float] = time.monotonic) -> None:
        self._budget = budget
        self._clock = clock
        self._lock = threading.Lock()
        self._start: float | None = None
        self._calls = self._tokens = 0
        self._money = 0.0

    def take(self) -> str:
        """Reserve one call; empty where it may be made, else which limit is reached, in words."""
        budget = self._budget
        with self._lock:
            if self._start is None:  # time counts from the first question
                self._start = self._clock()
            spent = self._clock() - self._start
            if budget.calls is not None and self._calls >= budget.calls:
                return f"the budget of {budget.calls:,} calls is spent"
            if budget.tokens is not None and self._tokens >= budget.tokens:
                return f"the budget of {budget.tokens:,} tokens is spent"
            if budget.seconds is not None and spent >= budget.seconds:
                return f"the budget of {budget.seconds:,.0f} seconds is spent"
            if budget.money is not None and self._money >= budget.money:
                return f"the budget of {budget.money:g} is spent"
            self._calls += 1
            return ""

    def pay(self, reply: ModelReply) -> None:
        """Count what an answer took."""
        with self._lock:
            self._tokens += reply.usage.prompt_tokens + reply.usage.completion_tokens
            self._money += reply.cost
