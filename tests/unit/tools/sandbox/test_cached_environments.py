"""Environments: made once, one bad requirement costs only itself, and processes do not collide."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from overhaul.domain.ports.sandbox import Workspace
from overhaul.domain.sandbox import CommandResult, Ended, Limits, Mount, Toolchain
from tools.sandbox.environments import CachedEnvironments, failure_reason

TOOLCHAIN = Toolchain(name="python2.7", version="2.7.18", executable="/opt/py27/bin/python2.7")
PIP_27 = """Collecting mysql-python
  Complete output from command python setup.py egg_info:
    Traceback (most recent call last):
      File "<string>", line 1, in <module>
    EnvironmentError: mysql_config not found

    ----------------------------------------
Command "python setup.py egg_info" failed with error code 1 in /tmp/pip-build-x/mysql-python
"""
PIP_NEW = """      File "<string>", line 14, in <module>
          print "old"
          ^^^^^^^^^^^
      SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?
      [end of output]

  note: This error originates from a subprocess, and is likely not a problem with pip.
error: metadata-generation-failed

× Encountered error while generating package metadata.
hint: See above for details.
"""
PIP_MISSING = """Looking in indexes: http://pypi.org/simple
ERROR: Could not find a version that satisfies the requirement nope (from versions: none)
ERROR: No matching distribution found for nope
WARNING: You are using pip version 20
"""


class ScriptedInstaller:
    """A sandbox whose index holds the distributions it is told of; nothing is run."""

    name = "scripted"

    def __init__(self, known: dict[str, str], conflicts: Callable[[Sequence[str]], bool] | None = None) -> None:
        self.known = known
        self.conflicts = conflicts or (lambda _requirements: False)
        self.calls: list[tuple[str, ...]] = []
        self.problem = b""

    def open(
        self, base: Path, *, toolchain: Toolchain | None = None, mounts: Sequence[Mount] = ()
    ) -> AbstractContextManager[Workspace]:
        raise NotImplementedError

    def install(
        self, toolchain: Toolchain, requirements: Sequence[str], destination: Path, limits: Limits
    ) -> CommandResult:
        self.calls.append(tuple(requirements))
        missing = [name for name in requirements if name not in self.known]
        output, code = self.problem, 0
        if missing or self.conflicts(requirements):
            output, code = output + f"ERROR: No matching distribution found for {missing}".encode(), 1
        else:
            for name in requirements:
                (destination / f"{name.replace('-', '_')}-{self.known[name]}.dist-info").mkdir(parents=True)
        return CommandResult(ended=Ended.EXITED, exit_code=code, output=output, truncated=False, seconds=0.1)


def test_nothing_wanted_is_nothing_made(tmp_path: Path) -> None:
    environment = CachedEnvironments(ScriptedInstaller({}), tmp_path / "cache").build(TOOLCHAIN, ())
    assert (environment.path, environment.installed, environment.failed) == ("", (), ())
    assert not (tmp_path / "cache").exists()


def test_equal_requests_are_made_once_whatever_their_order(tmp_path: Path) -> None:
    sandbox = ScriptedInstaller({"six": "1.17.0", "zope.interface": "5.0", "a-b": "1"})
    first = CachedEnvironments(sandbox, tmp_path).build(TOOLCHAIN, ["six", "a-b", "zope.interface"])
    second = CachedEnvironments(sandbox, tmp_path).build(TOOLCHAIN, ["a-b", "zope.interface", "six", "six"])
    assert first == second
    assert first.installed == ("a-b==1", "six==1.17.0", "zope-interface==5.0")
    assert len(sandbox.calls) == 1
    assert Path(first.path).is_dir()


def test_other_toolchains_and_requirements_have_folders_of_their_own(tmp_path: Path) -> None:
    environments = CachedEnvironments(ScriptedInstaller({"six": "1", "mock": "2"}), tmp_path)
    other = TOOLCHAIN.model_copy(update={"executable": "/elsewhere"})
    stand_in = TOOLCHAIN.model_copy(update={"stand_in_for": "python2.6"})
    paths = [
        environments.build(*request).path for request in ((TOOLCHAIN, ["six"]), (other, ["six"]), (TOOLCHAIN, ["mock"]))
    ]
    assert len(set(paths)) == 3
    assert environments.build(stand_in, ["six"]).path == paths[0]


def test_one_bad_requirement_costs_only_itself(tmp_path: Path) -> None:
    sandbox = ScriptedInstaller({"six": "1", "mock": "2"})
    environment = CachedEnvironments(sandbox, tmp_path).build(TOOLCHAIN, ["six", "nope", "mock"])
    assert environment.installed == ("mock==2", "six==1")
    assert environment.failed == (("nope", "No matching distribution found for ['nope']"),)
    assert sandbox.calls[-1] == ("mock", "six")
    again = len(sandbox.calls)
    assert CachedEnvironments(sandbox, tmp_path).build(TOOLCHAIN, ["six", "nope", "mock"]) == environment
    assert len(sandbox.calls) == again


def test_requirements_that_contradict_each_other_are_installed_in_turn(tmp_path: Path) -> None:
    sandbox = ScriptedInstaller({"a": "1", "b": "2"}, conflicts=lambda wanted: len(wanted) > 1)
    environment = CachedEnvironments(sandbox, tmp_path).build(TOOLCHAIN, ["a", "b"])
    assert environment.installed == ("a==1", "b==2")
    assert environment.failed == ()


def test_nothing_installable_leaves_no_path_and_is_remembered(tmp_path: Path) -> None:
    sandbox = ScriptedInstaller({})
    environments = CachedEnvironments(sandbox, tmp_path)
    assert environments.build(TOOLCHAIN, ["nope"]).path == ""
    assert environments.build(TOOLCHAIN, ["nope"]).failed
    assert len(sandbox.calls) == 1


def test_an_index_that_did_not_answer_is_asked_again(tmp_path: Path) -> None:
    sandbox = ScriptedInstaller({"six": "1"})
    sandbox.problem = b"\n[overhaul] index: the package index pypi.org cannot be reached: timed out\n"
    environments = CachedEnvironments(sandbox, tmp_path)
    first = environments.build(TOOLCHAIN, ["six", "nope"])
    assert first.failed == (("nope", "the package index pypi.org cannot be reached: timed out"),)
    sandbox.known["nope"] = "3"
    sandbox.problem = b""
    second = environments.build(TOOLCHAIN, ["six", "nope"])
    assert second.installed == ("nope==3", "six==1")
    assert Path(first.path).is_dir()


def test_a_half_made_environment_is_made_again(tmp_path: Path) -> None:
    sandbox = ScriptedInstaller({"six": "1"})
    environments = CachedEnvironments(sandbox, tmp_path)
    path = Path(environments.build(TOOLCHAIN, ["six"]).path)
    (path.parent / "environment.json").write_text("{")
    assert environments.build(TOOLCHAIN, ["six"]).path == str(path)
    assert len(sandbox.calls) == 2


def test_whoever_comes_second_waits_and_finds_it_made(tmp_path: Path) -> None:
    sandbox = ScriptedInstaller({"six": "1"})
    found: list[str] = []

    def build() -> None:
        found.append(CachedEnvironments(sandbox, tmp_path).build(TOOLCHAIN, ["six"]).path)

    threads = [threading.Thread(target=build) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(sandbox.calls) == 1
    assert not list(tmp_path.glob(".making-*"))


def result(output: str, ended: Ended = Ended.EXITED) -> CommandResult:
    return CommandResult(ended=ended, exit_code=1, output=output.encode(), truncated=False, seconds=9.0)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (PIP_27, "EnvironmentError: mysql_config not found"),
        (PIP_NEW, "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?"),
        (PIP_MISSING, "No matching distribution found for nope"),
        ("something odd\n\n", "something odd"),
        ("", "pip ended with status 1"),
        ("x\x1b[31mred\n", "x [31mred"),
    ],
)
def test_the_reason_is_the_line_that_matters(output: str, reason: str) -> None:
    assert failure_reason(result(output)) == reason


def test_an_installation_that_took_too_long_says_so() -> None:
    assert "longer than 9 seconds" in failure_reason(result("x", Ended.TIMED_OUT))
