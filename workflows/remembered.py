"""A model whose answers a job remembers: a resumed job asks nothing twice, and goes the same way again."""

import itertools
import threading
from collections.abc import Iterator

from overhaul.domain.models import ModelReply, ModelRequest, ModelUse, highest
from overhaul.domain.ports.models import Model
from overhaul.domain.ports.store import Artifacts, Memo


class RememberedModel:
    """Implements ``Model`` over another one. Safe in many threads.

    Every answer is kept twice: under its question, and by number, so that what a job asked is known to a process
    that goes on behind the step which asked it.

    Args:
        memo: of the job, so that nothing is remembered from one job to another.
    """

    def __init__(self, model: Model, memo: Memo, artifacts: Artifacts) -> None:
        self._model = model
        self._memo = memo
        self._artifacts = artifacts
        self._lock = threading.Lock()
        self._earlier = tuple(self._load(digest) for digest in self._numbered())
        self._count = len(self._earlier)

    def ask(self, request: ModelRequest) -> ModelReply:
        """The answer given before to an equal request, or a new one."""
        key = f"ask {request.digest()}"
        known = self._memo.get(key)
        if known is not None:
            return self._load(known)
        reply = self._model.ask(request)
        digest = self._artifacts.put(reply.model_dump_json().encode())
        with self._lock:
            self._memo.put(f"answer {self._count}", digest)
            self._count += 1
        self._memo.put(key, digest)
        return reply

    def uses(self) -> tuple[ModelUse, ...]:
        """What the job asked, in this process and before."""
        table = {(use.endpoint, use.model, use.adapter): use for use in self._model.uses()}
        for reply in self._earlier:
            key = (reply.endpoint, reply.model, reply.adapter)
            table[key] = _with(table.get(key), reply)
        return tuple(table[key] for key in sorted(table))

    def _load(self, digest: str) -> ModelReply:
        return ModelReply.model_validate_json(self._artifacts.get(digest))

    def _numbered(self) -> Iterator[str]:
        """The answers that earlier processes got, first to last."""
        for number in itertools.count():
            digest = self._memo.get(f"answer {number}")
            if digest is None:
                return
            yield digest


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
