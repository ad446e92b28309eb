"""The way to the models: mask, label, route, ask, write down. The one place through which code leaves."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from overhaul.domain.base import digest_bytes, digest_of
from overhaul.domain.endpoints import Endpoint
from overhaul.domain.errors import ModelRefused, ModelUnavailable, OverhaulError
from overhaul.domain.models import Label, ModelReply, ModelRequest, ModelUse, Usage, highest
from overhaul.domain.policy import Policy
from serving.calls import Call, error_of
from serving.chat import chat
from serving.client import EndpointClient
from serving.failures import RETRIED, Failure
from serving.labels import Labels
from serving.ledger import ENDED, REFUSED, SENT
from serving.loop import LoopThread
from serving.masking import Masked, Masker
from serving.reach import address_rule, check_reach
from serving.routing import Route, route
from serving.tally import SharedTime, Tally, cost_of

_LONGEST_PAUSE = 5.0


class Ledger(Protocol):
    """Where calls are written down."""

    def append(self, kind: str, **fields: Any) -> object:
        """Write one line, before which nothing may be sent."""


@dataclass(frozen=True)
class _Question:
    """A request as it leaves, and what is known of it."""

    id: str
    request: ModelRequest
    masked: Masked
    label: Label


class Gateway:
    """The port ``Model`` over any number of endpoints.

    Args:
        labels: of the repository that the questions are about.
        job: whose questions these are, for the ledger.
        only: the one endpoint to use; it must still be allowed what it is asked.
        clock: seconds that only grow. pause: how waiting for dead endpoints waits.

    Raises:
        BadSettings: an endpoint lies where the policy lets nothing go.
    """

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        policy: Policy,
        labels: Labels,
        ledger: Ledger,
        *,
        job: str = "",
        only: str | None = None,
        masker: Masker | None = None,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        chosen = [endpoint for endpoint in endpoints if only in (None, endpoint.name)]
        check_reach(chosen, policy)
        self._policy, self._labels, self._ledger, self._job = policy, labels, ledger, job
        self._masker = masker or Masker()
        self._clock, self._pause = clock, pause
        self._endpoints = tuple(chosen)
        self._loop = LoopThread()
        rule = address_rule(policy)
        self._clients = {
            endpoint.name: EndpointClient(endpoint, self._loop, rule=rule, clock=clock) for endpoint in chosen
        }
        self._times = {endpoint.name: SharedTime(clock) for endpoint in chosen}
        self._tally = Tally()

    def ask(self, request: ModelRequest) -> ModelReply:
        """The answer to ``request``, from the first endpoint that may see it, can hold it and answers.

        Raises:
            ModelUnavailable: all that may be asked are down; asking later may help.
            ModelRefused: none may see it, none can hold it, or all say no.
            JobCancelled: ``close`` was called meanwhile.
            StoreFailure: the ledger cannot be written, so nothing was sent.
        """
        question = self._question(request)
        path = route(question.request, question.label, self._endpoints, self._policy)
        if not path.endpoints:
            self._write_refusal(question, path)
            raise ModelRefused(path.problem, hint=path.hint)
        return self._ask_in_turn(question, path.endpoints)

    def uses(self) -> tuple[ModelUse, ...]:
        """What was asked so far, by endpoint and model."""
        return self._tally.uses()

    def shown(self, request: ModelRequest) -> ModelRequest:
        """``request`` as it leaves, with secrets masked: the form in which it may be kept."""
        return self._question(request).request

    def close(self) -> None:
        """Cancel what is in flight and close all connections."""
        self._loop.cancel_all()
        for client in self._clients.values():
            client.close()
        self._loop.close()

    def __enter__(self) -> "Gateway":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _question(self, request: ModelRequest) -> _Question:
        masked = self._masker.masked(request.segments)
        label = self._labels.of_segments(request.segments)
        if masked.secrets:
            label = highest([label, Label.RESTRICTED])
        leaving = request.model_copy(update={"segments": masked.segments})
        return _Question(uuid.uuid4().hex[:16], leaving, masked, label)

    def _ask_in_turn(self, question: _Question, endpoints: tuple[Endpoint, ...]) -> ModelReply:
        """Ask one after the other; where all are down, wait as long as the policy says."""
        started = self._clock()
        patience = min(self._policy.wait_seconds, question.request.deadline_seconds)
        while True:
            failures: list[tuple[Endpoint, Failure]] = []
            for endpoint in endpoints:
                call = self._ask_one(question, endpoint, started)
                if call.reply is not None:
                    return call.reply
                failures.append((endpoint, call.why_not))
            left = patience - (self._clock() - started)
            if left <= 0 or not any(failure.kind in RETRIED for _, failure in failures):
                raise _all_failed(failures)
            until_open = min(self._clients[endpoint.name].breaker.wait for endpoint in endpoints)
            self._pause(min(left, max(1.0, min(until_open, _LONGEST_PAUSE))))

    def _ask_one(self, question: _Question, endpoint: Endpoint, started: float) -> Call:
        """Ask one endpoint, with a line in the ledger before and one after."""
        client, shared = self._clients[endpoint.name], self._times[endpoint.name]
        self._write_sent(question, endpoint)
        left = max(0.001, question.request.deadline_seconds - (self._clock() - started))
        begun = shared.begin()
        try:
            call = client.call(question.request.model_copy(update={"deadline_seconds": left}))
        except BaseException as exc:
            shared.end(begun)
            self._ledger.append(ENDED, **self._at(question, endpoint), outcome="cancelled", error=type(exc).__name__)
            raise
        usage = call.reply.usage if call.reply else Usage()
        cost = cost_of(endpoint, usage, shared.end(begun))
        self._tally.add(endpoint, client.model, question.label, usage, call.seconds, cost, failed=call.reply is None)
        self._write_ended(question, endpoint, call, usage, float(cost))
        if call.reply is None:
            return call
        text = question.masked.restored(call.reply.text, as_json=question.request.answer_schema is not None)
        reply = call.reply.model_copy(update={"text": text, "label": question.label, "cost": float(cost)})
        return Call(reply, None, call.tries, call.meter, call.seconds)

    def _write_sent(self, question: _Question, endpoint: Endpoint) -> None:
        messages = chat(question.request, endpoint)
        self._ledger.append(
            SENT,
            **self._about(question),
            **self._at(question, endpoint),
            content_bytes=sum(len(message["content"].encode()) for message in messages),
            content_sha256=digest_of(messages),
        )

    def _write_ended(self, question: _Question, endpoint: Endpoint, call: Call, usage: Usage, cost: float) -> None:
        answer = None if call.reply is None else digest_bytes(call.reply.text.encode())
        self._ledger.append(
            ENDED,
            **self._at(question, endpoint),
            address=call.meter.address,
            outcome="answered" if call.failure is None else call.failure.kind.value,
            tries=call.tries,
            bytes_out=call.meter.sent,
            bytes_in=call.meter.received,
            **usage.model_dump(),
            seconds=round(call.seconds, 3),
            cost=round(cost, 8),
            currency=endpoint.currency,
            answer_sha256=answer,
        )

    def _write_refusal(self, question: _Question, path: Route) -> None:
        named = {"call": question.id, "job": self._job, "label": question.label.value}
        self._ledger.append(REFUSED, **named, **self._about(question), outcome="refused", reason=path.problem)

    def _about(self, question: _Question) -> dict[str, Any]:
        return {"role": question.request.role.value, "masked_secrets": len(question.masked.secrets)}

    def _at(self, question: _Question, endpoint: Endpoint) -> dict[str, Any]:
        """What every line of a call says: whose it is, and where it goes."""
        return {
            "call": question.id,
            "job": self._job,
            "label": question.label.value,
            "endpoint": endpoint.name,
            "model": self._clients[endpoint.name].model,
            "residency": endpoint.residency.value,
            "host": endpoint.host,
        }


def _all_failed(failures: Sequence[tuple[Endpoint, Failure]]) -> OverhaulError:
    """One error for all: unavailable where one may come back, else refused."""
    errors = [error_of(endpoint.name, failure) for endpoint, failure in failures]
    message = "; ".join(error.message for error in errors)
    passing = [error for error in errors if isinstance(error, ModelUnavailable)]
    first = (passing or errors)[0]
    return type(first)(message, hint=first.hint)
