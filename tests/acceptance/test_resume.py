"""``kill -9`` at any step, then ``overhaul resume``, ends in the tree of an undisturbed run."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.console import Cli, git, needs_toolchains

pytestmark = [pytest.mark.py27, pytest.mark.py312, pytest.mark.network, pytest.mark.slow, needs_toolchains]

STEPS = ("intake", "survey", "baseline", "plan", "transform", "integrate", "repair", "review", "publish")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> tuple[Path, str]:
    """The small repository, and the tree an undisturbed run makes of it."""
    from tests.support.console import FILES, make_repository

    root = tmp_path_factory.mktemp("undisturbed")
    shop = make_repository(root / "shop", FILES)
    done = Cli(root / "state", cache).run("run", shop, "--out", root / "out", "--branch", "plain", "--no-tty")
    assert done.returncode == 0, done.stdout + done.stderr
    return shop, git(shop, "rev-parse", "plain^{tree}")


def kill_at(process: subprocess.Popen[str], kind: str, step: str) -> str:
    """Read events until ``step`` says ``kind``, kill the process as it stands, and return the job's id."""
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["kind"] == kind and event["message"] == step:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()
            assert process.stderr is not None
            process.stderr.close()
            return str(event["job"])
    raise AssertionError(f"the job never came to {kind} {step}")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", ["step-started", "step-ended"])
def test_kill_and_resume(cli: Cli, undisturbed: tuple[Path, str], tmp_path: Path, step: str, kind: str) -> None:
    shop, tree = undisturbed
    branch = f"killed-{kind}-{step}"
    process = cli.start("run", shop, "--out", tmp_path / "out", "--branch", branch, "--json")
    job = kill_at(process, kind, step)
    done = cli.run("resume", job, "--no-tty")
    assert done.returncode == 0, done.stdout + done.stderr
    assert git(shop, "rev-parse", f"{branch}^{{tree}}") == tree


def test_ctrl_c_stops_cleanly_and_resumes(cli: Cli, undisturbed: tuple[Path, str], tmp_path: Path) -> None:
    shop, tree = undisturbed
    process = cli.start("run", shop, "--out", tmp_path / "out", "--branch", "interrupted", "--json")
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["kind"] == "step-started" and event["message"] == "transform":
            break
    os.kill(process.pid, signal.SIGINT)
    rest, errors = process.communicate(timeout=120)
    assert process.returncode == 6, rest + errors
    assert json.loads(rest.splitlines()[-1])["error"] == "cancelled"
    done = cli.run("resume", event["job"], "--no-tty")
    assert done.returncode == 0, done.stdout + done.stderr
    assert git(shop, "rev-parse", "interrupted^{tree}") == tree


def test_cancel_from_another_process(cli: Cli, undisturbed: tuple[Path, str], tmp_path: Path) -> None:
    shop, _ = undisturbed
    process = cli.start("run", shop, "--out", tmp_path / "out", "--branch", "cancelled", "--json")
    assert process.stdout is not None
    job = str(json.loads(process.stdout.readline())["job"])
    assert cli.run("cancel", job).returncode == 0
    rest, errors = process.communicate(timeout=120)
    assert process.returncode == 6, rest + errors
    assert [json.loads(line)["state"] for line in cli.run("jobs", "--json").stdout.splitlines()] == ["cancelled"]


def test_a_second_process_may_not_take_a_running_job(cli: Cli, undisturbed: tuple[Path, str], tmp_path: Path) -> None:
    shop, _ = undisturbed
    process = cli.start("run", shop, "--out", tmp_path / "out", "--branch", "busy", "--json")
    assert process.stdout is not None
    job = str(json.loads(process.stdout.readline())["job"])
    second = cli.run("resume", job, "--json")
    assert second.returncode == 2
    assert json.loads(second.stdout.splitlines()[-1])["error"] == "job-busy"
    process.kill()
    process.communicate()
