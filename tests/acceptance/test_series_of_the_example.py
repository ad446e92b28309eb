"""The example's series: the same however often and however parallel it is made, and no commit that loses a test."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from overhaul.domain.sandbox import Environment, Limits, PackageIndex
from overhaul.domain.testing import Suite
from overhaul.settings import read_settings
from overhaul.store.memory import MemoryArtifacts
from tests.support.console import Cli, git, needs_toolchains
from tests.support.sandboxes import sandbox, toolchain_called
from tools.checks.requirements import test_tool_requirements as tools_for
from tools.checks.runner import SandboxTestRunner
from tools.sandbox.environments import CachedEnvironments

pytestmark = [pytest.mark.py27, pytest.mark.py312, pytest.mark.network, needs_toolchains]

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ledgerkeeper"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The bundles of two runs, one with one worker and one with several."""
    made = []
    for jobs in ("1", "3"):
        folder = tmp_path_factory.mktemp(f"jobs{jobs}")
        source = shutil.copytree(EXAMPLE, folder / "ledgerkeeper")
        cli = Cli(folder / "state", folder / "cache")
        done = cli.run("run", source, "--jobs", jobs, "--out", folder / "out", "--no-tty")
        assert done.returncode in (0, 3), done.stdout + done.stderr
        made.append(folder / "out")
    return made[0], made[1]


def evidence_of(bundle: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((bundle / "evidence.json").read_text())
    return found


def test_one_worker_and_several_make_the_same_trees(runs: tuple[Path, Path]) -> None:
    one, several = map(evidence_of, runs)
    assert [commit["tree"] for commit in one["commits"]] == [commit["tree"] for commit in several["commits"]]
    assert [commit["subject"] for commit in one["commits"]] == [commit["subject"] for commit in several["commits"]]


def test_no_commit_checked_out_alone_loses_a_test(runs: tuple[Path, Path], tmp_path: Path) -> None:
    evidence = evidence_of(runs[0])
    suites = [Suite.model_validate(suite) for suite in evidence["baseline"]["suites"]]
    wanted = {row["id"] for row in evidence["baseline"]["run"]["results"] if row["outcome"] == "passed"}
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "-n", str(runs[0] / "repo.bundle"), str(clone)], check=True)
    with sandbox("bubblewrap", tmp_path / "scratch", read_settings().index) as box:
        environment = _environment(box, suites, tmp_path)
        tests = SandboxTestRunner(box, MemoryArtifacts())
        before: set[str] = set()
        counts = []
        for commit in git(clone, "rev-list", "--reverse", "HEAD").split():
            tree = tmp_path / commit
            git(clone, "worktree", "add", "-q", "--detach", str(tree), commit)
            (tree / ".git").unlink()
            passed = wanted & tests.run(tree, suites, environment, limits=Limits(wall_seconds=120)).passed()
            assert not before - passed, git(clone, "log", "-1", "--format=%s", commit)
            before = passed
            counts.append(len(passed))
    assert len(counts) == len(evidence["commits"]) + 1
    assert counts[-1] == evidence["comparison"]["restored"] == len(wanted)


def _environment(box: Any, suites: list[Suite], folder: Path) -> Environment:
    toolchain = toolchain_called("python3.12")
    index: PackageIndex = read_settings().index
    environments = CachedEnvironments(box, folder / "environments", index=index)
    return environments.build(toolchain, tools_for(suites, toolchain.name))
