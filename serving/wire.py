"""Plain questions to one endpoint, beside the chat a job has: listings, metrics, adapters, raw streams."""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx2

from overhaul.domain.endpoints import Endpoint
from serving.addresses import AddressRefused, AddressRule, Resolver
from serving.events import Events
from serving.failures import Failure, Kind, failure_of, tidy
from serving.loop import LoopThread
from serving.transport import AnswerTooLarge, WrongOrigin, opened

T = TypeVar("T")
_BROKEN = (httpx2.HTTPError, TimeoutError, AddressRefused, WrongOrigin, AnswerTooLarge)


@dataclass(frozen=True)
class Said:
    """An answer: its status and its body, read as JSON where it is any."""

    status: int
    text: str
    value: Any = None

    @property
    def problem(self) -> str:
        """The server's own words about an error, on one line; safe to show."""
        words = self.value.get("error", self.value) if isinstance(self.value, dict) else self.text
        words = words.get("message", "") if isinstance(words, dict) else words
        return tidy(f"HTTP {self.status}: {words or self.text}")


@dataclass
class Streamed:
    """What came of a stream: its pieces, and how many of them were read."""

    status: int
    pieces: list[dict[str, Any]] = field(default_factory=list)
    ended: bool = False
    """It said so itself; False where it was left before its end."""
    problem: str = ""


class Wire:
    """One endpoint, asked directly. To be closed; safe to use from many threads.

    Every method raises ``Failure`` where no answer comes; an error that the server tells is an answer.
    """

    def __init__(self, endpoint: Endpoint, loop: LoopThread | None = None, *, rule: AddressRule | None = None) -> None:
        self._endpoint = endpoint
        self._loop, self._own_loop = loop or LoopThread("wire"), loop is None
        self._rule = rule or AddressRule()
        self._resolver = Resolver(self._rule)
        self._http: httpx2.AsyncClient | None = None

    @property
    def root(self) -> str:
        """The server's root, where ``/health`` and ``/metrics`` are."""
        return self._endpoint.api_url.removesuffix("/v1")

    @property
    def api(self) -> str:
        """The root of its API."""
        return self._endpoint.api_url

    def keyless(self) -> "Wire":
        """The same endpoint, bound by the same rule, asked without its key. To be closed on its own."""
        return Wire(self._endpoint.model_copy(update={"key": None}), rule=self._rule)

    def get(self, url: str, seconds: float = 10) -> Said:
        """Ask for ``url``."""
        return self._run(self._ask("GET", url, None), seconds)

    def post(self, url: str, body: object, seconds: float = 60) -> Said:
        """Send ``body`` as JSON."""
        return self._run(self._ask("POST", url, body), seconds)

    def stream(self, url: str, body: object, *, most: int | None = None, seconds: float = 60) -> Streamed:
        """Send ``body`` and read the pieces that come; after ``most`` of them hang up."""
        return self._run(self._read(url, body, most), seconds)

    def close(self) -> None:
        """Close the connections."""
        http, self._http = self._http, None
        if http is not None:
            self._loop.run(http.aclose())
        if self._own_loop:
            self._loop.close()

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
        async def limited() -> T:
            try:
                async with asyncio.timeout(seconds):
                    return await coroutine
            except TimeoutError as exc:
                raise Failure(Kind.TIMED_OUT, f"no answer within {seconds:g} seconds") from exc
            except _BROKEN as exc:
                raise failure_of(exc) from exc

        return self._loop.run(limited())

    async def _ask(self, method: str, url: str, body: object) -> Said:
        response = await self._client().request(method, url, json=body, headers=self._headers())
        return Said(response.status_code, response.text, _value(response.text))

    async def _read(self, url: str, body: object, most: int | None) -> Streamed:
        async with self._client().stream("POST", url, json=body, headers=self._headers()) as response:
            found = Streamed(response.status_code)
            if not response.is_success:
                text = (await response.aread()).decode(errors="replace")
                found.problem = Said(response.status_code, text, _value(text)).problem
                return found
            events = Events()
            async for chunk in response.aiter_raw():
                found.pieces += [piece for payload in events.feed(chunk) if isinstance(piece := _value(payload), dict)]
                if events.done or (most is not None and len(found.pieces) >= most):
                    break
            found.ended = events.done
        return found

    def _headers(self) -> dict[str, str]:
        key = self._endpoint.key
        return {"authorization": f"Bearer {key.get_secret_value()}"} if key else {}

    def _client(self) -> httpx2.AsyncClient:
        if self._http is None:
            self._http = opened(self._endpoint, self._resolver)
        return self._http


def _value(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
