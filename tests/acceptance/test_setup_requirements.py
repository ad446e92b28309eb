"""The pins: one version of everything, all by hash, and what pyproject.toml asks for is in them."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text()
    return {canonicalize_name(package): version for package, version in PINNED.findall(text)}


def project() -> dict[str, list[str]]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {
        "run": table["project"]["dependencies"],
        "dev": [*table["dependency-groups"]["dev"], *table["project"]["optional-dependencies"]["api"]],
        "build": table["build-system"]["requires"],
    }


def test_every_pin_has_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n", "", path.read_text(), flags=re.MULTILINE).strip())
        assert entries
        for entry in entries:
            assert "--hash=sha256:" in entry, f"{path.name}: {entry}"


def test_the_three_files_pin_the_same_versions() -> None:
    dev = pins("dev.txt")
    for name in ("run.txt", "build.txt"):
        assert pins(name).items() <= dev.items(), f"{name} is out of step: make lock"


def test_what_the_project_asks_for_is_pinned() -> None:
    wanted = project()
    for name, groups in (("dev.txt", ("run", "dev", "build")), ("run.txt", ("run",)), ("build.txt", ("build",))):
        pinned = pins(name)
        for text in (text for group in groups for text in wanted[group]):
            requirement = Requirement(text)
            version = pinned.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement.name} is not in {name}: make lock"
            assert version in requirement.specifier, f"{name}: {requirement}: make lock"


def test_tools_for_developers_are_not_in_the_running_program() -> None:
    assert not {"pytest", "mypy", "ruff", "hypothesis", "import-linter", "fissix"} & pins("run.txt").keys()
