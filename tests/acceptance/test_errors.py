"""Bad input gets a clear error, a stable exit code and a hint, and loses nothing."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.console import Cli, git


def test_help_names_every_verb(cli: Cli) -> None:
    done = cli.run("--help")
    assert done.returncode == 0
    for verb in ("survey", "run", "jobs", "show", "resume", "cancel", "doctor"):
        assert verb in done.stdout


def test_version(cli: Cli) -> None:
    assert cli.run("--version").stdout.startswith("overhaul ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["run", "/does/not/exist"], "bad-repository"),
        (["run", ".", "--to", "cobol85"], "unknown-track"),
        (["run", ".", "--track", "nosuch"], "unknown-track"),
        (["run", ".", "--config", "/does/not/exist.toml"], "bad-settings"),
        (["show", "nosuchjob"], "unknown-job"),
        (["resume", "nosuchjob"], "unknown-job"),
        (["cancel", "nosuchjob"], "unknown-job"),
        (["run"], "usage"),
        (["run", ".", "--jobs", "0"], "usage"),
        (["nosuchverb"], "usage"),
    ],
)
def test_errors_for_machines(cli: Cli, tmp_path: Path, arguments: list[str], code: str) -> None:
    done = cli.run(*arguments, "--json", cwd=tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    error = json.loads(done.stdout.splitlines()[-1])
    assert error["error"] == code and error["exit_code"] == 2
    assert error["message"] and error["hint"]


def test_errors_for_people(cli: Cli) -> None:
    done = cli.run("run", "/does/not/exist")
    assert done.returncode == 2
    assert "error: " in done.stderr and "next: " in done.stderr and "Traceback" not in done.stderr


def test_an_unknown_key_names_the_nearest(cli: Cli, shop: Path) -> None:
    (shop / "overhaul.toml").write_text('[tests]\ncomand = "pytest"\n')
    git(shop, "add", "-A")
    git(shop, "-c", "user.name=T", "-c", "user.email=t@localhost", "commit", "-q", "-m", "A typing error")
    done = cli.run("run", shop, "--plan-only")
    assert done.returncode == 2
    assert "tests.comand" in done.stderr and "did you mean tests.command?" in done.stderr


def test_a_repository_may_not_name_programs_of_this_machine(cli: Cli, shop: Path) -> None:
    (shop / "overhaul.toml").write_text('[toolchains]\nlegacy = "/usr/bin/python3"\n')
    git(shop, "add", "-A")
    git(shop, "-c", "user.name=T", "-c", "user.email=t@localhost", "commit", "-q", "-m", "Reach out")
    done = cli.run("run", shop, "--plan-only")
    assert done.returncode == 2 and "may not point at a program" in done.stderr


def test_an_empty_folder(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = cli.run("run", tmp_path / "empty", "--plan-only")
    assert done.returncode == 2 and "error: " in done.stderr


def test_planning_runs_no_code_and_needs_no_sandbox(cli: Cli, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    for name in ("git", "env"):
        program = shutil.which(name)
        assert program is not None
        (tmp_path / "bin" / name).symlink_to(program)
    bare = Cli(cli.state, cli.cache, {"PATH": str(tmp_path / "bin")})
    refused = bare.run("run", shop, "--no-tty")
    assert refused.returncode == 5 and "next: " in refused.stderr
    planned = bare.run("run", shop, "--plan-only", "--no-tty")
    assert planned.returncode == 0 and "stages" in planned.stdout, planned.stdout + planned.stderr
    assert git(shop, "branch", "--list", "overhaul/*") == ""


def test_the_doctor_says_what_to_do(cli: Cli) -> None:
    done = cli.run("doctor", "--json")
    checks = [json.loads(line) for line in done.stdout.splitlines()]
    names = {check["name"] for check in checks}
    assert {"sandbox bubblewrap", "sandbox docker", "package index", "database", "toolchain python2.7"} <= names
    assert all(check["advice"] for check in checks if not check["ok"])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda out: out.write_text("mine"), "is not a folder"),
        (lambda out: (out.mkdir(), (out / "thesis.tex").write_text("mine")), "holds files of something else"),
    ],
)
def test_a_result_that_has_no_place_is_said_before_the_work(
    cli: Cli, shop: Path, tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    make(tmp_path / "out")
    done = cli.run("run", shop, "--out", tmp_path / "out", "--no-tty")
    assert done.returncode == 2 and said in done.stderr and "next: " in done.stderr
    assert "survey" not in done.stdout


@pytest.mark.parametrize("out", ["there", "missing/out.json"])
def test_a_survey_that_cannot_be_written(cli: Cli, shop: Path, tmp_path: Path, out: str) -> None:
    (tmp_path / "there").mkdir()
    done = cli.run("survey", shop, "--offline", "--out", tmp_path / out)
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr and "next: " in done.stderr


@pytest.mark.parametrize("arguments", [["survey", ".", "--offline", "--format", "json"], ["jobs"]])
def test_a_reader_that_goes_away_is_no_bug(cli: Cli, shop: Path, arguments: list[str]) -> None:
    process = subprocess.Popen(
        cli.command(*arguments), env=cli.environ(), cwd=shop, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 141 and said == ""


@pytest.mark.parametrize("arguments", [["run", os.fsdecode(b"odd\xff")], ["run", ".", "--out", os.fsdecode(b"o\xff")]])
def test_a_path_that_is_no_text(cli: Cli, shop: Path, arguments: list[str]) -> None:
    (shop / os.fsdecode(b"odd\xff")).mkdir()
    done = cli.run(*arguments, cwd=shop)
    assert done.returncode == 2 and "is not UTF-8" in done.stderr and "next: " in done.stderr


@pytest.mark.parametrize("arguments", [["run", ".", "--no-tty"], ["survey", ".", "--offline"]])
def test_a_cache_that_cannot_be_made(cli: Cli, shop: Path, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "file").write_text("")
    done = Cli(cli.state, tmp_path / "file" / "cache").run(*arguments, cwd=shop)
    assert done.returncode == 7, done.stderr
    assert "cannot be made" in done.stderr and "OVERHAUL_CACHE_DIR" in done.stderr


def test_a_terminal_without_the_characters(cli: Cli, shop: Path) -> None:
    (shop / "caf\u00e9.py").write_text("import nothing_known\nprint 1\n")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    ascii_only = Cli(cli.state, cli.cache, plain)
    git(shop, "add", "-A")
    git(shop, "-c", "user.name=T", "-c", "user.email=t@localhost", "commit", "-q", "-m", "A name")
    (shop / "shop" / "uses.py").write_text("import caf\u00e9\n")
    assert ascii_only.run("survey", shop, "--offline").returncode == 0
    done = ascii_only.run("survey", shop, "--offline", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert "caf\u00e9.py" in {file["path"] for file in json.loads(done.stdout)["files"]}
    done = ascii_only.run("run", shop / "caf\u00e9", "--json")
    assert done.returncode == 2 and "caf\u00e9" in json.loads(done.stdout)["message"]
    assert ascii_only.run("run", shop / "caf\u00e9").returncode == 2
