"""`make setup` on a clean checkout: works from a bare python3, is silent when done, and says what to do."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REAL_PYTHON = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
NOWHERE = "https://localhost:1/simple"
# Settings of the way to the index that the machine may need; everything else is left behind.
PASSED_ON = ("PIP_", "SSL_CERT", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")


def environment(home: Path, path: str, **more: str) -> dict[str, str]:
    """A small environment, in which nothing is installed into the machine."""
    passed_on = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    own = {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "NO_APT": "1"}
    return {**passed_on, **own, **more}


def script(folder: Path, name: str, body: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The tracked files of this checkout, as they are now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    target = tmp_path / "checkout"
    for name in listed.decode().rstrip("\0").split("\0"):
        if (ROOT / name).is_file() and not name.startswith(("examples/", "tests/", "benchmarks/")):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


@pytest.fixture
def tools(tmp_path: Path) -> str:
    """A PATH with the usual programs and no Python at all."""
    folder = tmp_path / "tools"
    folder.mkdir()
    names = [
        "sh",
        "make",
        "awk",
        "cat",
        "cut",
        "id",
        "rm",
        "sed",
        "sha256sum",
        "tail",
        "sudo",
        "git",
        "env",
        "true",
        "dirname",
        "mktemp",
    ]
    for name in names:
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    script(folder, "bwrap", "exit 0")
    return str(folder)


def make(checkout: Path, env: dict[str, str], target: str = "setup") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", target], cwd=checkout, env=env, capture_output=True, text=True, check=False)


def without_ensurepip(folder: Path) -> None:
    """A python3 like Debian's bare one: with venv, and without what puts pip into it."""
    script(folder, "python3", f'case "$2" in *ensurepip*) exit 1 ;; esac\nexec {REAL_PYTHON} "$@"')


def test_no_python_is_said(checkout: Path, tools: str, tmp_path: Path) -> None:
    done = make(checkout, environment(tmp_path, tools))
    assert done.returncode != 0
    assert "no Python 3.11 or newer was found" in done.stderr
    assert "sudo apt-get install python3" in done.stderr


def test_an_old_python_or_a_broken_shim_is_passed_over(checkout: Path, tools: str, tmp_path: Path) -> None:
    script(tmp_path / "tools", "python3", "echo 'pyenv: python3: command not found' >&2; exit 127")
    done = make(checkout, environment(tmp_path, tools))
    assert "no Python 3.11 or newer was found" in done.stderr
    assert "pyenv" not in done.stderr


def test_without_pip_and_index_it_says_the_one_command(checkout: Path, tools: str, tmp_path: Path) -> None:
    without_ensurepip(tmp_path / "tools")
    done = make(checkout, environment(tmp_path, tools, PIP_INDEX_URL=NOWHERE, PIP_EXTRA_INDEX_URL=""))
    assert done.returncode != 0
    assert f"sudo apt-get install python3.{sys.version_info.minor}-venv" in done.stderr
    assert "localhost" in done.stderr
    assert not (checkout / ".venv").exists(), "half an environment would be taken for a whole one"


def test_a_wheel_with_another_hash_is_not_run(checkout: Path, tmp_path: Path) -> None:
    """Whoever answers for the index cannot run code in set-up by handing out another pip."""
    page = tmp_path / "index" / "pip"
    page.mkdir(parents=True)
    (page / "pip-25.3-py3-none-any.whl").write_bytes(b"PK not pip")
    (page / "index.html").write_text('<a href="pip-25.3-py3-none-any.whl#sha256=0">pip</a>')
    env = environment(tmp_path, "/usr/bin:/bin", PIP_INDEX_URL=page.parent.as_uri(), PIP_EXTRA_INDEX_URL="")
    done = subprocess.run(
        [sys.executable, "-I", str(checkout / "scripts/bootstrap_pip.py")],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "wrong hash" in done.stderr


def test_help_names_every_target() -> None:
    text = (ROOT / "Makefile").read_text()
    (phony,) = (line for line in text.splitlines() if line.startswith(".PHONY:"))
    # make test runs this under make, which would say which folder it enters.
    command = ["make", "--no-print-directory", "help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in shown.splitlines()} == set(phony.split()[1:])


def test_the_scripts_are_posix_sh() -> None:
    for path in (*ROOT.glob("scripts/*.sh"), ROOT / ".ci/run"):
        assert path.read_text().startswith("#!/bin/sh\n"), path
        assert os.access(path, os.X_OK), path
        subprocess.run(["sh", "-n", str(path)], check=True)


@pytest.mark.network
@pytest.mark.slow
def test_from_a_bare_python_to_a_working_command(checkout: Path, tools: str, tmp_path: Path) -> None:
    without_ensurepip(tmp_path / "tools")
    env = environment(tmp_path, tools)
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(tmp_path), "pip==25.3"],
        capture_output=True,
        check=False,
    )
    if asked.returncode:
        pytest.skip("the package index cannot be reached")

    first = make(checkout, env)
    assert first.returncode == 0, first.stderr
    assert first.stderr.count("\n") == 1, "one line: that it takes a while"
    command = str(checkout / ".venv/bin/overhaul")
    version = subprocess.run([command, "--version"], env=env, capture_output=True, text=True, check=True).stdout
    assert "0.1" in version

    stamp = checkout / ".venv/.overhaul-setup"
    before = (stamp.stat().st_mtime_ns, (checkout / ".venv/setup.log").stat().st_mtime_ns)
    second = make(checkout, env)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert (stamp.stat().st_mtime_ns, (checkout / ".venv/setup.log").stat().st_mtime_ns) == before


@pytest.mark.network
@pytest.mark.slow
def test_changed_requirements_are_installed_and_hashes_are_held(checkout: Path, tools: str, tmp_path: Path) -> None:
    """An entry whose bytes are not the pinned ones stops set-up, and says so."""
    (tmp_path / "tools/python3").symlink_to(REAL_PYTHON)
    wrong = hashlib.sha256(b"something else").hexdigest()
    (checkout / "requirements/dev.txt").write_text(f"iniconfig==2.3.1 --hash=sha256:{wrong}\n")
    done = make(checkout, environment(tmp_path, tools))
    if "Retrying" in done.stderr or "No matching distribution" in done.stderr:
        pytest.skip("the package index cannot be reached")
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert "setup: the requirements could not be installed." in done.stderr
    assert not (checkout / ".venv/.overhaul-setup").exists()
