"""A package index on the host's loopback, with distributions made on the spot."""

import base64
import hashlib
import io
import tarfile
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class RunningIndex(NamedTuple):
    """An index that answers, and what it was asked."""

    url: str
    requests: list[tuple[str, str | None]]
    """(path, Authorization header)."""


def wheel(name: str, version: str, files: Mapping[str, str]) -> tuple[str, bytes]:
    """A pure wheel: its file name and content."""
    info = f"{name}-{version}.dist-info"
    contents = {path: text.encode() for path, text in files.items()}
    contents[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    contents[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py2-none-any\nTag: py3-none-any\n"
    )
    rows = [f"{path},sha256={_urlsafe(data)},{len(data)}" for path, data in contents.items()]
    contents[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in contents.items():
            archive.writestr(path, data)
    return f"{name}-{version}-py2.py3-none-any.whl", buffer.getvalue()


def sdist(name: str, version: str, backend: str) -> tuple[str, bytes]:
    """A source distribution that is built by the given code, which needs nothing to be fetched."""
    project = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    files = {
        "pyproject.toml": project,
        "backend.py": backend,
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path, text in files.items():
            data = text.encode()
            member = tarfile.TarInfo(f"{name}-{version}/{path}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return f"{name}-{version}.tar.gz", buffer.getvalue()


@contextmanager
def serving(files: Mapping[str, bytes]) -> Iterator[RunningIndex]:
    """Serve distributions, by file name, as a simple index at ``url``."""
    requests: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append((self.path, self.headers.get("Authorization")))
            body = _answer(files, self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "application/octet-stream")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield RunningIndex(f"http://127.0.0.1:{server.server_port}/simple", requests)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(files: Mapping[str, bytes], path: str) -> bytes | None:
    if path.startswith("/files/"):
        return files.get(path.removeprefix("/files/"))
    name = path.removeprefix("/simple/").rstrip("/")
    found = [file for file in files if file.startswith(f"{name}-")]
    return "".join(f'<a href="../../files/{file}">{file}</a>\n' for file in found).encode() if found else None


def _urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
