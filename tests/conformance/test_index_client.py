"""The IndexClient port: one suite over every kind of index that a client may be pointed at."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from overhaul.domain.ports.survey import IndexClient
from overhaul.domain.sandbox import PackageIndex
from overhaul.domain.survey import Dependency
from tools.survey.index_client import SimpleIndexClient

PROJECTS = {
    "modern": [("modern-2.0-py3-none-any.whl", ""), ("modern-1.0.tar.gz", "")],
    "old-thing": [("old_thing-1.0-py2-none-any.whl", ""), ("old-thing-0.9.tar.gz", "<3")],
    "both": [("both-1.0-py2.py3-none-any.whl", "")],
    "silent": [("silent-1.0.tar.gz", "")],
}
CLASSIFIED = {"silent": ["Programming Language :: Python :: 3.3"]}


class Handler(BaseHTTPRequestHandler):
    """Serves PROJECTS: JSON below /json/simple, HTML below /html/simple; /broken/simple answers 500."""

    def do_GET(self) -> None:
        parts = self.path.strip("/").split("/")
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.server.logins.append(self.headers.get("Authorization"))  # type: ignore[attr-defined]
        kind, name = parts[0], parts[2] if len(parts) > 2 else ""
        if kind == "broken":
            self._answer(500, "text/html", b"")
        elif parts[1] == "pypi" and kind == "json" and name in PROJECTS:
            info = {"version": "1.0", "classifiers": CLASSIFIED.get(name, [])}
            self._answer(200, "application/json", json.dumps({"info": info}).encode())
        elif parts[1] == "pypi" or name not in PROJECTS:
            self._answer(404, "text/html", b"")
        elif kind == "nonsense":
            self._answer(200, "application/vnd.pypi.simple.v1+json", b"[1, 2")
        elif kind == "json":
            files = [{"filename": n, "requires-python": r or None, "url": n} for n, r in PROJECTS[name]]
            page = json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": files})
            self._answer(200, "application/vnd.pypi.simple.v1+json", page.encode())
        else:
            self._answer(200, "text/html", html(name).encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def html(name: str) -> str:
    rows = (
        f'<a href="../files/{n}#sha256=0" data-requires-python="{r.replace("<", "&lt;")}">{n}</a>'
        for n, r in PROJECTS[name]
    )
    return f"<!DOCTYPE html><html><body>{''.join(rows)}</body></html>"


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.asked = []  # type: ignore[attr-defined]
        server.logins = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def at(server: ThreadingHTTPServer, kind: str, login: str = "") -> str:
    return f"http://{login}127.0.0.1:{server.server_port}/{kind}/simple"


@pytest.fixture(params=["json", "html", "extra", "file", "file-html"])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> IndexClient:
    if request.param.startswith("file"):
        for name, files in PROJECTS.items():
            (tmp_path / name).mkdir()
            if request.param == "file-html":
                (tmp_path / name / "index.html").write_text(html(name))
            for filename, _ in files if request.param == "file" else ():
                (tmp_path / name / filename).write_bytes(b"")
        return SimpleIndexClient(PackageIndex(url=tmp_path.as_uri()))
    server = request.getfixturevalue("server")
    if request.param == "extra":
        return SimpleIndexClient(PackageIndex(url=(tmp_path / "none").as_uri(), extra_urls=(at(server, "json"),)))
    return SimpleIndexClient(PackageIndex(url=at(server, request.param) + "/"))


def needs(*names: str) -> list[Dependency]:
    return [Dependency(name=name, requirement=name, source="setup.py") for name in names]


def test_releases(client: IndexClient) -> None:
    found, reached = client.latest_supporting(needs("modern", "Old_Thing", "both", "nowhere"), "python3.12")
    assert reached
    assert [(item.name, item.python3_release, item.checked) for item in found] == [
        ("modern", "2.0", True),
        ("Old_Thing", None, True),
        ("both", "1.0", True),
        ("nowhere", None, True),
    ]


def test_the_order_and_the_rest_stay(client: IndexClient) -> None:
    given = needs("both", "modern", "both")
    found, _ = client.latest_supporting(given, "python3.12")
    assert [item.model_copy(update={"python3_release": None, "checked": False}) for item in found] == given


def test_modules_of_no_known_distribution_are_not_asked_for(client: IndexClient) -> None:
    module = Dependency(name="secretlib", requirement="", source="import")
    found, _ = client.latest_supporting([module], "python3.12")
    assert found == (module,)


def test_nothing_to_ask(client: IndexClient) -> None:
    assert client.latest_supporting([], "python3.12") == ((), False)


def test_a_source_archive_that_says_nothing_is_asked_for_its_classifiers(server: ThreadingHTTPServer) -> None:
    client = SimpleIndexClient(PackageIndex(url=at(server, "json")))
    (found,), _ = client.latest_supporting(needs("silent"), "python3.12")
    assert found.python3_release == "1.0"
    client = SimpleIndexClient(PackageIndex(url=at(server, "html")))
    (found,), _ = client.latest_supporting(needs("silent"), "python3.12")
    assert (found.python3_release, found.checked) == (None, True)


@pytest.mark.parametrize("kind", ["broken", "nonsense"])
def test_an_index_that_fails_was_not_reached(server: ThreadingHTTPServer, kind: str) -> None:
    client = SimpleIndexClient(PackageIndex(url=at(server, kind)))
    found, reached = client.latest_supporting(needs("modern"), "python3.12")
    assert not reached
    assert [(item.python3_release, item.checked) for item in found] == [(None, False)]


def test_nobody_listens() -> None:
    client = SimpleIndexClient(PackageIndex(url="http://127.0.0.1:9/simple"))
    found, reached = client.latest_supporting(needs(*(f"p{i}" for i in range(40))), "python3.12")
    assert not reached and not any(item.checked for item in found)


def test_offline_asks_nobody(server: ThreadingHTTPServer) -> None:
    client = SimpleIndexClient(PackageIndex(url=at(server, "json"), offline=True))
    found, reached = client.latest_supporting(needs("modern"), "python3.12")
    assert not reached and not found[0].checked
    assert server.asked == []  # type: ignore[attr-defined]


def test_offline_looks_into_local_folders(tmp_path: Path) -> None:
    (tmp_path / "modern-3.0-py3-none-any.whl").write_bytes(b"")
    client = SimpleIndexClient(PackageIndex(offline=True, find_links=(str(tmp_path),)))
    (found, unknown), reached = client.latest_supporting(needs("modern", "other"), "python3.12")
    assert (found.python3_release, found.checked, unknown.checked, reached) == ("3.0", True, False, False)


def test_credentials_go_into_a_header(server: ThreadingHTTPServer) -> None:
    client = SimpleIndexClient(PackageIndex(url=at(server, "json", "user:p%40ss@")))
    _, reached = client.latest_supporting(needs("modern"), "python3.12")
    assert reached
    assert server.logins == ["Basic dXNlcjpwQHNz"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/simple", "gopher://127.0.0.1/simple"])
def test_other_protocols_are_not_spoken(url: str) -> None:
    _, reached = SimpleIndexClient(PackageIndex(url=url)).latest_supporting(needs("modern"), "python3.12")
    assert not reached
