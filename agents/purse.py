"""What a job may spend on models, shared by all its agents."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from agents.room import taken
from overhaul.domain.models import ModelReply, ModelRequest
from overhaul.domain.policy import Budget


class Spent(NamedTuple):
    """Instead of an answer: nothing was asked."""

    why: str
    """Which limit is reached, in words."""


class Purse:
    """Holds calls, tokens, seconds and money to a budget. Safe in many threads.

    What is being asked counts as if its answer took all it may: many agents at once do not run over the limit of
    tokens, as far as prompts are counted right. Money is set aside by the dearest answer so far.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, budget: Budget, clock: Callable[[], float] = time.monotonic) -> None:
        self._budget = budget
        self._clock = clock
        self._lock = threading.Lock()
        self._start: float | None = None
        self._calls = self._tokens = 0
        self._money = self._dearest = 0.0
        self._asking = 0
        """Questions without an answer yet."""

    def ask(self, ask: Callable[[ModelRequest], ModelReply], request: ModelRequest) -> ModelReply | Spent:
        """The answer to ``request``, paid for; raises what ``ask`` raises, for no tokens and no money."""
        most = taken(request.segments) + request.max_tokens
        with self._lock:
            limit = self._limit(most)
            if limit:
                return Spent(f"the budget of {limit} is spent")
            self._calls += 1
            self._tokens += most
            self._asking += 1
        reply: ModelReply | None = None
        try:
            reply = ask(request)
            return reply
        finally:
            with self._lock:
                self._asking -= 1
                self._tokens -= most
                if reply is not None:
                    self._tokens += reply.usage.prompt_tokens + reply.usage.completion_tokens
                    self._money += reply.cost
                    self._dearest = max(self._dearest, reply.cost)

    def _limit(self, most: int) -> str:
        """The limit that one more question of ``most`` tokens would run over, in words; empty: none."""
        budget = self._budget
        if self._start is None:  # time counts from the first question
            self._start = self._clock()
        if budget.calls is not None and self._calls >= budget.calls:
            return f"{budget.calls:,} calls"
        if budget.tokens is not None and self._tokens + most > budget.tokens:
            return f"{budget.tokens:,} tokens"
        if budget.seconds is not None and self._clock() - self._start >= budget.seconds:
            return f"{budget.seconds:,.0f} seconds"
        if budget.money is not None and self._money + self._asking * self._dearest >= budget.money:
            return f"{budget.money:g}"
        return ""
