"""Real sandboxes for tests, or the reason why there is none here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from overhaul.domain.errors import SandboxFailure
from overhaul.domain.sandbox import Command, CommandResult, Limits, PackageIndex, Toolchain
from overhaul.settings import read_settings
from tools.sandbox.bubblewrap import BubblewrapSandbox, BubblewrapWorkspace
from tools.sandbox.docker import ENGINE, DockerSandbox, DockerWorkspace
from tools.sandbox.toolchains import HostToolchains

BASE_IMAGE = os.environ.get("OVERHAUL_DOCKER_IMAGE") or "overhaul-sandbox:base"
ENGINE_URL = os.environ.get("DOCKER_HOST") or ENGINE
KINDS = ("bubblewrap", pytest.param("docker", marks=pytest.mark.docker))
"""Parameters for a fixture or test that runs over every sandbox."""

AnySandbox = BubblewrapSandbox | DockerSandbox
AnyWorkspace = BubblewrapWorkspace | DockerWorkspace


def toolchain_called(name: str) -> Toolchain:
    """The interpreter of that name, found as the product finds it; where there is none, the test is skipped."""
    settings = read_settings()
    found = HostToolchains(
        search_path=settings.search_path,
        pyenv_root=settings.pyenv_root,
        home=settings.home,
        extra=settings.toolchain_roots,
    ).find(name)
    if found is None:
        pytest.skip(f"not run: no {name} on this machine")
    return found


@contextmanager
def sandbox(kind: str, scratch: Path, index: PackageIndex | None = None) -> Iterator[AnySandbox]:
    """A sandbox of that kind; where it cannot be had, the test is skipped as not run."""
    index = index or PackageIndex(offline=True)
    if kind == "docker":
        try:
            made = DockerSandbox(index, scratch, BASE_IMAGE, ENGINE_URL)
        except SandboxFailure as exc:
            pytest.skip(f"not run: {exc}")
        try:
            if not made.has_image():
                pytest.skip(f"not run: no image {BASE_IMAGE}; `make docker-base` makes it")
            yield made
        finally:
            made.close()
        return
    try:
        yield BubblewrapSandbox(index, scratch)
    except SandboxFailure as exc:
        if "not installed" not in str(exc):
            raise
        pytest.skip(f"not run: {exc}")


def shell(workspace: AnyWorkspace, script: str, **limits: float) -> CommandResult:
    """Run a shell script in the workspace."""
    return workspace.run(Command(argv=("sh", "-c", script), limits=_limits(limits)))


def python(workspace: AnyWorkspace, code: str, **limits: float) -> CommandResult:
    """Run Python code in the workspace, under the python3 every sandbox has in /usr."""
    return workspace.run(Command(argv=("/usr/bin/python3", "-c", code), limits=_limits(limits)))


def _limits(given: dict[str, float]) -> Limits:
    return Limits.model_validate({"wall_seconds": 60, **given})
