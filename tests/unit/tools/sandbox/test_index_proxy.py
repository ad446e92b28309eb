"""The proxy passes whole requests to the index and refuses everything else."""

import http.client
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from overhaul.domain.errors import NoIndex
from tests.support.packages import RunningIndex, serving
from tools.sandbox.index_access import Upstream
from tools.sandbox.index_proxy import index_proxy, proxy_folder


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def index() -> Iterator[RunningIndex]:
    with serving({"good-1.0.zip": b"content", "https-1.0.zip": b"x"}) as running:
        yield running


@pytest.fixture
def proxy(index: RunningIndex, tmp_path: Path) -> Iterator[Path]:
    port = int(index.url.split(":")[2].split("/")[0])
    upstreams = {
        "index.example": Upstream("http", "127.0.0.1", port, "me:secret"),
        "gone.example": Upstream("http", "127.0.0.1", 1, ""),
    }
    # Deeper than the name of a unix socket may be long.
    with proxy_folder(tmp_path / ("d" * 120)) as folder, index_proxy(upstreams, folder / "s", None):
        yield folder / "s"


def ask(proxy: Path, request: str) -> Answer:
    """Send raw bytes to the proxy and parse what it answers."""
    folder = os.open(proxy.parent, os.O_PATH)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(f"/proc/self/fd/{folder}/{proxy.name}")
        connection.settimeout(20)
        connection.sendall(request.encode())
        response = http.client.HTTPResponse(connection)
        response.begin()
        answer = Answer(response.status, dict(response.headers), response.read())
        response.close()
    os.close(folder)
    return answer


def test_a_file_comes_through_with_credentials_from_outside(proxy: Path, index: RunningIndex) -> None:
    answer = ask(proxy, "GET http://index.example/files/good-1.0.zip HTTP/1.1\r\nHost: other\r\n\r\n")
    assert (answer.status, answer.body) == (200, b"content")
    assert index.requests == [("/files/good-1.0.zip", "Basic bWU6c2VjcmV0")]


def test_credentials_and_cookies_from_inside_do_not_pass(proxy: Path, index: RunningIndex) -> None:
    ask(proxy, "GET http://index.example/simple/good/ HTTP/1.1\r\nAuthorization: Basic eA==\r\nCookie: a\r\n\r\n")
    assert index.requests == [("/simple/good/", "Basic bWU6c2VjcmV0")]


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET http://other.example/ HTTP/1.1", 403),
        ("GET http://index.example:22/ HTTP/1.1", 403),
        ("GET http://index.example@other.example/ HTTP/1.1", 403),
        ("GET https://index.example/ HTTP/1.1", 403),
        ("GET /simple/ HTTP/1.1", 403),
        ("CONNECT index.example:443 HTTP/1.1", 403),
        ("CONNECT other.example:443 HTTP/1.1", 403),
        ("POST http://index.example/ HTTP/1.1", 501),
        ("PUT http://index.example/ HTTP/1.1", 501),
        ("GET http://gone.example/ HTTP/1.1", 502),
    ],
)
def test_everything_else_is_refused(proxy: Path, index: RunningIndex, request_line: str, status: int) -> None:
    assert ask(proxy, f"{request_line}\r\nHost: index.example\r\n\r\n").status == status
    assert index.requests == []


def test_a_second_request_on_one_connection_does_not_pass(proxy: Path, index: RunningIndex) -> None:
    one = "GET http://index.example/simple/good/ HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n"
    ask(proxy, one + one.replace("good", "second"))
    assert [path for path, _ in index.requests] == ["/simple/good/"]


def test_a_ca_bundle_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match=r"nothing\.pem"), index_proxy({}, tmp_path / "s", str(tmp_path / "nothing.pem")):
        pass
