"""The same server in a container: a real engine, the walls around it, and what is left after a crash and a stop."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from serving.canary import served
from tests.support.sandboxes import BASE_IMAGE, sandbox
from tests.vllm.conftest import LOUD, PLAIN, PYTHON, VllmServer, serving

pytestmark = pytest.mark.docker

IN_CONTAINER = """
runtime = "container"
image = "{image}"
adapters_folder = "{folder}"
container_args = {arguments}
environment = {{ VLLM_CPU_KVCACHE_SPACE = "1", TORCH_COMPILE_DISABLE = "1" }}
"""


@pytest.fixture(scope="module")
def contained(tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    """The server in a container that sees this machine's vLLM, for want of an image that holds one."""
    with sandbox("docker", tmp_path_factory.mktemp("scratch")):
        pass  # the engine and the image are here, or this is not run
    interpreter = PYTHON.resolve().parents[1]
    words = ["--ipc", "host", "--env", f"PATH={PYTHON.parent}:/usr/bin:/bin"]
    for place in (PYTHON.parents[1], interpreter, *_libraries("libnuma.so.1")):
        words += ["--volume", f"{place}:{place}:ro"]
    how = IN_CONTAINER.format(image=BASE_IMAGE, folder=tiny_models, arguments=json.dumps(words))
    with serving(tmp_path_factory.mktemp("contained"), tiny_models, how) as server:
        yield server
    assert _containers() == []


def test_it_is_trusted_and_walled_in(contained: VllmServer) -> None:
    assert set(served(contained.endpoint())[0]) == {contained.model, PLAIN, LOUD}
    (name,) = _containers()
    told = json.loads(_docker("inspect", name))[0]
    host = told["HostConfig"]
    assert host["CapDrop"] == ["ALL"] and "no-new-privileges" in host["SecurityOpt"]
    assert {mount["Destination"]: mount["RW"] for mount in told["Mounts"]}[str(contained.models)] is False
    assert contained.key not in json.dumps(told["Args"])


def test_killed_it_comes_back_in_a_new_container(contained: VllmServer) -> None:
    (before,) = _containers()
    first = json.loads(_docker("inspect", before))[0]["Id"]
    starts = contained.starts()
    _docker("kill", before)
    contained.wait_ready(starts + 1)
    (after,) = _containers()
    assert json.loads(_docker("inspect", after))[0]["Id"] != first
    assert set(served(contained.endpoint())[0]) == {contained.model, PLAIN, LOUD}


def _containers() -> list[str]:
    """The names of model servers' containers, running or not."""
    return _docker("ps", "--all", "--filter", "name=overhaul-model-", "--format", "{{.Names}}").split()


def _docker(*words: str) -> str:
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=True).stdout


def _libraries(name: str) -> list[str]:
    """Where this machine has a library that the minimal image lacks."""
    listing = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    return re.findall(rf"{re.escape(name)} .*=> (\S+)", listing)[:1]
