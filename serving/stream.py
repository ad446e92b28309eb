"""Reading a streamed answer piece by piece. Everything in it is a stranger's: nothing is taken on trust."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx2

from overhaul.domain.models import Finish, Usage
from overhaul.domain.text import encodable
from serving.events import Events
from serving.failures import Failure, Kind, failure_said
from serving.transport import AnswerTooLarge

_CHARACTERS_A_TOKEN = 64
"""Far more than any tokenizer packs into one: an answer longer than this times its limit obeys no limit."""
_DRAIN_SECONDS = 0.5
_CUT = frozenset({"length", "max_tokens", "model_length"})
_BROKEN = frozenset({"abort", "error"})
_FILTERED = frozenset({"content_filter", "refusal"})


@dataclass
class Collected:
    """An answer as it comes in."""

    parts: list[str] = field(default_factory=list)
    characters: int = 0
    thought: int = 0
    """Characters of reasoning that came beside the answer."""
    finish: str = ""
    usage: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What came so far."""
        return encodable("".join(self.parts))

    def take_all(self, payloads: Iterable[bytes]) -> bool:
        """Take in several chunks; whether any held anything of the answer."""
        held = False
        for payload in payloads:
            held = self.take(json.loads(payload)) or held
        return held

    def take(self, chunk: Any) -> bool:
        """Take in one chunk, as JSON; whether it held anything of the answer.

        Raises:
            Failure: it tells of an error.
        """
        chunk = _fields(chunk)
        if chunk.get("error"):
            raise failure_said(chunk["error"])
        self.usage = _fields(chunk.get("usage")) or self.usage
        choices = chunk.get("choices")
        choice = _fields(choices[0] if isinstance(choices, list) and choices else None)
        delta = _fields(choice.get("delta"))
        content, finish = delta.get("content"), choice.get("finish_reason")
        thought = delta.get("reasoning_content") or delta.get("reasoning")
        if isinstance(content, str) and content:
            self.parts.append(content)
            self.characters += len(content)
        if isinstance(thought, str):
            self.thought += len(thought)
        if isinstance(finish, str) and finish:
            self.finish = finish
        return bool(content or thought or finish)

    def end(self) -> Finish:
        """Why it ended.

        Raises:
            Failure: it did not end, or not as an answer ends.
        """
        if not self.finish:
            raise Failure(Kind.TRUNCATED, "the answer breaks off")
        if self.finish in _BROKEN:
            raise Failure(Kind.SERVER_ERROR, f"the server gave up in the middle: {self.finish}")
        if self.finish in _FILTERED:
            raise Failure(Kind.REQUEST_REFUSED, "the server's filter stopped the answer")
        return Finish.LENGTH if self.finish in _CUT else Finish.STOP


async def collect(chunks: AsyncIterator[bytes], max_tokens: int, first: float, between: float) -> Collected:
    """The answer in a body of server-sent events, read to its end.

    Args:
        first: seconds until the first piece of the answer, of which comments and empty chunks are none.
        between: seconds from one piece to the next after that.

    Raises:
        Failure: a limit was passed, or the server told of an error.
        ValueError, RecursionError: what came is no JSON.
    """
    came, events = Collected(), Events()
    most = (max_tokens + 64) * _CHARACTERS_A_TOKEN
    loop, renewed = asyncio.get_running_loop(), 0.0
    try:
        async with asyncio.timeout_at(loop.time() + first) as limit:
            async for chunk in chunks:
                if came.take_all(events.feed(chunk)) and loop.time() > renewed:
                    limit.reschedule(loop.time() + between)
                    renewed = loop.time() + between / 20  # moving a timer for every token is a tenth of the price
                if came.characters + came.thought > most:
                    raise Failure(Kind.UNREADABLE, f"the answer is longer than {max_tokens:,} tokens can be")
                if events.done:
                    break
        await _drain(chunks)
    except TimeoutError as exc:
        begun = came.characters or came.thought
        what = f"nothing more came for {between:g}" if begun else f"no answer began within {first:g}"
        raise Failure(Kind.TIMED_OUT, f"{what} seconds") from exc
    return came


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    """Read what is left after the last event, an empty chunk as a rule: only then can the connection be used again."""
    with contextlib.suppress(TimeoutError, httpx2.HTTPError, AnswerTooLarge):  # the answer is whole
        async with asyncio.timeout(_DRAIN_SECONDS):
            async for _ in chunks:
                pass


def usage_of(
    said: dict[str, Any], estimates: Callable[[], tuple[int, int]], most_prompt: int, most_answer: int, *, empty: bool
) -> Usage:
    """What the server says an answer took, where that can be; else the estimates, marked.

    Args:
        estimates: of prompt and answer, counted only where they are needed.
        most_prompt, most_answer: more than this it cannot have been.
        empty: whether nothing was answered.
    """
    cached = _count(_fields(said.get("prompt_tokens_details")).get("cached_tokens"))
    prompt, answer = _count(said.get("prompt_tokens")), _count(said.get("completion_tokens"))
    if 0 < prompt <= most_prompt and (answer > 0 or empty) and answer <= most_answer:
        return Usage(prompt_tokens=prompt, cached_tokens=min(cached, prompt), completion_tokens=answer)
    prompt, answer = estimates()
    return Usage(prompt_tokens=prompt, completion_tokens=answer, estimated=True)


def _fields(value: Any) -> dict[str, Any]:
    """A JSON object; an empty one in place of what is none."""
    return value if isinstance(value, dict) else {}


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
