"""What a model server is tried for before a job trusts it: one function a property, each with what it proves.

The trials hold for any model, one of random weights included: none of them asks for a clever answer.
"""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from overhaul.domain.models import Finish, ModelReply, ModelRequest, Role, Segment, Speaker
from serving.client import EndpointClient
from serving.metrics import Numbers
from serving.wire import Wire

SAMPLES = 5
"""Answers that must obey the schema: a server that does not enforce it is right by luck at times."""
_FREED_SECONDS = 20
_CANCELLED = 3
_RUNNING = "vllm:num_requests_running"
_GENERATED = "vllm:generation_tokens_total"
BLOCK = "def add(first, second):\n    return first + second\n\n"
_PIECES = 3
_UNKNOWN = "overhaul-asks-for-no-such-model"


class _Edit(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["replace", "delete"]
    name: str = Field(max_length=12)
    line: int = Field(ge=0, le=999)


class _Answer(BaseModel):
    """An answer shaped like those of a job, and so bounded that a model of random weights can give it."""

    model_config = ConfigDict(extra="forbid")
    edits: list[_Edit] = Field(min_length=1, max_length=2)
    done: bool


def _schema() -> dict[str, JsonValue]:
    """The JSON schema of ``_Answer``, with nothing to be looked up in it."""
    edit: dict[str, JsonValue] = {
        "type": "object",
        "properties": {
            "kind": {"enum": ["replace", "delete"]},
            "name": {"type": "string", "maxLength": 12},
            "line": {"type": "integer", "minimum": 0, "maximum": 999},
        },
        "required": ["kind", "name", "line"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "edits": {"type": "array", "items": edit, "minItems": 1, "maxItems": 2},
            "done": {"type": "boolean"},
        },
        "required": ["edits", "done"],
        "additionalProperties": False,
    }


@dataclass(frozen=True)
class Subject:
    """The endpoint under trial."""

    wire: Wire
    client: EndpointClient
    listing: tuple[Mapping[str, object], ...]
    """The rows of ``/v1/models``."""
    adapters: tuple[str, ...]
    """Names that must answer otherwise than the base."""

    @property
    def model(self) -> str:
        """The model the endpoint is asked for."""
        return self.client.endpoint.model

    @property
    def room(self) -> int:
        """The tokens it holds: as the endpoint is set, or less where the server says so."""
        told = self.told_room()
        return self.client.endpoint.context if told is None else min(told, self.client.endpoint.context)

    def told_room(self) -> int | None:
        """The tokens the server says it holds; None where it says nothing."""
        row = next((row for row in self.listing if row.get("id") == self.model), {})
        told = row.get("max_model_len")
        return told if isinstance(told, int) and told > 0 else None

    def ask(self, text: str, *, max_tokens: int = 16, schema: bool = False, seed: int = 0) -> ModelReply:
        """A question as a job puts it; raises ``Failure`` where no answer comes."""
        call = self.client.call(
            ModelRequest(
                role=Role.REVIEWER,
                segments=(Segment(speaker=Speaker.USER, text=text, own=True),),
                answer_schema=_schema() if schema else None,
                max_tokens=max_tokens,
                temperature=1.0 if schema else 0.0,
                seed=seed,
                deadline_seconds=180,
            )
        )
        if call.reply is None:
            raise call.why_not
        return call.reply

    def next_token(self, prompt: str, model: str) -> dict[str, float] | None:
        """The likeliest next tokens and their log probabilities; None where the server tells none."""
        body = {"model": model, "prompt": prompt, "max_tokens": 1, "temperature": 0, "logprobs": 5}
        said = self.wire.post(f"{self.wire.api}/completions", body, seconds=180)
        if said.status != 200:
            return None
        try:
            top = said.value["choices"][0]["logprobs"]["top_logprobs"][0]
            return {str(token): float(value) for token, value in top.items()} or None
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            return None

    def work(self) -> tuple[int, int] | None:
        """Requests running, and tokens made since the start, by ``/metrics``; None where it does not say."""
        said = self.wire.get(f"{self.wire.root}/metrics")
        if said.status != 200 or _RUNNING not in said.text:
            return None
        numbers = Numbers(said.text)
        return int(numbers.total(_RUNNING)), int(numbers.total(_GENERATED))


class Tried(NamedTuple):
    """How a trial ended, as it stands in a ``CanaryCheck``; its name is what it is listed by."""

    ok: bool
    detail: str
    advice: str = ""
    skipped: bool = False


Trial = Callable[[Subject], Tried]


def passed(detail: str) -> Tried:
    """The endpoint has the property."""
    return Tried(True, detail)


def skipped(detail: str) -> Tried:
    """The endpoint has not what it takes to try."""
    return Tried(True, detail, skipped=True)


def failed(detail: str, advice: str) -> Tried:
    """It has not the property; ``advice`` says what to do."""
    return Tried(False, detail, advice)


def distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two answers of ``Subject.next_token`` are apart, at least; 0 for equal ones."""
    low_one, low_other = min(one.values()), min(other.values())
    return max(abs(one.get(token, low_one) - other.get(token, low_other)) for token in one.keys() | other.keys())


def told_apart(signal: float, noise: float) -> bool:
    """Whether a difference is more than what two runs of the same show (batching reorders sums)."""
    return signal > 2 * noise + 1e-4


def key_needed(subject: Subject) -> Tried:
    """Without the key it does not answer: whoever reaches the port is not whoever may ask."""
    if subject.client.endpoint.key is None:
        return skipped("the endpoint is set to need none")
    with subject.wire.keyless() as stranger:
        status = stranger.get(f"{stranger.api}/models").status
    if status in (401, 403):
        return passed(f"without it: HTTP {status}")
    advice = "start the server with its key (server.key_env or server.key_file), or take the key off the endpoint"
    return failed(f"it answers without the key: HTTP {status}", advice)


def schema_obeyed(subject: Subject) -> Tried:
    """Answers obey a JSON schema that the prompt does not speak of: the server enforces it."""
    advice = (
        "set server.structured_backend to guidance; for other servers, try another `structured` of the endpoint "
        "(json-schema, vllm, json-object, prompt)"
    )
    for number in range(SAMPLES):
        reply = subject.ask("Change the function add.", max_tokens=256, schema=True, seed=number)
        try:
            _Answer.model_validate_json(reply.text)
        except ValidationError as exc:
            why = exc.errors()[0]
            detail = f"answer {number + 1} of {SAMPLES} does not obey: {why['msg']}"
            return failed(detail[:300], advice)
    return passed(f"{SAMPLES} of {SAMPLES} answers")


def stop_reasons(subject: Subject) -> Tried:
    """It says whether an answer is whole: else half an edit would pass for one."""
    advice = "update the server; a cut answer cannot be told from a whole one"
    cut = subject.ask("Count from one to one hundred, in words.", max_tokens=4)
    if cut.finish is not Finish.LENGTH:
        return failed(f"an answer cut after 4 tokens is said to have ended by {cut.finish.value}", advice)
    whole = subject.ask("Change the function add.", max_tokens=256, schema=True)
    if whole.finish is not Finish.STOP:
        return failed(f"an answer that is whole by its schema is said to have ended by {whole.finish.value}", advice)
    return passed("length when cut, stop when whole")


def usage_told(subject: Subject) -> Tried:
    """It counts tokens: budgets and costs rest on that."""
    usage = subject.ask("Count from one to ten.", max_tokens=8).usage
    if usage.estimated or not usage.prompt_tokens or not 0 < usage.completion_tokens <= 8:
        counts = f"{usage.prompt_tokens} + {usage.completion_tokens} tokens of at most 8"
        told = "nothing" if usage.estimated else counts
        advice = "update the server, or its proxy: stream_options.include_usage must be passed on"
        return failed(f"it told {told}", advice)
    return passed(f"{usage.prompt_tokens} + {usage.completion_tokens} tokens")


def streaming(subject: Subject) -> Tried:
    """Answers come in pieces: a long one is no timeout, and one that is not wanted can be stopped."""
    found = subject.wire.stream(f"{subject.wire.api}/chat/completions", long_question(subject.model, 48))
    if found.problem:
        return failed(found.problem, "the server must allow stream: true")
    pieces = sum(1 for piece in found.pieces if _content(piece))
    if pieces >= _PIECES and found.ended:
        return passed(f"{pieces} pieces")
    detail = f"{pieces} pieces" if found.ended else f"it broke off after {pieces} pieces"
    advice = "is there a proxy that buffers? turn that off (nginx: proxy_buffering off)"
    return failed(detail, advice)


def cancellation(subject: Subject) -> Tried:
    """Hanging up ends the work: a cancelled job does not keep the GPU from the others."""
    for _ in range(_CANCELLED):  # a server that is quick, or a machine that is slow, may be done before it notices
        before = subject.work()
        if before is None:
            return skipped("no /metrics that say what runs")
        if before[0]:
            return skipped("others use the server: it cannot be seen")
        most = max(64, min(4096, subject.room - 512))
        body = {**long_question(subject.model, most), "ignore_eos": True, "min_tokens": most}
        found = subject.wire.stream(f"{subject.wire.api}/chat/completions", body, most=2)
        if found.problem:
            return failed(found.problem, "see the server's log")
        made = _made_until_idle(subject) - before[1]
        if made < most:
            return passed(f"the slot is free after {made} of {most} tokens")
    advice = "is there a proxy between that reads on? a direct way to the server cures it"
    return failed("the server works on after its asker hung up", advice)


def _made_until_idle(subject: Subject) -> int:
    """The tokens the server has made by the time nothing runs; without end, where something runs on."""
    until = time.monotonic() + _FREED_SECONDS
    while time.monotonic() < until:
        running, made = subject.work() or (1, 0)
        if not running:
            return made
        time.sleep(0.2)
    return sys.maxsize


def unknown_model(subject: Subject) -> Tried:
    """A model it has not is an error: else a lost adapter would be answered for by another model.

    Servers of one model may take any name (TGI does): that is no harm where no adapter is asked for.
    """
    said = subject.wire.post(f"{subject.wire.api}/chat/completions", long_question(_UNKNOWN, 1))
    if 400 <= said.status < 500:
        return passed(f"HTTP {said.status}")
    detail = f"asked for a model it cannot have, it says HTTP {said.status}"
    if said.status == 200 and not subject.adapters:
        return skipped(f"{detail}: use no adapters there")
    advice = "this server takes any name: use no adapters by name, or another server"
    return failed(detail, advice)


def long_question(model: str, tokens: int) -> dict[str, object]:
    messages = [{"role": "user", "content": "Count from one to one hundred, in words."}]
    return {"model": model, "messages": messages, "max_tokens": tokens, "temperature": 0, "stream": tokens > 1}


def _content(piece: Mapping[str, object]) -> bool:
    choices = piece.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    delta = first.get("delta") if isinstance(first, dict) else None
    return isinstance(delta, dict) and any(delta.get(part) for part in ("content", "reasoning_content", "reasoning"))
