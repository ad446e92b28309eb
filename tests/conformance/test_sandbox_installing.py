"""Installing reaches the package index and nothing else, in every sandbox."""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from overhaul.domain.errors import NoIndex
from overhaul.domain.sandbox import Ended, Limits, PackageIndex, Toolchain
from tests.support.packages import RunningIndex, sdist, serving, wheel
from tests.support.sandboxes import KINDS, AnySandbox, python, sandbox
from tools.sandbox.toolchains import HostToolchains

# A build backend that tries every way out and leaves what it found in the wheel it makes.
PROBING = """
import base64, hashlib, json, os, socket, urllib.request, zipfile

def attempt(what):
    try:
        return "REACHED " + str(what())[:60]
    except Exception as error:
        return "refused " + type(error).__name__

def tunnel(host):
    proxy = os.environ["http_proxy"].rpartition("/")[2].split(":")
    with socket.create_connection((proxy[0], int(proxy[1])), 5) as connection:
        connection.sendall(("CONNECT %s:443 HTTP/1.1\\r\\n\\r\\n" % host).encode())
        answer = connection.recv(64)
    if b" 200" not in answer.splitlines()[0]:
        raise OSError(answer)
    return answer

def look():
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return {
        "address": attempt(lambda: socket.create_connection(("1.1.1.1", 443), 5)),
        "name": attempt(lambda: socket.getaddrinfo("example.org", 443)),
        "host loopback": attempt(lambda: socket.create_connection(("127.0.0.1", HOST_PORT), 5)),
        "host loopback by proxy": attempt(lambda: urllib.request.urlopen("http://127.0.0.1:HOST_PORT", timeout=9)),
        "other host by proxy": attempt(lambda: urllib.request.urlopen("http://example.org/", timeout=9)),
        "metadata by proxy": attempt(lambda: urllib.request.urlopen("http://169.254.169.254/", timeout=9)),
        "tunnel": attempt(lambda: tunnel("example.org")),
        "tunnel to the index": attempt(lambda: tunnel("127.0.0.1")),
        "posting": attempt(lambda: urllib.request.urlopen(os.environ["PIP_INDEX_URL"], data=b"secret", timeout=9)),
        "index": attempt(lambda: urllib.request.urlopen(os.environ["PIP_INDEX_URL"] + "/good/", timeout=9).status),
        "shadow": attempt(lambda: open("/etc/shadow").read()),
        "credentials": [value for value in os.environ.values() if "hunter2" in value],
    }

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = "probing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as archive:
        archive.writestr("probing.json", json.dumps(look()))
        info = "probing-1.0.dist-info/"
        archive.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: probing\\nVersion: 1.0\\n")
        archive.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        archive.writestr(info + "RECORD", "")
    return name
"""
LIMITS = Limits(wall_seconds=120)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def toolchain(kind: str, tmp_path: Path) -> Toolchain:
    """With bubblewrap the tests' own Python; with Docker the image's, which has no pip of its own."""
    if kind == "bubblewrap":
        found = HostToolchains(usual=False).find("", sys.executable)
        assert found is not None
        return found
    (tmp_path / "empty").mkdir()
    with sandbox(kind, tmp_path / "scratch") as box, box.open(tmp_path / "empty") as workspace:
        version = python(workspace, "import platform; print(platform.python_version())").output.decode().strip()
    name = "python" + version.rpartition(".")[0]
    return Toolchain(name=name, version=version, executable=f"/usr/bin/{name}")


@pytest.fixture
def index() -> Iterator[RunningIndex]:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = str(other.getsockname()[1])
        files = dict(
            [
                wheel("good", "1.0", {"good.py": "VALUE = 1\n"}),
                sdist("probing", "1.0", PROBING.replace("HOST_PORT", port)),
                sdist("broken", "1.0", "raise RuntimeError('this backend cannot build')\n"),
                sdist("slow", "1.0", "import time\ntime.sleep(600)\n"),
            ]
        )
        with serving(files) as running:
            yield running


@pytest.fixture
def box(kind: str, index: RunningIndex, tmp_path: Path) -> Iterator[AnySandbox]:
    address = index.url.replace("http://", "http://user:hunter2@")
    with sandbox(kind, tmp_path / "scratch", PackageIndex(url=address)) as made:
        yield made


def test_a_wheel_from_the_index_is_installed(
    box: AnySandbox, toolchain: Toolchain, index: RunningIndex, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    result = box.install(toolchain, ["good"], target, LIMITS)
    assert result.ok, result.output.decode()
    assert (target / "good.py").read_text() == "VALUE = 1\n"
    assert b"hunter2" not in result.output
    assert {authorization for _path, authorization in index.requests} == {"Basic dXNlcjpodW50ZXIy"}


def test_a_build_reaches_the_index_and_nothing_else(
    box: AnySandbox, toolchain: Toolchain, index: RunningIndex, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    result = box.install(toolchain, ["probing"], target, LIMITS)
    assert result.ok, result.output.decode()
    found = json.loads((target / "probing.json").read_text())
    assert found.pop("index") == "REACHED 200"
    assert found.pop("credentials") == []
    assert {name: answer for name, answer in found.items() if not answer.startswith("refused")} == {}


def test_what_cannot_be_built_or_found_is_pips_failure(box: AnySandbox, toolchain: Toolchain, tmp_path: Path) -> None:
    broken = box.install(toolchain, ["broken"], tmp_path / "broken", LIMITS)
    missing = box.install(toolchain, ["missing"], tmp_path / "missing", LIMITS)
    assert (broken.ended, broken.ok) == (Ended.EXITED, False)
    assert b"this backend cannot build" in broken.output
    assert (missing.ended, missing.ok) == (Ended.EXITED, False)
    assert b"missing" in missing.output


def test_requirements_are_never_options(box: AnySandbox, toolchain: Toolchain, tmp_path: Path) -> None:
    result = box.install(toolchain, ["--index-url=http://example.org", "good"], tmp_path / "target", LIMITS)
    assert not result.ok
    assert not (tmp_path / "target" / "good.py").exists()


def test_a_build_that_never_ends_is_ended(box: AnySandbox, toolchain: Toolchain, tmp_path: Path) -> None:
    result = box.install(toolchain, ["slow"], tmp_path / "target", Limits(wall_seconds=6))
    assert result.ended is Ended.TIMED_OUT


def test_an_index_that_does_not_answer_is_named(kind: str, toolchain: Toolchain, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    with sandbox(kind, tmp_path / "scratch", PackageIndex(url=f"http://127.0.0.1:{port}/simple")) as box:
        result = box.install(toolchain, ["good"], tmp_path / "target", LIMITS)
    assert not result.ok
    assert b"[overhaul] index: the package index 127.0.0.1 cannot be reached" in result.output


def test_offline_only_local_links_are_used(kind: str, toolchain: Toolchain, tmp_path: Path) -> None:
    links = tmp_path / "with space"
    links.mkdir()
    name, content = wheel("good", "1.0", {"good.py": "VALUE = 1\n"})
    (links / name).write_bytes(content)
    index = PackageIndex(url="https://example.org/simple", find_links=(str(links),), offline=True)
    with sandbox(kind, tmp_path / "scratch", index) as box:
        assert box.install(toolchain, ["good"], tmp_path / "target", LIMITS).ok
        assert not box.install(toolchain, ["missing"], tmp_path / "other", LIMITS).ok
    assert (tmp_path / "target" / "good.py").exists()


def test_an_index_may_be_a_folder(kind: str, toolchain: Toolchain, tmp_path: Path) -> None:
    name, content = wheel("good", "1.0", {"good.py": "VALUE = 1\n"})
    (tmp_path / "repository" / "files").mkdir(parents=True)
    (tmp_path / "repository" / "files" / name).write_bytes(content)
    page = tmp_path / "repository" / "simple" / "good" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(f'<!DOCTYPE html><html><body><a href="../../files/{name}">{name}</a></body></html>')
    index = PackageIndex(url=(tmp_path / "repository" / "simple").as_uri())
    with sandbox(kind, tmp_path / "scratch", index) as box:
        result = box.install(toolchain, ["good"], tmp_path / "target", LIMITS)
    assert result.ok, result.output.decode()


def test_settings_that_name_nothing_are_refused(kind: str, toolchain: Toolchain, tmp_path: Path) -> None:
    for index in (
        PackageIndex(find_links=(str(tmp_path / "no-such-folder"),)),
        PackageIndex(url="https://"),
        PackageIndex(ca_bundle=str(tmp_path / "no-such-bundle")),
    ):
        with sandbox(kind, tmp_path / "scratch", index) as box, pytest.raises(NoIndex):
            box.install(toolchain, ["good"], tmp_path / "target", LIMITS)
