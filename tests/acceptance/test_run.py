"""``overhaul run`` from the outside: what a user gets, and that nothing of theirs is touched."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.console import Cli, events, git, needs_toolchains, snapshot

pytestmark = [pytest.mark.py27, pytest.mark.py312, pytest.mark.network, needs_toolchains]


def test_the_whole_job(cli: Cli, shop: Path, tmp_path: Path) -> None:
    before, head = snapshot(shop), git(shop, "rev-parse", "HEAD")
    done = cli.run("run", shop, "--to", "python3.12", "--out", tmp_path / "out", "--no-tty")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 of 4 tests that passed before pass now." in done.stdout
    assert "next: git -C" in done.stdout

    assert snapshot(shop) == before
    assert git(shop, "rev-parse", "HEAD") == head
    assert git(shop, "status", "--porcelain") == ""
    converted = git(shop, "show", "overhaul/python3.12:shop/basket.py")
    assert "print(" in converted and "has_key" not in converted

    evidence = json.loads((tmp_path / "out" / "evidence.json").read_text())
    assert evidence["claim"]["level"] == "proven"
    assert evidence["comparison"]["restored"] == evidence["comparison"]["must_pass"] == 4
    assert all(commit["verdict"]["accepted"] for commit in evidence["commits"])
    assert all(hunk["origin"]["kind"] == "recipe" for commit in evidence["commits"] for hunk in commit["hunks"])
    assert evidence["result_tree"] == git(shop, "rev-parse", "overhaul/python3.12^{tree}")
    assert "4 / 4" in (tmp_path / "out" / "report.html").read_text()
    assert (tmp_path / "out" / "report.md").read_text().startswith("# python3.12: 4 of 4 tests")


def test_the_bundle_applies_elsewhere(cli: Cli, shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli.run("run", shop, "--out", out, "--branch", "py3", "--no-tty").returncode == 0
    tree = git(shop, "rev-parse", "py3^{tree}")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "-b", "main", str(shop), str(clone)], check=True)
    patches = sorted(str(patch) for patch in out.glob("*.patch"))
    git(clone, "-c", "user.name=T", "-c", "user.email=t@localhost", "am", "-q", "--keep-cr", *patches)
    assert git(clone, "rev-parse", "HEAD^{tree}") == tree
    git(clone, "fetch", "-q", str(out / "repo.bundle"), "py3:from-bundle")
    assert git(clone, "rev-parse", "from-bundle^{tree}") == tree


def test_two_runs_give_the_same_commits(cli: Cli, shop: Path, tmp_path: Path) -> None:
    commits = []
    for name in ("one", "two"):
        assert cli.run("run", shop, "--out", tmp_path / name, "--branch", name, "--no-tty").returncode == 0
        commits.append(git(shop, "rev-parse", f"{name}^{{tree}}"))
    assert commits[0] == commits[1]


def test_events_for_machines(cli: Cli, shop: Path, tmp_path: Path) -> None:
    done = cli.run("run", shop, "--out", tmp_path / "out", "--json")
    assert done.returncode == 0
    said = events(done.stdout)
    assert len(said) == len(done.stdout.splitlines())
    kinds = [event["kind"] for event in said]
    assert kinds[0] == "job-started" and kinds[-1] == "job-ended"
    steps = [event["message"] for event in said if event["kind"] == "step-started"]
    order = ["intake", "survey", "baseline", "plan", "transform", "integrate", "repair", "review", "publish"]
    assert steps == order


def test_a_folder_without_git(cli: Cli, shop: Path, tmp_path: Path) -> None:
    subprocess.run(["rm", "-rf", str(shop / ".git")], check=True)
    before = snapshot(shop)
    done = cli.run("run", shop, "--out", tmp_path / "out", "--no-tty")
    assert done.returncode == 0, done.stdout + done.stderr
    assert snapshot(shop) == before
    assert "print(" in (tmp_path / "out" / "tree" / "shop" / "basket.py").read_text()


def test_parts_left_are_named(cli: Cli, shop: Path, tmp_path: Path) -> None:
    test = shop / "tests" / "test_legacy.py"
    test.write_text(
        "import unittest\n\n\nclass T(unittest.TestCase):\n    def test_it(self):\n"
        "        self.assertEqual(repr(type('')), \"<type 'str'>\")\n"
    )
    git(shop, "add", "-A")
    git(shop, "-c", "user.name=T", "-c", "user.email=t@localhost", "commit", "-q", "-m", "A test of Python 2 itself")
    done = cli.run("run", shop, "--out", tmp_path / "out", "--no-tty")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "4 of 5 tests" in done.stdout
    left = json.loads((tmp_path / "out" / "evidence.json").read_text())["left"]
    assert any(item["kind"] == "test" and "test_legacy.py" in item["subject"] for item in left)


def test_options_of_the_repository(cli: Cli, shop: Path, tmp_path: Path) -> None:
    (shop / "overhaul.toml").write_text(
        '[tests]\ncommand = "python -m unittest tests.test_basket"\n'
        '[commit]\nname = "Migration"\nemail = "m@example.org"\n'
    )
    git(shop, "add", "-A")
    git(shop, "-c", "user.name=T", "-c", "user.email=t@localhost", "commit", "-q", "-m", "Say how the tests run")
    done = cli.run("run", shop, "--out", tmp_path / "out", "--no-tty")
    assert done.returncode == 0, done.stdout + done.stderr
    assert git(shop, "log", "-1", "--format=%an <%ae>", "overhaul/python3.12") == "Migration <m@example.org>"
    suites = json.loads((tmp_path / "out" / "evidence.json").read_text())["baseline"]["suites"]
    assert [suite["runner"] for suite in suites] == ["unittest"]


def test_a_dry_run_leaves_nothing(cli: Cli, shop: Path, tmp_path: Path) -> None:
    done = cli.run("run", shop, "--out", tmp_path / "out", "--dry-run", "--no-tty")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "out").exists()
    assert git(shop, "branch", "--list", "overhaul/*") == ""


def test_jobs_are_listed_and_shown(cli: Cli, shop: Path, tmp_path: Path) -> None:
    assert cli.run("run", shop, "--out", tmp_path / "out", "--no-tty").returncode == 0
    listed = events(cli.run("jobs", "--json").stdout)
    assert [job["state"] for job in listed] == ["done"]
    shown = cli.run("show", str(listed[0]["id"])[:11])
    assert shown.returncode == 0 and "4 of 4 tests" in shown.stdout and "next: git -C" in shown.stdout


def test_a_bundle_inside_the_source_pollutes_nothing(cli: Cli, shop: Path) -> None:
    done = cli.run("run", ".", "--no-tty", cwd=shop)
    assert done.returncode == 0, done.stdout + done.stderr
    assert git(shop, "status", "--porcelain") == ""
    stale = shop / "overhaul-out" / "0099-Of-an-earlier-run.patch"
    stale.write_text("")
    (shop / "overhaul-out" / "evidence.json").unlink()
    assert cli.run("run", ".", "--no-tty", cwd=shop).returncode == 0
    assert not stale.exists() and (shop / "overhaul-out" / "evidence.json").exists()


def test_an_earlier_bundle_is_no_part_of_a_folder(cli: Cli, shop: Path, tmp_path: Path) -> None:
    subprocess.run(["rm", "-rf", str(shop / ".git")], check=True)
    first = cli.run("run", shop, "--out", shop / "result", "--no-tty")
    assert first.returncode == 0, first.stdout + first.stderr
    again = cli.run("run", shop, "--out", tmp_path / "out", "--no-tty")
    assert "'result' is the result of an earlier run and was left out" in again.stdout
    trees = [
        json.loads((out / "evidence.json").read_text())["result_tree"] for out in (shop / "result", tmp_path / "out")
    ]
    assert trees[0] == trees[1]
    assert not (tmp_path / "out" / "tree" / "result").exists()
