"""One OpenAI-compatible endpoint: questions from many threads, streamed answers, retries, a breaker."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx2
from openai import AsyncOpenAI, AsyncStream

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.models import Finish, ModelReply, ModelRequest
from overhaul.domain.tokens import estimate, estimate_messages
from serving.addresses import AddressRule, Resolver
from serving.backoff import pause
from serving.breaker import Breaker
from serving.calls import Call, error_of
from serving.chat import Message, chat
from serving.failures import ILL, RETRIED, TRANSLATED, Failure, Kind, failure_of, tidy
from serving.loop import LoopThread
from serving.stream import Collected, collect, usage_of
from serving.structured import body_fields, unwrapped
from serving.transport import METER, Meter, opened

Sleep = Callable[[float], Awaitable[None]]


class EndpointClient:
    """Asks one endpoint. Safe to use from many threads; at most ``endpoint.parallel`` calls are in flight.

    Args:
        loop: shared with other clients; one of its own where none is given.
        rule: where connections may lead.
        clock: seconds that only grow. sleep: how retries wait. jitter: a number from 0 to 1.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        loop: LoopThread | None = None,
        *,
        rule: AddressRule | None = None,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.endpoint = endpoint
        self.breaker = breaker or Breaker()
        self._loop, self._own_loop = loop or LoopThread(), loop is None
        self._resolver = Resolver(rule or AddressRule())
        self._clock, self._sleep, self._jitter = clock, sleep, jitter
        self._sdk: AsyncOpenAI | None = None
        self._free = asyncio.Semaphore(endpoint.parallel)
        self.model = endpoint.model
        """The name of the model asked; empty until the server was asked for it, where none is set."""

    def ask(self, request: ModelRequest) -> ModelReply:
        """The answer to ``request``.

        Raises:
            ModelUnavailable: none came, after retries.
            ModelRefused: the server will not answer this.
            JobCancelled: the client was closed meanwhile.
        """
        return self.call(request).answer(self.endpoint.name)

    def call(self, request: ModelRequest) -> Call:
        """The same, with what it took; failures are returned.

        Raises:
            JobCancelled: the client was closed meanwhile.
        """
        return self._loop.run(self._call(request))

    def models(self, seconds: float = 5.0) -> tuple[str, ...]:
        """The names the server serves: the base model first, where it is a vLLM.

        Raises:
            ModelUnavailable: it does not say.
        """
        return self._loop.run(self._models(seconds))

    def close(self) -> None:
        """Cancel what is in flight and close the connections."""
        sdk, self._sdk = self._sdk, None
        if self._own_loop:
            self._loop.cancel_all()
        if sdk is not None:
            self._loop.run(sdk.close())
        if self._own_loop:
            self._loop.close()

    def __enter__(self) -> "EndpointClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def _call(self, request: ModelRequest) -> Call:
        started, meter = self._clock(), Meter()
        METER.set(meter)
        progress = _Tries()
        reply: ModelReply | None = None
        failure: Failure | None = None
        try:
            async with asyncio.timeout(request.deadline_seconds), self._free:
                reply = await self._with_retries(request, progress)
        except TimeoutError:
            last = f" (last: {progress.last.message})" if progress.last else ""
            failure = Failure(Kind.DEADLINE, f"no answer within {request.deadline_seconds:g} seconds{last}")
        except Failure as exc:
            failure = exc
        seconds = self._clock() - started
        if reply is not None:
            reply = reply.model_copy(update={"seconds": seconds})
        return Call(reply, failure, progress.count, meter, seconds)

    async def _models(self, seconds: float) -> tuple[str, ...]:
        try:
            return await self._listed(seconds)
        except TRANSLATED as exc:
            raise error_of(self.endpoint.name, failure_of(exc)) from exc

    async def _listed(self, seconds: float) -> tuple[str, ...]:
        async with asyncio.timeout(seconds):
            response = await self._client().get("/models", cast_to=httpx2.Response)
        listing = json.loads(response.content)
        data = listing.get("data") if isinstance(listing, dict) else None
        if not isinstance(data, list):
            raise Failure(Kind.UNREADABLE, "its list of models is none")
        names = [model.get("id") for model in data if isinstance(model, dict)]
        return tuple(tidy(name) for name in names if isinstance(name, str) and name)

    async def _model(self) -> str:
        """The model to ask: the one set, or the first the server names."""
        if not self.model:
            names = await self._listed(self.endpoint.connect_seconds)
            if not names:
                raise Failure(Kind.REQUEST_REFUSED, "the server names no model")
            self.model = names[0]
        return self.model

    async def _with_retries(self, request: ModelRequest, progress: "_Tries") -> ModelReply:
        ends, rounds = self._clock() + request.deadline_seconds, 0
        while True:
            admitted = self.breaker.admit()
            failure = self._left_alone(progress) if not admitted else None
            if admitted:
                progress.count += 1
                try:
                    reply = await self._try(request)
                except TRANSLATED as exc:
                    progress.last = failure = failure_of(exc)
                    self._tell_breaker(failure)
                except BaseException:
                    self.breaker.abandoned()
                    raise
                else:
                    self.breaker.succeeded()
                    return reply
            assert failure is not None
            rounds += 1
            wait = pause(rounds, failure.retry_after, self._jitter)
            late = self._clock() + wait >= ends
            if failure.kind not in RETRIED or rounds >= self.endpoint.attempts or late or not progress.count:
                raise failure
            await self._sleep(wait)

    def _left_alone(self, progress: "_Tries") -> Failure:
        """What a call is told that the breaker does not let through.

        One that has not tried yet goes elsewhere at once; one of many that a short outage hit waits until the
        breaker lets somebody try.
        """
        said = f", last: {progress.last.message}" if progress.last else ""
        wait = self.breaker.wait
        return Failure(Kind.CIRCUIT_OPEN, f"left alone for {wait:.0f} seconds{said}", retry_after=wait)

    def _tell_breaker(self, failure: Failure) -> None:
        if failure.kind in ILL:
            self.breaker.failed()
        else:
            self.breaker.succeeded()  # it answers, if not as wished

    async def _try(self, request: ModelRequest) -> ModelReply:
        endpoint, loop = self.endpoint, asyncio.get_running_loop()
        messages = chat(request, endpoint)
        body = self._body(request, messages, await self._model())
        began = loop.time() + endpoint.first_token_seconds
        async with asyncio.timeout_at(began):
            # The response as it is: the SDK makes a tree of objects of every token, for ten times the price.
            response = await self._client().post(
                "/chat/completions", body=body, cast_to=httpx2.Response, stream=True, stream_cls=AsyncStream[object]
            )
        assert isinstance(response, httpx2.Response)
        try:
            first, between = max(0.0, began - loop.time()), endpoint.next_token_seconds
            came = await collect(response.aiter_raw(), request.max_tokens, first, between)
        finally:
            await response.aclose()
        return self._reply(request, messages, came, came.end())

    def _body(self, request: ModelRequest, messages: list[Message], model: str) -> dict[str, object]:
        return {
            "model": model,
            "messages": messages,
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
            **body_fields(self.endpoint.structured, request.answer_schema),
            **self.endpoint.extra,
        }

    def _reply(self, request: ModelRequest, messages: list[Message], came: Collected, finish: Finish) -> ModelReply:
        text, texts = came.text, [message["content"] for message in messages]
        usage = usage_of(
            came.usage,
            lambda: (estimate_messages(texts), estimate(text)),
            most_prompt=sum(len(part.encode()) for part in texts) + 64 * len(texts) + 1024,
            most_answer=request.max_tokens + 64,
            empty=not text,
        )
        return ModelReply(
            text=unwrapped(text, request.answer_schema),
            finish=finish,
            endpoint=self.endpoint.name,
            model=self.model,
            adapter=self.endpoint.adapter,
            residency=self.endpoint.residency,
            currency=self.endpoint.currency,
            usage=usage,
        )

    def _client(self) -> AsyncOpenAI:
        """The SDK, told by the settings and by nothing in the environment."""
        if self._sdk is None:
            endpoint = self.endpoint
            key = endpoint.key.get_secret_value() if endpoint.key else ""
            http = opened(endpoint, self._resolver, write_seconds=30.0)
            self._sdk = AsyncOpenAI(
                api_key=key or "none",
                base_url=endpoint.api_url,
                organization="",
                project="",
                admin_api_key="",
                webhook_secret="",
                max_retries=0,
                timeout=http.timeout,
                http_client=http,
            )
        return self._sdk


@dataclass
class _Tries:
    """How far the tries of one call got; read when a deadline ends them."""

    count: int = 0
    last: Failure | None = None
