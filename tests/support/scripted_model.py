"""Models for tests of agents: they answer by a function, with no server."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from overhaul.domain.models import Finish, Label, ModelReply, ModelRequest, ModelUse, Residency, Sample, Usage

Answer = Callable[[ModelRequest], object]
"""From a question to a JSON value, or to text as it is, or to an exception that is raised."""


@dataclass
class ScriptedModel:
    """Implements ``Model``: the script's answers."""

    answer: Answer
    asked: list[ModelRequest] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, request: ModelRequest) -> ModelReply:
        """The script's answer."""
        with self._lock:
            self.asked.append(request)
        said = self.answer(request)
        if isinstance(said, Exception):
            raise said
        text = said if isinstance(said, str) else json.dumps(said)
        return ModelReply(
            text=text,
            finish=Finish.STOP,
            endpoint="scripted",
            model="scripted",
            residency=Residency.ON_PREM,
            usage=Usage(prompt_tokens=100, completion_tokens=10),
        )

    def uses(self) -> tuple[ModelUse, ...]:
        """All of it as one."""
        return (ModelUse(endpoint="scripted", model="scripted", residency=Residency.ON_PREM, calls=len(self.asked)),)


@dataclass
class KeptSamples:
    """Implements ``Samples`` in memory."""

    kept: list[Sample] = field(default_factory=list)

    def append(
        self, request: ModelRequest, reply: ModelReply, *, accepted: bool, reason: str, gained: int = 0
    ) -> Sample:
        """Keep one."""
        sample = Sample(
            job="job",
            track="python2-to-3",
            role=request.role,
            prompt=request.digest(),
            answer=reply.digest(),
            accepted=accepted,
            reason=reason,
            gained=gained,
            label=Label.CONFIDENTIAL,
            model=reply.model,
        )
        self.kept.append(sample)
        return sample


def question(request: ModelRequest) -> str:
    """All a request says."""
    return "\n".join(segment.text for segment in request.segments)


def replace_text(path: str, anchor: str, text: str, reason: str = "why") -> dict[str, object]:
    """An answer with one edit."""
    return {
        "reason": reason,
        "actions": [{"kind": "replace-text", "path": path, "anchor": anchor, "text": text}],
    }
