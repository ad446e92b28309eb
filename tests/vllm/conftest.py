"""One real vLLM for all tests here: a tiny random model, two adapters, started as a user starts it."""

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.models import Residency
from tests.support.console import Cli

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "overhaul-vllm-test"
FOLDER = Path(os.environ.get("OVERHAUL_VLLM_TEST") or CACHE)
PYTHON = FOLDER / "env/bin/python"
KEY = "sesame"
MODEL = "tiny"
CONTEXT = 4096
PLAIN, LOUD = "plain@1", "loud@1"
READY = "server: ready"
_START_SECONDS = 600

TEMPLATE = """
[server]
model = "{folder}/model"
served_name = "{model}"
port = {port}
key_env = "TINY_KEY"
dtype = "bfloat16"
max_model_len = {context}
max_loras = 2
max_lora_rank = 16
"""
AS_PROCESS = """
program = "{vllm}"
environment = {{ VLLM_CPU_KVCACHE_SPACE = "1" }}
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here, and skip it where the environment is not made."""
    missing = pytest.mark.skip(reason="not run: needs a vLLM; make test-vllm sets one up (2.5 GB)")
    crowded = pytest.mark.skip(reason="not run: one server serves one process of pytest; make test-vllm")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.vllm)
            if not (FOLDER / "env/.overhaul-vllm").is_file():
                item.add_marker(missing)
            elif "PYTEST_XDIST_WORKER" in os.environ:
                item.add_marker(crowded)


@dataclass
class VllmServer:
    """The running server, and what it takes to ask it."""

    cli: Cli
    """The console script, set to this server."""
    config: Path
    """The file with its ``[server]``."""
    models: Path
    """The folder of the model and the adapters: ``model``, ``plain``, ``loud``, ``wide``, ``stranger``."""
    base_url: str
    process: subprocess.Popen[str]
    output: Path
    """What ``overhaul model serve`` prints."""
    key: str = KEY
    model: str = MODEL
    adapters: tuple[str, ...] = field(default=(PLAIN, LOUD))

    def endpoint(self, model: str = MODEL, **changes: object) -> Endpoint:
        """It as an endpoint of the settings."""
        plain = Endpoint(
            name="vllm",
            base_url=self.base_url,
            model=model,
            residency=Residency.ON_PREM,
            context=CONTEXT,
            key=SecretStr(self.key),
        )
        return plain.model_copy(update=changes)

    def wait_ready(self, times: int) -> None:
        """Until the server has become ready ``times`` times."""
        until = time.monotonic() + _START_SECONDS
        while self.output.read_text().count(READY) < times:
            ended = self.process.poll() is not None
            if ended or time.monotonic() > until:
                pytest.fail(f"the server is not ready:\n{self.output.read_text()[-4000:]}")
            time.sleep(0.3)

    def starts(self) -> int:
        """How often it has become ready."""
        return self.output.read_text().count(READY)

    def leader(self) -> int:
        """The process id of vLLM itself."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=True
        )
        return int(found.stdout.split()[0])


@pytest.fixture(scope="session")
def tiny_models() -> Path:
    """The model and its adapters, made once for each version of the script that makes them."""
    script = HERE / "tiny_model.py"
    folder = FOLDER / f"tiny-{hashlib.sha256(script.read_bytes()).hexdigest()[:12]}"
    if not (folder / "done").is_file():
        subprocess.run([str(PYTHON), str(script), str(folder)], check=True, capture_output=True, timeout=300)
        (folder / "done").touch()
    return folder


@pytest.fixture(scope="session")
def vllm_server(tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    """``overhaul model serve`` with both adapters registered and loaded; stopped, and seen to be gone, at the end."""
    with serving(
        tmp_path_factory.mktemp("vllm"), tiny_models, AS_PROCESS.format(vllm=PYTHON.parent / "vllm")
    ) as server:
        yield server
    assert not _vllm_processes(tiny_models)


@contextmanager
def serving(root: Path, tiny_models: Path, how: str) -> Iterator[VllmServer]:
    """``overhaul model serve`` with both adapters, once it is ready; ``how`` are further lines of its section."""
    config = root / "overhaul.toml"
    port = _free_port()
    config.write_text(TEMPLATE.format(folder=tiny_models, model=MODEL, port=port, context=CONTEXT) + how)
    environ = {"TINY_KEY": KEY, "OVERHAUL_CONFIG": str(config), "PYTHONPATH": str(HERE.parents[1])}
    cli = Cli(root / "state", root / "cache", environ)
    for name in ("plain", "loud"):
        added = cli.run("adapter", "add", tiny_models / name)
        assert added.returncode == 0, added.stderr
    output = root / "serve.log"
    with output.open("w") as stream:
        process = subprocess.Popen(
            cli.command("model", "serve"), env=cli.environ(), stdout=stream, stderr=subprocess.STDOUT, text=True
        )
    server = VllmServer(cli, config, tiny_models, f"http://127.0.0.1:{port}", process, output)
    try:
        server.wait_ready(1)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
    assert code == 0, output.read_text()[-4000:]
    assert "server: stopped" in output.read_text()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _vllm_processes(models: Path) -> str:
    """Processes that still serve the tiny model."""
    listing = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in listing.splitlines() if f"serve {models}" in line)
