"""What goes over the wire to an endpoint, and how much may come back: the last look before the socket."""

import ssl
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass

import httpx2

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.errors import BadSettings
from serving.addresses import Resolver

_SENT = frozenset({"accept", "content-type", "content-length"})
"""The headers a server needs. All others, among them what the SDK tells about this machine, stay here."""
_ERROR_BYTES = 64 << 10


class AnswerTooLarge(Exception):
    """The server sent more than any honest answer has."""


class WrongOrigin(Exception):
    """A request was about to go to another server than the one configured."""


@dataclass
class Meter:
    """What one call put on the wire and where it went, all tries together."""

    sent: int = 0
    received: int = 0
    address: str = ""


METER: ContextVar[Meter | None] = ContextVar("overhaul_meter", default=None)
"""The meter of the call that the running task makes."""


class GuardedTransport(httpx2.AsyncBaseTransport):
    """One server's connections: no proxy, no redirect, no compression, no header that is not needed."""

    def __init__(self, endpoint: Endpoint, resolver: Resolver) -> None:
        self._origin = httpx2.URL(endpoint.api_url)
        self._most = endpoint.max_answer_bytes
        self._with_key = endpoint.key is not None
        self._resolver = resolver
        limits = httpx2.Limits(max_connections=endpoint.parallel + 4, max_keepalive_connections=endpoint.parallel)
        self._inner = httpx2.AsyncHTTPTransport(
            verify=_trust(endpoint), trust_env=False, limits=limits, proxy=None, retries=0
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send ``request`` to an address its host may have.

        Raises:
            AnswerTooLarge: while the answer is read.
            WrongOrigin, AddressRefused: before anything is sent.
            httpx2.TransportError: nobody answered.
        """
        meter = METER.get() or Meter()
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            addresses = await self._resolver.addresses(self._checked(request.url).host, port)
        except OSError as exc:
            raise httpx2.ConnectError(f"{request.url.host} is not known: {exc}", request=request) from exc
        body = await request.aread()
        first: httpx2.ConnectError | None = None
        for address in addresses:
            meter.address = address
            meter.sent += len(body)  # what breaks off later may have been read
            try:
                response = await self._inner.handle_async_request(self._addressed(request, body, address))
            except httpx2.ConnectError as exc:
                meter.sent -= len(body)
                first = first or exc
                continue
            return self._limited(response, meter)
        raise first or httpx2.ConnectError(f"{request.url.host} has no address", request=request)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()

    def _checked(self, url: httpx2.URL) -> httpx2.URL:
        if (url.scheme, url.host, url.port) != (self._origin.scheme, self._origin.host, self._origin.port):
            raise WrongOrigin(f"{url.host} is not {self._origin.host}")
        return url

    def _addressed(self, request: httpx2.Request, body: bytes, address: str) -> httpx2.Request:
        """The same request to a number: what was checked is what is connected to."""
        headers = {name: value for name, value in request.headers.items() if name.lower() in _SENT}
        headers |= {"host": request.headers["host"], "accept-encoding": "identity", "user-agent": "overhaul"}
        if self._with_key:  # else the SDK makes one up
            headers["authorization"] = request.headers["authorization"]
        extensions = {**request.extensions}
        if request.url.scheme == "https":
            extensions["sni_hostname"] = request.url.host
        url = request.url.copy_with(host=address)
        return httpx2.Request(request.method, url, headers=headers, content=body, extensions=extensions)

    def _limited(self, response: httpx2.Response, meter: Meter) -> httpx2.Response:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            # It was asked not to. Unpacking could make terabytes of little.
            response.headers["content-encoding"] = "identity"
        most = self._most if response.is_success else _ERROR_BYTES
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Counted(response.stream, most, meter),
            extensions=response.extensions,
        )


def opened(endpoint: Endpoint, resolver: Resolver, write_seconds: float | None = None) -> httpx2.AsyncClient:
    """A client that reaches ``endpoint`` and nothing else, told by its settings and by nothing in the environment.

    How long an answer may take is up to whoever asks.
    """
    return httpx2.AsyncClient(
        transport=GuardedTransport(endpoint, resolver),
        trust_env=False,
        follow_redirects=False,
        timeout=httpx2.Timeout(None, connect=endpoint.connect_seconds, write=write_seconds),
    )


class _Counted(httpx2.AsyncByteStream):
    """A body that ends in an error where it gets too long."""

    def __init__(self, inner: httpx2.AsyncByteStream, most: int, meter: Meter) -> None:
        self._inner, self._most, self._meter = inner, most, meter

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for chunk in self._inner:
            read += len(chunk)
            self._meter.received += len(chunk)
            if read > self._most:
                raise AnswerTooLarge(f"more than {self._most:,} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


def _trust(endpoint: Endpoint) -> ssl.SSLContext:
    """Whose certificates are believed.

    Raises:
        BadSettings: the bundle cannot be read.
    """
    if not endpoint.base_url.lower().startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not used; filling one with authorities takes 20 ms
    try:
        return ssl.create_default_context(cafile=None if endpoint.ca_bundle is None else str(endpoint.ca_bundle))
    except (OSError, ssl.SSLError) as exc:
        raise BadSettings(
            f"endpoint {endpoint.name}: the certificates in {endpoint.ca_bundle} cannot be read: {exc}",
            hint="ca_bundle is a PEM file",
        ) from exc
