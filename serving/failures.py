"""How a try fails, in one vocabulary: whatever the SDK, HTTP or the server says is translated here, once."""

from collections.abc import Mapping
from enum import StrEnum

import httpx2
import openai

from overhaul.domain.text import encodable
from serving.addresses import AddressRefused
from serving.backoff import retry_after
from serving.transport import AnswerTooLarge, WrongOrigin

_LONGEST = 300


class Kind(StrEnum):
    """What went wrong, as it stands in the ledger."""

    UNREACHABLE = "unreachable"
    DISCONNECTED = "disconnected"
    TRUNCATED = "truncated"
    TIMED_OUT = "timed-out"
    BUSY = "busy"
    """408 or 429: it works, and wants to be asked later."""
    SERVER_ERROR = "server-error"
    UNREADABLE = "unreadable"
    """What came is no answer: broken JSON, broken text, too much of it, a redirect."""
    KEY_REFUSED = "key-refused"
    REQUEST_REFUSED = "request-refused"
    """The server will not answer this request, however often it is asked."""
    NOT_ALLOWED = "not-allowed"
    """The connection would have gone where nothing may go."""
    CIRCUIT_OPEN = "circuit-open"
    DEADLINE = "deadline"


_PASSING = frozenset({Kind.UNREACHABLE, Kind.DISCONNECTED, Kind.TRUNCATED, Kind.TIMED_OUT, Kind.SERVER_ERROR})
RETRIED = _PASSING | {Kind.BUSY, Kind.CIRCUIT_OPEN}
"""What may be otherwise the next time."""
ILL = _PASSING | {Kind.UNREADABLE}
"""What a breaker counts against an endpoint."""


class Failure(Exception):
    """A try that gave no answer.

    ``retry_after`` is for how many seconds the server asked to be left alone.
    """

    def __init__(self, kind: Kind, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.kind, self.message, self.retry_after = kind, message, retry_after


TRANSLATED = (
    Failure,
    AddressRefused,
    WrongOrigin,
    AnswerTooLarge,
    openai.APIError,
    httpx2.HTTPError,
    TimeoutError,
    ValueError,
    RecursionError,
)
"""What a try may end in: the last two are what the SDK's reading of a broken stream raises."""


def failure_of(exc: BaseException) -> Failure:
    """What one of ``TRANSLATED`` means."""
    if isinstance(exc, Failure):
        return exc
    if isinstance(exc, AddressRefused | WrongOrigin):
        return Failure(Kind.NOT_ALLOWED, str(exc))
    if isinstance(exc, AnswerTooLarge):
        return Failure(Kind.UNREADABLE, f"the answer is too large: {exc}")
    if isinstance(exc, openai.APITimeoutError | TimeoutError | httpx2.TimeoutException):
        return Failure(Kind.TIMED_OUT, "it took too long")
    if isinstance(exc, openai.APIStatusError):
        return _status(exc)
    if isinstance(exc, openai.APIConnectionError):
        return _connection(exc.__cause__ or exc)
    if isinstance(exc, openai.APIError):
        return Failure(Kind.SERVER_ERROR, _said(exc.body) if exc.body else tidy(exc.message))
    if isinstance(exc, httpx2.HTTPError):
        return _connection(exc)
    return Failure(Kind.UNREADABLE, f"the stream is broken: {type(exc).__name__}")


def _status(exc: openai.APIStatusError) -> Failure:
    code = exc.status_code
    said = f"HTTP {code}: {_said(exc.body)}"
    if code in (401, 403):
        return Failure(Kind.KEY_REFUSED, said)
    if code in (408, 429):
        return Failure(Kind.BUSY, said, retry_after(exc.response.headers.get("retry-after")))
    if code >= 500:
        return Failure(Kind.SERVER_ERROR, said, retry_after(exc.response.headers.get("retry-after")))
    if 300 <= code < 400:
        return Failure(Kind.UNREADABLE, f"HTTP {code}: it points elsewhere, which is not followed")
    return Failure(Kind.REQUEST_REFUSED, said)


def _connection(exc: BaseException) -> Failure:
    if isinstance(exc, httpx2.ConnectError):
        return Failure(Kind.UNREACHABLE, tidy(str(exc)) or "nobody answers")
    return Failure(Kind.DISCONNECTED, tidy(str(exc)) or "the connection broke")


def failure_said(error: object) -> Failure:
    """An error that came inside the stream, after HTTP said 200."""
    code = error.get("code") if isinstance(error, Mapping) else None
    final = isinstance(code, int) and 400 <= code < 500 and code not in (408, 429)
    return Failure(Kind.REQUEST_REFUSED if final else Kind.SERVER_ERROR, _said(error))


def _said(body: object) -> str:
    """The server's own words, as far as they can be shown."""
    inner = body.get("error", body) if isinstance(body, Mapping) else body
    message = inner.get("message") if isinstance(inner, Mapping) else inner
    return (tidy(message) if isinstance(message, str) else "") or "it does not say why"


def tidy(text: str) -> str:
    """A stranger's words on one short line with nothing in it that a terminal obeys."""
    line = " ".join("".join(c if c.isprintable() else " " for c in encodable(text[: _LONGEST * 2])).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
