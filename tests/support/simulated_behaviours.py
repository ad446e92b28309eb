"""What a simulated model server can do to a question, well-behaved or not. Each is handed the open exchange."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Protocol


class Exchange(Protocol):
    """One chat completion in progress: what was asked, and the connection it came by."""

    body: dict[str, Any]
    answer_text: str
    """What the server's answer function says."""

    async def head(self, status: int = 200, **headers: str) -> None:
        """Send the status line and headers; an event stream in chunks follows, where it is 200."""

    async def raw(self, data: bytes) -> None:
        """Send a chunk of the body."""

    async def json(self, status: int, value: object, **headers: str) -> None:
        """Send a whole JSON answer."""

    async def end(self) -> None:
        """End the body as HTTP ends it."""

    def reset(self) -> None:
        """Break the connection."""


Behaviour = Callable[[Exchange], Awaitable[None]]
_PIECE = 12


def tokens_of(text: str) -> int:
    """What simulated servers call a token: four characters."""
    return (len(text) + 3) // 4


def usage_of(exchange: Exchange, text: str, cached: int = 0) -> dict[str, Any]:
    """An honest count."""
    prompt = sum(tokens_of(str(message.get("content"))) for message in exchange.body.get("messages", []))
    answer = tokens_of(text)
    details = {"cached_tokens": cached}
    return {
        "prompt_tokens": prompt,
        "completion_tokens": answer,
        "total_tokens": prompt + answer,
        "prompt_tokens_details": details,
    }


def event(exchange: Exchange, **fields: Any) -> bytes:
    """A chunk of the chat protocol as a server-sent event."""
    chunk = {
        "id": "sim-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": exchange.body.get("model"),
        **fields,
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def piece(exchange: Exchange, text: str, finish: str | None = None) -> bytes:
    """A chunk that holds ``text``."""
    choice = {"index": 0, "delta": {"content": text} if text else {}, "finish_reason": finish}
    return event(exchange, choices=[choice])


def right(
    text: str | None = None,
    *,
    before: float = 0.0,
    between: float = 0.0,
    finish: str = "stop",
    usage: dict[str, Any] | bool | None = True,
    cached: int = 0,
) -> Behaviour:
    """Answer as asked: ``text``, or what the answer function says, as far as ``max_tokens`` reach.

    Args:
        before, between: seconds until the first piece, and from piece to piece.
        usage: what to say it took; True: the honest count, None: nothing.
    """

    async def behave(exchange: Exchange) -> None:
        said, ends = (exchange.answer_text if text is None else text), finish
        most = int(exchange.body.get("max_tokens") or 1 << 30)
        if tokens_of(said) > most:
            said, ends = said[: most * 4], "length"
        counted = usage_of(exchange, said, cached) if usage is True else usage or None
        await asyncio.sleep(before)
        if not exchange.body.get("stream"):
            message = {"role": "assistant", "content": said}
            choice = {"index": 0, "message": message, "finish_reason": ends}
            whole = {
                "id": "sim-1",
                "object": "chat.completion",
                "model": exchange.body.get("model"),
                "choices": [choice],
            }
            await exchange.json(200, {**whole, "usage": counted})
            return
        await exchange.head()
        size = _PIECE if between or len(said) < 4096 else 4096
        for start in range(0, len(said), size):
            await exchange.raw(piece(exchange, said[start : start + size]))
            await asyncio.sleep(between)
        await exchange.raw(piece(exchange, "", ends))
        if counted is not None:
            await exchange.raw(event(exchange, choices=[], usage=counted))
        await exchange.raw(b"data: [DONE]\n\n")
        await exchange.end()

    return behave


def malformed() -> Behaviour:
    """An answer that is no JSON, ended as if it were whole."""
    return right('{"edits": [{"path": "a.py", "text": "')


def failing(status: int = 500, message: str = "out of order", **headers: str) -> Behaviour:
    """An HTTP error."""

    async def behave(exchange: Exchange) -> None:
        await exchange.json(status, {"error": {"message": message, "type": "simulated", "code": status}}, **headers)

    return behave


def rate_limited(retry_after: str | None = None) -> Behaviour:
    """429, and when to come back."""
    return failing(429, "too many requests", **({} if retry_after is None else {"Retry-After": retry_after}))


def redirecting(location: str) -> Behaviour:
    """Points to another place."""
    return failing(307, "moved", Location=location)


def hanging(*, after: int = 0, headers: bool = True) -> Behaviour:
    """Says nothing more after ``after`` characters, and keeps the line open until it is closed at the other end."""

    async def behave(exchange: Exchange) -> None:
        if headers:
            await exchange.head()
        if after:
            await exchange.raw(piece(exchange, exchange.answer_text[:after]))
        await asyncio.Event().wait()

    return behave


def truncated(after: int = 5) -> Behaviour:
    """Ends politely in the middle of the answer, with no reason given."""

    async def behave(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.raw(piece(exchange, exchange.answer_text[:after]))
        await exchange.end()

    return behave


def dropping(after: int = 5) -> Behaviour:
    """Breaks the connection in the middle of the answer; before the headers with ``after=0``."""

    async def behave(exchange: Exchange) -> None:
        if after:
            await exchange.head()
            await exchange.raw(piece(exchange, exchange.answer_text[:after]))
        exchange.reset()

    return behave


def huge(size: int = 1 << 30) -> Behaviour:
    """An answer that does not end, in pieces of 64 KiB, up to ``size`` characters."""

    async def behave(exchange: Exchange) -> None:
        await exchange.head()
        for _ in range(size // 65_536):
            await exchange.raw(piece(exchange, "A" * 65_536))
        await exchange.raw(piece(exchange, "", "stop"))
        await exchange.end()

    return behave


def raw(*chunks: bytes) -> Behaviour:
    """Whatever bytes as the body of a 200: broken events, broken UTF-8, JSON that is no chunk."""

    async def behave(exchange: Exchange) -> None:
        await exchange.head()
        for chunk in chunks:
            await exchange.raw(chunk)
        await exchange.end()

    return behave


def broken_json() -> Behaviour:
    """Events that are no JSON."""
    return raw(b'data: {"choices": [{"del\n\n', b"data: [DONE]\n\n")


def invalid_utf8() -> Behaviour:
    """Bytes that are no text."""
    return raw(b'data: {"choices": [{"index": 0, "delta": {"content": "\xff\xfe"}}]}\n\n', b"data: [DONE]\n\n")


def error_in_stream(code: int = 500, message: str = "the engine died") -> Behaviour:
    """200 first, an error inside the stream after."""
    return raw(
        b"data: " + json.dumps({"error": {"message": message, "type": "simulated", "code": code}}).encode() + b"\n\n"
    )
