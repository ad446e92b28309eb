"""A small OpenAI-compatible model server on loopback: real sockets, scripted behaviours, everything recorded.

    with SimulatedEndpoint(answer=lambda messages, schema, seed: '{"edits": []}') as server:
        …  server.base_url …
    server.requests, server.most_at_once

By default it answers right, with what ``answer`` says. What ``next`` was given is used up first, a behaviour a
request; then ``behaviour`` holds, or what ``choose`` picks by looking at the request.
"""

import asyncio
import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.simulated_behaviours import Behaviour, right

Answer = Callable[[list[dict[str, str]], dict[str, Any] | None, int], str]


@dataclass(frozen=True)
class Recorded:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: dict[str, Any]
    raw: bytes

    @property
    def messages(self) -> list[dict[str, str]]:
        """The chat."""
        found: list[dict[str, str]] = self.body.get("messages", [])
        return found

    @property
    def text(self) -> str:
        """All that was said to the model."""
        return "\n".join(str(message.get("content")) for message in self.messages)

    @property
    def schema(self) -> dict[str, Any] | None:
        """The JSON schema asked for, in whichever way."""
        form = self.body.get("response_format") or {}
        found: dict[str, Any] | None = form.get("json_schema", {}).get("schema")
        return found or self.body.get("structured_outputs", {}).get("json")


def nothing(messages: list[dict[str, str]], schema: dict[str, Any] | None, seed: int) -> str:
    """An answer that says nothing: an empty object where one is asked for."""
    return "{}" if schema else "ok"


@dataclass
class SimulatedEndpoint:
    """The server, running inside ``with``. All its fields may be changed while it runs."""

    answer: Answer = nothing
    behaviour: Behaviour = field(default_factory=right)
    choose: Callable[[Recorded], Behaviour] | None = None
    models: tuple[str, ...] = ("tiny",)
    listing: Behaviour | None = None
    """What to do where the models are asked for; None: name them."""
    key: str | None = None
    """Where set, requests without it are answered 401."""
    requests: list[Recorded] = field(default_factory=list)
    """Chat completions asked for."""
    others: list[Recorded] = field(default_factory=list)
    """Everything else that was asked."""
    at_once: int = 0
    most_at_once: int = 0
    connections: int = 0
    cut_short: int = 0
    """Answers whose reader went away before they were whole."""
    port: int = 0
    tls: ssl.SSLContext | None = None
    """Where set, the server speaks https with this certificate."""

    def __post_init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._script: Iterator[Behaviour] = iter(())
        self._tasks: set[asyncio.Task[None]] = set()
        self._lock = threading.Lock()

    @property
    def base_url(self) -> str:
        """``http://127.0.0.1:PORT``, or ``https://localhost:PORT``, which is the name in certificates."""
        return f"https://localhost:{self.port}" if self.tls else f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "SimulatedEndpoint":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; on the same port as before, where it was stopped in between."""
        self._script = iter(())
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), name="simulated-endpoint", daemon=True)
        self._thread.start()
        ready.wait()

    def stop(self) -> None:
        """Die: connections break, the port is closed."""
        loop, thread = self._loop, self._thread
        self._loop = self._thread = None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    def next(self, *behaviours: Behaviour) -> None:
        """What to do with the requests to come, one each, before going on as usual."""
        self._script = iter(behaviours)

    def _serve(self, ready: threading.Event) -> None:
        loop = self._loop = asyncio.new_event_loop()
        listening = socket.create_server(("127.0.0.1", self.port), backlog=512)
        self.port = listening.getsockname()[1]
        server = loop.run_until_complete(
            asyncio.start_server(self._connected, sock=listening, limit=1 << 26, ssl=self.tls)
        )
        loop.call_soon(ready.set)
        loop.run_forever()
        server.close()
        loop.run_until_complete(self._break_off())
        loop.close()

    async def _break_off(self) -> None:
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            while (request := await _read(reader)) is not None and await self._handle(request, reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _handle(self, request: Recorded, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection goes on."""
        exchange = _Open(request.body, writer)
        if request.path != "/v1/chat/completions":
            self.others.append(request)
            await self._other(request, exchange)
            return True
        with self._lock:
            self.requests.append(request)
            behaviour = next(self._script, None) or (self.choose(request) if self.choose else self.behaviour)
        if self.key is not None and request.headers.get("authorization") != f"Bearer {self.key}":
            await exchange.json(401, {"error": {"message": "no such key", "code": 401}})
            return True
        exchange.answer_text = self.answer(request.messages, request.schema, int(request.body.get("seed") or 0))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._until_gone(behaviour, exchange, reader)
        finally:
            self.at_once -= 1

    async def _until_gone(self, behaviour: Behaviour, exchange: "_Open", reader: asyncio.StreamReader) -> bool:
        """Behave until done, or until nobody listens any more."""
        work = asyncio.ensure_future(behaviour(exchange))
        gone = asyncio.ensure_future(reader.read(1))  # clients wait for the answer before they ask again
        try:
            await asyncio.wait([work, gone], return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                self.cut_short += 1
                return False
            await work
            return not exchange.broken and not gone.done()
        except ConnectionError:
            self.cut_short += 1
            return False
        finally:
            for task in (work, gone):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                    await task

    async def _other(self, request: Recorded, exchange: "_Open") -> None:
        if request.path == "/v1/models" and self.listing is not None:
            await self.listing(exchange)
        elif request.path == "/v1/models":
            listing = [{"id": name, "object": "model", "created": 1, "owned_by": "us"} for name in self.models]
            await exchange.json(200, {"object": "list", "data": listing})
        elif request.path == "/health":
            await exchange.json(200, {})
        else:
            await exchange.json(404, {"error": {"message": f"no {request.path} here", "code": 404}})


@dataclass
class _Open:
    """The exchange of ``simulated_behaviours``, over HTTP/1.1."""

    body: dict[str, Any]
    writer: asyncio.StreamWriter
    answer_text: str = ""
    broken: bool = False

    async def head(self, status: int = 200, **headers: str) -> None:
        fields = {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked", **headers}
        await self._send(_head(status, fields))

    async def raw(self, data: bytes) -> None:
        await self._send(b"%x\r\n%b\r\n" % (len(data), data))

    async def end(self) -> None:
        await self._send(b"0\r\n\r\n")

    async def json(self, status: int, value: object, **headers: str) -> None:
        data = json.dumps(value).encode()
        fields = {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}
        await self._send(_head(status, fields) + data)

    def reset(self) -> None:
        self.broken = True
        plain: socket.socket = self.writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def _send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()


def _head(status: int, fields: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Simulated", *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _read(reader: asyncio.StreamReader) -> Recorded | None:
    """The next request on a connection; None where it was closed."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    return Recorded(method, path, headers, json.loads(raw) if raw else {}, raw)
