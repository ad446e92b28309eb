"""Reading a streamed answer piece by piece. Everything in it is a stranger's: nothing is taken on trust."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from overhaul.domain.models import Finish, Usage
from overhaul.domain.text import encodable
from serving.failures import Failure, Kind

_CHARACTERS_A_TOKEN = 64
"""Far more than any tokenizer packs into one: an answer longer than this times its limit obeys no limit."""
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
    model: str = ""

    @property
    def text(self) -> str:
        """What came so far."""
        return encodable("".join(self.parts))

    def take(self, chunk: Any) -> bool:
        """Take one chunk in; whether it held anything of the answer."""
        self.usage = _fields(getattr(chunk, "usage", None)) or self.usage
        choices = getattr(chunk, "choices", None)
        choice = choices[0] if isinstance(choices, list) and choices else None
        delta = getattr(choice, "delta", None)
        content = getattr(delta, "content", None)
        thought = getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None)
        finish = getattr(choice, "finish_reason", None)
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


async def collect(stream: AsyncIterator[Any], into: Collected, max_tokens: int, first: float, between: float) -> None:
    """Read ``stream`` to its end.

    Args:
        first: seconds until the first piece of the answer, of which keep-alive chunks are none.
        between: seconds from one chunk to the next after that.

    Raises:
        Failure: a limit was passed.
    """
    most = (max_tokens + 64) * _CHARACTERS_A_TOKEN
    loop = asyncio.get_running_loop()
    limit = loop.time() + first
    try:
        while True:
            async with asyncio.timeout_at(limit):
                chunk = await anext(stream, None)
            if chunk is None:
                return
            if into.take(chunk) or into.characters or into.thought:
                limit = loop.time() + between
            if into.characters + into.thought > most:
                raise Failure(Kind.UNREADABLE, f"the answer is longer than {max_tokens:,} tokens can be")
    except TimeoutError as exc:
        what = "nothing more came" if into.characters or into.thought else "no answer began"
        seconds = between if into.characters or into.thought else first
        raise Failure(Kind.TIMED_OUT, f"{what} for {seconds:g} seconds") from exc


def usage_of(said: dict[str, Any], prompt: int, answer: int, most_prompt: int, most_answer: int) -> Usage:
    """What the server says an answer took, where that can be; else the estimates, marked.

    Args:
        prompt, answer: the estimates.
        most_prompt, most_answer: more than this it cannot have been.
    """
    details = said.get("prompt_tokens_details")
    cached = _count(_fields(details).get("cached_tokens"))
    prompt_said, answer_said = _count(said.get("prompt_tokens")), _count(said.get("completion_tokens"))
    believable = 0 < prompt_said <= most_prompt and (answer_said > 0 or not answer) and answer_said <= most_answer
    if not believable:
        return Usage(prompt_tokens=prompt, completion_tokens=answer, estimated=True)
    return Usage(prompt_tokens=prompt_said, cached_tokens=min(cached, prompt_said), completion_tokens=answer_said)


def _fields(value: Any) -> dict[str, Any]:
    """The fields of what the SDK made of a JSON object, which is not always a model of its."""
    if isinstance(value, dict):
        return value
    return dict(vars(value)) if isinstance(value, BaseModel) else {}


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
