"""What was asked so far and what it cost, by endpoint."""

import threading
import time
from collections.abc import Callable
from decimal import Decimal

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.models import Label, ModelUse, Usage, highest

_MILLION = Decimal(1_000_000)
_HOUR = Decimal(3600)


class SharedTime:
    """The time a server is busy for us, shared by the calls that are in flight.

    The shares of all calls add up to the time in which there was at least one: so a GPU hour is paid for once,
    however many calls it served. Hours in which nothing was asked are nobody's.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._in_flight = 0
        self._moment = 0.0
        self._share = 0.0

    def begin(self) -> float:
        """A call begins; what this returns is handed to ``end``."""
        with self._lock:
            self._advance()
            self._in_flight += 1
            return self._share

    def end(self, begun: float) -> float:
        """The call's share in seconds."""
        with self._lock:
            self._advance()
            self._in_flight -= 1
            return self._share - begun

    def _advance(self) -> None:
        now = self._clock()
        if self._in_flight:
            self._share += (now - self._moment) / self._in_flight
        self._moment = now


def cost_of(endpoint: Endpoint, usage: Usage, share_seconds: float) -> Decimal:
    """What a call cost: by its share of GPU time where that is priced, else by its tokens."""
    if endpoint.gpu_hour_cost:
        return endpoint.gpu_hour_cost * endpoint.gpus * Decimal(share_seconds) / _HOUR
    cached_price = endpoint.price_input if endpoint.price_cached is None else endpoint.price_cached
    fresh = usage.prompt_tokens - usage.cached_tokens
    total = fresh * endpoint.price_input + usage.cached_tokens * cached_price
    return (total + usage.completion_tokens * endpoint.price_output) / _MILLION


def expected_cost(endpoint: Endpoint) -> Decimal:
    """What a usual call costs there, to order endpoints by: 3,000 tokens in, 500 out, five seconds among eight."""
    usual = Usage(prompt_tokens=3000, completion_tokens=500)
    return cost_of(endpoint, usual, 5.0 / min(endpoint.parallel, 8))


class Tally:
    """Adds up calls; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uses: dict[tuple[str, str], ModelUse] = {}
        self._costs: dict[tuple[str, str], Decimal] = {}

    def add(
        self,
        endpoint: Endpoint,
        model: str,
        label: Label,
        usage: Usage,
        seconds: float,
        cost: Decimal,
        *,
        failed: bool,
    ) -> None:
        """One call."""
        key = (endpoint.name, model)
        with self._lock:
            before = self._uses.get(key) or ModelUse(
                endpoint=endpoint.name,
                model=model,
                adapter=endpoint.adapter,
                residency=endpoint.residency,
                currency=endpoint.currency,
            )
            self._costs[key] = self._costs.get(key, Decimal(0)) + cost
            self._uses[key] = before.model_copy(
                update={
                    "calls": before.calls + 1,
                    "failed_calls": before.failed_calls + failed,
                    "prompt_tokens": before.prompt_tokens + usage.prompt_tokens,
                    "cached_tokens": before.cached_tokens + usage.cached_tokens,
                    "completion_tokens": before.completion_tokens + usage.completion_tokens,
                    "estimated": before.estimated or usage.estimated,
                    "seconds": before.seconds + seconds,
                    "cost": float(self._costs[key]),
                    "highest_label": highest([before.highest_label, label]),
                }
            )

    def uses(self) -> tuple[ModelUse, ...]:
        """So far, in the order in which endpoints were first asked."""
        with self._lock:
            return tuple(self._uses.values())
