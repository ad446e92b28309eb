"""The last look before the socket: certificates, redirects, sizes, and answers that are not HTTP as it should be."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from overhaul.domain.errors import BadSettings
from serving.client import EndpointClient
from serving.failures import Kind
from serving.health import probe
from tests.support import simulated_behaviours as does
from tests.support.models import endpoint_of, question
from tests.support.simulated_endpoint import SimulatedEndpoint


class Authority(NamedTuple):
    """A certificate for ``localhost`` that only its own bundle vouches for."""

    bundle: Path
    context: ssl.SSLContext


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("ca")
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    more = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(cert)]
    try:
        subprocess.run([*command, *more], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("not run: there is no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return Authority(cert, context)


@pytest.fixture
def secure(authority: Authority) -> Iterator[SimulatedEndpoint]:
    with SimulatedEndpoint(tls=authority.context) as server:
        yield server


def test_an_authority_of_ones_own(secure: SimulatedEndpoint, authority: Authority) -> None:
    with EndpointClient(endpoint_of(secure, ca_bundle=authority.bundle)) as client:
        for _ in range(2):
            assert client.ask(question()).text == "ok"
    assert secure.requests[0].headers["host"] == f"localhost:{secure.port}" and secure.connections == 1


def test_a_certificate_nobody_vouches_for_gets_nothing(secure: SimulatedEndpoint, authority: Authority) -> None:
    with EndpointClient(endpoint_of(secure, attempts=1)) as client:
        call = client.call(question())
    assert call.failure is not None and call.failure.kind is Kind.UNREACHABLE and "CERTIFICATE" in call.failure.message
    # The name is checked, though a number is connected to.
    wrong = endpoint_of(secure, attempts=1, ca_bundle=authority.bundle)
    wrong = wrong.model_copy(update={"base_url": f"https://127.0.0.1:{secure.port}"})
    with EndpointClient(wrong) as client:
        call = client.call(question())
    assert call.failure is not None and "CERTIFICATE" in call.failure.message
    assert secure.requests == [] and call.meter.sent == 0


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_bundle_that_cannot_be_read(secure: SimulatedEndpoint, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_text(content)
    with EndpointClient(endpoint_of(secure, ca_bundle=tmp_path / "ca.pem")) as client, pytest.raises(BadSettings):
        client.ask(question())


def test_a_redirect_is_followed_nowhere() -> None:
    with SimulatedEndpoint() as other, SimulatedEndpoint(key="k") as server:
        for status in (301, 302, 307, 308):
            server.behaviour = does.failing(status, Location=f"{other.base_url}/v1/chat/completions")
            with EndpointClient(endpoint_of(server, key="k")) as client:
                call = client.call(question())
            assert call.failure is not None and call.failure.kind is Kind.UNREADABLE
        assert other.requests == other.others == [] and len(server.requests) == 4


async def html(exchange: does.Exchange) -> None:
    await exchange.head(200, Content_Type="text/html")
    await exchange.raw(b"<html>\n\ndata: a proxy's login page\n\n</html>")
    await exchange.end()


async def zipped(exchange: does.Exchange) -> None:
    await exchange.head(200, Content_Encoding="gzip")
    await exchange.raw(b"\x1f\x8b\x08\x00" + bytes(2_000))
    await exchange.end()


async def no_http(exchange: does.Exchange) -> None:
    exchange.writer.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")  # type: ignore[attr-defined]
    await exchange.writer.drain()  # type: ignore[attr-defined]
    exchange.reset()


async def endless_headers(exchange: does.Exchange) -> None:
    exchange.writer.write(b"HTTP/1.1 200 OK\r\n")  # type: ignore[attr-defined]
    for number in range(100_000):
        exchange.writer.write(b"X-%d: %s\r\n" % (number, b"a" * 500))  # type: ignore[attr-defined]
        await exchange.writer.drain()  # type: ignore[attr-defined]


async def huge_error(exchange: does.Exchange) -> None:
    await exchange.head(500)
    for _ in range(1_000):
        await exchange.raw(b"x" * 65_536)


STRANGE = {
    "a login page": (html, {Kind.UNREADABLE}),
    "packed, though asked not to": (zipped, {Kind.TRUNCATED, Kind.UNREADABLE}),
    "no HTTP": (no_http, {Kind.DISCONNECTED}),
    "headers without end": (endless_headers, {Kind.DISCONNECTED}),
    "an error without end": (huge_error, {Kind.UNREADABLE}),
    "no content": (does.failing(204), {Kind.TRUNCATED, Kind.DISCONNECTED}),
    "a teapot": (does.failing(418), {Kind.REQUEST_REFUSED}),
    "a status of its own": (does.failing(799), {Kind.SERVER_ERROR}),
    "informational": (does.failing(100), {Kind.DISCONNECTED, Kind.TRUNCATED, Kind.TIMED_OUT}),
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_answers_are_failures_and_no_more(name: str) -> None:
    behaviour, kinds = STRANGE[name]
    with (
        SimulatedEndpoint(behaviour=behaviour) as server,
        EndpointClient(endpoint_of(server, attempts=1, first_token_seconds=2)) as client,
    ):
        call = client.call(question())
    assert call.failure is not None and call.failure.kind in kinds
    assert call.meter.received < 1 << 20


def test_the_cap_on_bytes_holds_also_where_nothing_of_them_is_an_answer() -> None:
    ping = does.raw(*[b": ping\n" * 1_000] * 2_000)
    with (
        SimulatedEndpoint(behaviour=ping) as server,
        EndpointClient(endpoint_of(server, max_answer_bytes=100_000)) as client,
    ):
        call = client.call(question())
    assert call.failure is not None and call.failure.kind is Kind.UNREADABLE and "100,000 bytes" in call.failure.message


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"null", b'{"data": 5}', b'{"data": [5, {"id": 7}]}', b"<html>", b"\xff", b"[" * 50_000]
)
def test_a_list_of_models_that_is_none(body: bytes) -> None:
    async def other(exchange: does.Exchange) -> None:
        await exchange.head(200, Content_Type="application/json")
        await exchange.raw(body)
        await exchange.end()

    with SimulatedEndpoint(listing=other) as server:
        health = probe(endpoint_of(server, attempts=1))
    assert not health.ok and health.problem.isprintable()
