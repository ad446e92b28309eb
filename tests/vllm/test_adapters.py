"""Adapters on a real server: what is refused, and loading and unloading while it runs."""

import json
import shutil
from pathlib import Path

import pytest

from serving.canary import served
from tests.vllm.conftest import LOUD, PLAIN, VllmServer


def models(server: VllmServer) -> set[str]:
    return set(served(server.endpoint())[0])


def test_registered_adapters_are_served_from_the_start(vllm_server: VllmServer) -> None:
    assert models(vllm_server) == {vllm_server.model, PLAIN, LOUD}


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("stranger", "they are different models"),
        ("wide", "has rank 32, and the server makes room for 16"),
        ("model", "adapter_config.json cannot be read"),
    ],
)
def test_what_cannot_be_served_is_refused(vllm_server: VllmServer, folder: str, said: str) -> None:
    done = vllm_server.cli.run("adapter", "add", vllm_server.models / folder)
    assert done.returncode == 2
    assert said in done.stderr


def test_another_base_is_refused_by_its_shapes_when_its_name_is_no_help(
    vllm_server: VllmServer, tmp_path: Path
) -> None:
    """vLLM itself loads it without a word and answers noise."""
    copy = shutil.copytree(vllm_server.models / "stranger", tmp_path / "copy")
    config = json.loads((copy / "adapter_config.json").read_text())
    (copy / "adapter_config.json").write_text(json.dumps({**config, "base_model_name_or_path": "org/tiny-coder"}))
    named = vllm_server.cli.run("adapter", "add", copy)
    assert named.returncode == 2
    assert "org/tiny-coder" in named.stderr and "the server serves tiny" in named.stderr
    shapes = vllm_server.cli.run("adapter", "add", copy, "--same-base")
    assert shapes.returncode == 2
    assert "256 × 512 in the base" in shapes.stderr


def test_an_adapter_comes_and_goes_while_the_server_runs(vllm_server: VllmServer) -> None:
    cli = vllm_server.cli
    added = cli.run("adapter", "add", vllm_server.models / "plain", "--name", "orders", "--json")
    assert json.loads(added.stdout)["base_sha256"]
    assert "orders@1" not in models(vllm_server)
    loaded = cli.run("adapter", "load", "orders", "--json")
    assert json.loads(loaded.stdout)["loaded"] == ["orders@1"]
    assert "orders@1" in models(vllm_server)
    again = cli.run("adapter", "load", "orders@1")
    assert again.returncode == 0 and "will be after every restart" in again.stdout
    unloaded = cli.run("adapter", "unload", "orders")
    assert unloaded.returncode == 0
    assert "orders@1" not in models(vllm_server)
    listed = {
        row["name"]: row["enabled"] for row in map(json.loads, cli.run("adapter", "list", "--json").stdout.splitlines())
    }
    assert listed == {"plain": True, "loud": True, "orders": False}
    assert cli.run("adapter", "remove", "orders").returncode == 0
    assert "orders" not in cli.run("adapter", "list").stdout
