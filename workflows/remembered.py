"""A model whose answers a job remembers: a resumed job asks nothing twice, and goes the same way again."""

import threading

from overhaul.domain.models import ModelReply, ModelRequest, ModelUse, highest
from overhaul.domain.ports import Artifacts, Memo, Model


class RememberedModel:
    """Implements ``Model`` over another one. Safe in many threads.

    Args:
        memo: of the job, so that nothing is remembered from one job to another.
    """

    def __init__(self, model: Model, memo: Memo, artifacts: Artifacts) -> None:
        self._model = model
        self._memo = memo
        self._artifacts = artifacts
        self._lock = threading.Lock()
        self._earlier: list[ModelReply] = []

    def ask(self, request: ModelRequest) -> ModelReply:
        """The answer given before to an equal request, or a new one."""
        key = f"ask {request.digest()}"
        known = self._memo.get(key)
        if known is not None:
            reply = ModelReply.model_validate_json(self._artifacts.get(known))
            with self._lock:
                self._earlier.append(reply)
            return reply
        reply = self._model.ask(request)
        self._memo.put(key, self._artifacts.put(reply.model_dump_json().encode()))
        return reply

    def uses(self) -> tuple[ModelUse, ...]:
        """What the job asked, in this process and before."""
        table = {(use.endpoint, use.model, use.adapter): use for use in self._model.uses()}
        with self._lock:
            earlier = tuple(self._earlier)
        for reply in earlier:
            key = (reply.endpoint, reply.model, reply.adapter)
            table[key] = _with(table.get(key), reply)
        return tuple(table[key] for key in sorted(table))


def _with(use: ModelUse | None, reply: ModelReply) -> ModelUse:
    """``use`` with one more answer in it."""
    known = use or ModelUse(
        endpoint=reply.endpoint,
        model=reply.model,
        adapter=reply.adapter,
        residency=reply.residency,
        currency=reply.currency,
    )
    usage = reply.usage
    return known.model_copy(
        update={
            "calls": known.calls + 1,
            "prompt_tokens": known.prompt_tokens + usage.prompt_tokens,
            "cached_tokens": known.cached_tokens + usage.cached_tokens,
            "completion_tokens": known.completion_tokens + usage.completion_tokens,
            "estimated": known.estimated or usage.estimated,
            "seconds": known.seconds + reply.seconds,
            "cost": known.cost + reply.cost,
            "highest_label": highest((known.highest_label, reply.label)),
        }
    )
