"""``overhaul model`` and ``overhaul adapter`` as installed, against simulated servers."""

import json
from pathlib import Path

import pytest

from tests.support.console import Cli
from tests.support.safetensors import make_adapter, make_model
from tests.support.simulated_vllm import SimulatedVllm


@pytest.fixture
def own(cli: Cli, tmp_path: Path) -> Cli:
    """The console script, with a file that names a model and a key."""
    make_model(tmp_path / "coder")
    (tmp_path / "own.toml").write_text(
        f'[server]\nmodel = "{tmp_path}/coder"\nkey_env = "SIM_KEY"\nmax_lora_rank = 8\nprogram = "no-such-vllm"\n'
    )
    cli.extra.update(OVERHAUL_CONFIG=str(tmp_path / "own.toml"), SIM_KEY="sesame")
    return cli


def set_replicas(tmp_path: Path, *servers: SimulatedVllm) -> None:
    urls = json.dumps([server.base_url for server in servers])
    file = tmp_path / "own.toml"
    file.write_text(file.read_text() + f'served_name = "tiny"\nreplicas = {urls}\nmax_model_len = 2048\n')


def test_the_command_is_printed_without_its_key(own: Cli) -> None:
    done = own.run("model", "serve", "--print")
    assert done.returncode == 0, done.stderr
    assert "no-such-vllm serve" in done.stdout and "VLLM_API_KEY=" in done.stdout and "HF_HUB_OFFLINE=1" in done.stdout
    assert "sesame" not in done.stdout
    assert "docker run" in own.run("model", "serve", "--print", "--container").stdout


def test_what_is_missing_is_said(own: Cli, tmp_path: Path) -> None:
    done = own.run("model", "serve")
    assert done.returncode == 7
    assert "no no-such-vllm command" in done.stderr and "pip install 'overhaul[gpu]'" in done.stderr
    text = (tmp_path / "own.toml").read_text()
    (tmp_path / "own.toml").write_text(text.replace("no-such-vllm", "true").replace("/coder", "/nothing"))
    done = own.run("model", "serve")
    assert done.returncode == 7
    assert "nothing is not on this machine" in done.stderr and "nothing is downloaded" in done.stderr


def test_a_program_that_ends_at_once(own: Cli, tmp_path: Path) -> None:
    text = (tmp_path / "own.toml").read_text().replace("no-such-vllm", "false")
    (tmp_path / "own.toml").write_text(text + "restarts = 0\nport = 1024\n")
    done = own.run("model", "serve")
    assert done.returncode == 7
    assert "the model server ended: it ended with exit code 1" in done.stderr
    assert "server: crashed" in done.stdout


def test_nothing_set(cli: Cli) -> None:
    done = cli.run("model", "serve", "--print")
    assert done.returncode == 2 and "server.model is not set" in done.stderr
    done = cli.run("model", "check")
    assert done.returncode == 2 and "no model endpoint is set" in done.stderr


def test_status_and_check_of_two_replicas(own: Cli, tmp_path: Path) -> None:
    with SimulatedVllm(running=3) as good, SimulatedVllm(faults={"json-schema"}) as bad:
        set_replicas(tmp_path, good, bad)
        status = [json.loads(line) for line in own.run("model", "status", "--json").stdout.splitlines()]
        assert [one["running"] for one in status] == [3, 0]
        good.running = 0
        done = own.run("model", "check", "--json")
        reports = [json.loads(line) for line in done.stdout.splitlines()]
        assert done.returncode == 4
        assert [(one["ok"], one["broken"]) for one in reports] == [(True, []), (False, ["json-schema"])]
        said = own.run("model", "check", bad.base_url).stdout
        assert "BROKEN  json-schema" in said and "next: set server.structured_backend" in said


def test_an_endpoint_of_the_settings_is_checked_by_name(cli: Cli, tmp_path: Path) -> None:
    with SimulatedVllm(faults={"key"}) as server:
        (tmp_path / "own.toml").write_text(
            f'[[endpoints]]\nname = "gpu1"\nbase_url = "{server.base_url}"\nresidency = "on-prem"\ncontext = 2048\n'
        )
        done = cli.run("model", "check", "gpu1", "--config", tmp_path / "own.toml")
        assert done.returncode == 0, done.stdout
        assert cli.run("model", "check", "gpu2", "--config", tmp_path / "own.toml").returncode == 2


def test_a_server_that_is_not_there(own: Cli, tmp_path: Path) -> None:
    with SimulatedVllm() as server:
        set_replicas(tmp_path, server)
    done = own.run("model", "status", "--json")
    assert done.returncode == 7 and json.loads(done.stdout)["ok"] is False


def test_an_adapter_goes_to_every_replica(own: Cli, tmp_path: Path) -> None:
    folder = make_adapter(tmp_path / "payments", str(tmp_path / "coder"))
    with SimulatedVllm() as one, SimulatedVllm() as other:
        set_replicas(tmp_path, one, other)
        assert own.run("adapter", "add", folder, "--repository", "*/payments*").returncode == 0
        assert own.run("adapter", "load", "payments").returncode == 0
        assert one.adapters == other.adapters == {"payments@1": str(folder)}
        other.refuses_to_load, other.adapters = "no memory", {}
        done = own.run("adapter", "load", "payments@1")
        assert done.returncode == 7 and "payments@1 could not be loaded" in done.stdout and "no memory" in done.stdout
        assert own.run("adapter", "load").returncode == 7
        other.refuses_to_load = ""
        assert own.run("adapter", "load").returncode == 0
        assert set(other.adapters) == {"payments@1"}
        assert own.run("adapter", "remove", "payments").returncode == 0
        assert one.adapters == {} and "No adapters yet" in own.run("adapter", "list").stdout


def test_a_wrong_base_is_refused_and_both_are_named(own: Cli, tmp_path: Path) -> None:
    folder = make_adapter(tmp_path / "a", "org/writer")
    done = own.run("adapter", "add", folder)
    assert done.returncode == 2
    assert "org/writer" in done.stderr and "coder" in done.stderr
    assert "No adapters yet" in own.run("adapter", "list").stdout
