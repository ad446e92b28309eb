"""docker-compose.yml keeps the promises of its comments; `docker compose config` agrees where it is there."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]


def test_nothing_starts_unasked() -> None:
    assert {name: service["profiles"] for name, service in SERVICES.items()} == {
        "overhaul": ["cli"],
        "postgres": ["team"],
        "vllm": ["gpu"],
    }


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_is_privileged_or_sees_the_docker_socket(name: str) -> None:
    service = SERVICES[name]
    assert not service.get("privileged")
    assert not service.get("cap_add")
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))
    for key in ("pid", "network_mode", "ipc", "userns_mode"):
        assert service.get(key) != "host"


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_on_the_loopback(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert port.startswith("127.0.0.1:")


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"overhaul"}))
def test_images_are_pinned_by_tag(name: str) -> None:
    _, _, tag = SERVICES[name]["image"].partition(":")
    assert tag not in ("", "latest")


def test_no_secret_is_written_down() -> None:
    assert SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"] == "${POSTGRES_PASSWORD:-}"
    assert SERVICES["vllm"]["environment"]["VLLM_API_KEY"] == "${VLLM_API_KEY:-}"


def test_the_command_gives_up_every_capability() -> None:
    service = SERVICES["overhaul"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_model_server_fetches_and_reports_nothing() -> None:
    environment = SERVICES["vllm"]["environment"]
    assert environment["HF_HUB_OFFLINE"] == "1"
    assert environment["VLLM_NO_USAGE_STATS"] == "1"
    assert all(volume.endswith(":ro") for volume in SERVICES["vllm"]["volumes"])


def test_the_model_server_does_not_start_without_a_key() -> None:
    """Run for real, with a vllm in the way that would tell."""
    (line,) = SERVICES["vllm"]["command"]
    command = [*SERVICES["vllm"]["entrypoint"], line.replace("$$", "$")]
    stand_in = {"PATH": "/usr/bin:/bin", "VLLM_API_KEY": ""}
    done = subprocess.run(command, env=stand_in, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (64, "set VLLM_API_KEY\n")


def test_the_model_server_is_started_with_adapters(tmp_path: Path) -> None:
    (tmp_path / "vllm").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "vllm").chmod(0o755)
    (line,) = SERVICES["vllm"]["command"]
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "VLLM_API_KEY": "key", "MODEL": "a model"}
    command = [*SERVICES["vllm"]["entrypoint"], line.replace("$$", "$")]
    said = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[:2] == ["serve", "/models/a model"]
    assert "--enable-lora" in said


@pytest.mark.parametrize("profiles", [[], ["cli"], ["team"], ["gpu"], ["cli", "team", "gpu"]])
def test_compose_takes_it(profiles: list[str]) -> None:
    docker = shutil.which("docker")
    version = subprocess.run([docker or "false", "compose", "version"], capture_output=True, check=False)
    if docker is None or version.returncode:
        pytest.skip("docker compose is not installed")
    options = [option for profile in profiles for option in ("--profile", profile)]
    subprocess.run([docker, "compose", *options, "config", "-q"], cwd=ROOT, check=True)
