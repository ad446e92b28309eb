"""The one way out of an installation: a proxy on a unix socket that asks the package index only.

TLS ends here, on the host: inside, everything is plain HTTP to this proxy. So interpreters without
a usable ssl module can install, the index's credentials and certificates stay outside, and only
whole GET and HEAD requests to the index's own hosts pass; there is no tunnel to misuse.
"""

import base64
import http.client
import os
import shutil
import ssl
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import Any, Final
from urllib.parse import urlsplit

from overhaul.domain.errors import NoIndex
from tools.sandbox.index_access import Upstream

_CONNECT_SECONDS: Final = 15
_IDLE_SECONDS: Final = 60
_CONNECTIONS: Final = 64
_PROBLEMS_KEPT: Final = 5
_PAGE_LIMIT: Final = 128 << 20
_PASSED_ON: Final = ("Accept", "User-Agent", "Range", "If-None-Match", "If-Modified-Since")
_PASSED_BACK: Final = (
    *("Content-Type", "Content-Length", "Content-Range", "Accept-Ranges", "ETag", "Last-Modified"),
    "Cache-Control",
)
_PAGES: Final = ("text/html", "application/vnd.pypi.simple", "application/json")


@contextmanager
def proxy_folder(scratch: Path) -> Iterator[Path]:
    """A folder for a proxy's socket that anyone may enter; its parents need not be open to anyone."""
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=f"proxy-{os.getpid()}-", dir=scratch))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def index_proxy(upstreams: Mapping[str, Upstream], socket: Path, ca_bundle: str | None) -> Iterator[list[str]]:
    """Serve on ``socket``, which any user may connect to, as long as the context is open.

    Yields the list of what went wrong with the index, which grows as it happens: pip says little.

    Raises:
        NoIndex: the CA bundle cannot be read.
    """
    try:
        context = ssl.create_default_context(cafile=ca_bundle)
    except OSError as exc:
        raise NoIndex(f"the CA bundle {ca_bundle} cannot be read: {exc}", hint="check the [index] settings") from exc
    folder = os.open(socket.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # By way of the descriptor: the name of a unix socket has room for 107 bytes only.
        server = _Server(f"/proc/self/fd/{folder}/{socket.name}", dict(upstreams), context)
    finally:
        os.close(folder)
    socket.chmod(0o666)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.problems
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: str, upstreams: dict[str, Upstream], context: ssl.SSLContext) -> None:
        self.upstreams = upstreams
        self.context = context
        self.problems: list[str] = []
        self._room = threading.Semaphore(_CONNECTIONS)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        # Accepting waits while there are too many: what runs inside cannot exhaust the host's threads.
        self._room.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is no news; the index's errors are answered as 502."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _IDLE_SECONDS
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what a sandbox asks for is not for the host's terminal."""

    def do_GET(self) -> None:
        """Ask the index and pass its answer back."""
        self._forward()

    def do_HEAD(self) -> None:
        """As ``do_GET``, without the body."""
        self._forward()

    def do_CONNECT(self) -> None:
        """Refuse: a tunnel's content could not be checked."""
        self._answer(403, "no tunnels: only the package index can be reached from here")

    def _forward(self) -> None:
        self.close_connection = True
        target = urlsplit(self.path)
        upstream = self.server.upstreams.get(target.netloc.lower())
        if target.scheme != "http" or upstream is None:
            self._answer(403, "only the package index can be reached from here")
            return
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        connection = self._connection(upstream)
        try:
            try:
                connection.request(self.command, path, headers=self._headers(upstream))
                response = connection.getresponse()
            except (OSError, http.client.HTTPException) as exc:
                problem = f"the package index {upstream.host} cannot be reached: {exc}"
                if problem not in self.server.problems and len(self.server.problems) < _PROBLEMS_KEPT:
                    self.server.problems.append(problem)
                self._answer(502, problem)
                return
            self._pass_back(response)
        finally:
            connection.close()

    def _connection(self, upstream: Upstream) -> http.client.HTTPConnection:
        if upstream.scheme == "https":
            return http.client.HTTPSConnection(
                upstream.host, upstream.port, timeout=_CONNECT_SECONDS, context=self.server.context
            )
        return http.client.HTTPConnection(upstream.host, upstream.port, timeout=_CONNECT_SECONDS)

    def _headers(self, upstream: Upstream) -> dict[str, str]:
        headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
        headers["Accept-Encoding"] = "identity"
        if upstream.credentials:
            encoded = base64.b64encode(upstream.credentials.encode()).decode()
            headers["Authorization"] = f"Basic {encoded}"
        return headers

    def _pass_back(self, response: http.client.HTTPResponse) -> None:
        headers = {name: response.headers[name] for name in _PASSED_BACK if name in response.headers}
        location = response.headers.get("Location")
        if location is not None:
            headers["Location"] = self._plain(location.encode("latin-1")).decode("latin-1")
        kind = response.headers.get("Content-Type", "")
        page = None
        if self.command == "GET" and kind.startswith(_PAGES):
            page = self._plain(response.read(_PAGE_LIMIT))
            headers["Content-Length"] = str(len(page))
        self.send_response(response.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        if page is not None:
            self.wfile.write(page)
        elif self.command == "GET":
            while chunk := response.read(1 << 16):
                self.wfile.write(chunk)

    def _plain(self, content: bytes) -> bytes:
        """Links to the index's own hosts, made into links that lead through here."""
        for name, upstream in self.server.upstreams.items():
            if upstream.scheme == "https":
                content = content.replace(f"https://{name}/".encode(), f"http://{name}/".encode())
        return content

    def _answer(self, status: int, text: str) -> None:
        self.close_connection = True
        body = f"{text}\n".encode()
        self.send_response(status, text[:200].encode("ascii", "replace").decode().replace("\n", " "))
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
