"""Ctrl-C on a terminal goes to every process of the group: only the job itself may hear it."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.console import Cli, needs_toolchains

pytestmark = [pytest.mark.py27, pytest.mark.py312, pytest.mark.network, pytest.mark.slow, needs_toolchains]


@pytest.mark.parametrize("step", ["baseline", "transform", "integrate"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_whole_group_is_signalled(cli: Cli, shop: Path, tmp_path: Path, step: str, number: signal.Signals) -> None:
    process = subprocess.Popen(
        cli.command("run", shop, "--out", tmp_path / "out", "--json"),
        env=cli.environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["kind"] == "step-started" and event["message"] == step:
            break
    os.killpg(process.pid, number)
    rest, errors = process.communicate(timeout=120)
    assert process.returncode == 6, rest + errors
    done = cli.run("resume", event["job"], "--no-tty")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 of 4 tests that passed before pass now." in done.stdout
