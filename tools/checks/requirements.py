"""What must be installed before a repository's tests can run: its own needs, and the test tools."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from overhaul.domain.survey import Dependency, Survey
from overhaul.domain.testing import Runner, Suite
from tools.checks.distributions import BUILT_IN_NOW, DISTRIBUTIONS

_NAME = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?")
_NO_VERSION = re.compile(r",\s*={2,3}\s*(?!v?\d)\w[\w.*+!-]*|={2,3}\s*(?!v?\d)\w[\w.*+!-]*(?:\s*,\s*)?")
"""``==dev``, which setuptools once took for one more release that will do; pip finds none then."""

LEGACY_PINS = {
    "mock": "mock==2.0.0",
    "nose": "nose==1.3.7",
    "pytest": "pytest==4.6.11",
    "setuptools": "setuptools==44.1.1",
    "unittest2": "unittest2==1.1.0",
}
"""The last releases that run on CPython 2.7, where the newest must not be left to the index."""

TARGET_PINS = {
    "nose": "pynose==1.5.5",
    "pytest": "pytest==7.4.4",
    "setuptools": "setuptools<81",
}
"""On a current CPython: nose itself does not import there; pytest 7 still runs nose-style fixtures;
setuptools 81 dropped ``pkg_resources``."""

_GONE = {
    "unittest2": "unittest2 does not import on Python 3.10 and later; unittest has had what it offered since 2.7",
    "mox": "mox has no Python 3 release",
    "oauth2": "oauth2 is unmaintained; its last release may not import",
}


class Requirements(NamedTuple):
    """What to install, and what a person should know about it."""

    install: tuple[str, ...]
    notes: tuple[str, ...] = ()


def is_legacy(toolchain: str) -> bool:
    """Whether ``toolchain`` (``python2.7``) is a Python 2."""
    return toolchain.startswith("python2")


def test_tool_requirements(suites: Sequence[Suite], toolchain: str) -> tuple[str, ...]:
    """The test tools that ``suites`` need under ``toolchain``, sorted; unittest and scripts need none."""
    pins = LEGACY_PINS if is_legacy(toolchain) else TARGET_PINS
    tools = {Runner.PYTEST: "pytest", Runner.NOSE: "nose"}
    needed = {pins[tools[suite.runner]] for suite in suites if suite.runner in tools}
    if not is_legacy(toolchain):
        needed.add(TARGET_PINS["setuptools"])
    return tuple(sorted(needed))


test_tool_requirements.__test__ = False  # type: ignore[attr-defined]  # pytest must not collect it


def dependency_requirements(survey: Survey, toolchain: str) -> Requirements:
    """What the repository itself needs under ``toolchain``.

    Declared dependencies, and imported names whose distribution is known. Under the target, version
    limits are dropped: releases that a legacy repository asks for rarely run there.
    """
    wanted: dict[str, str] = {}
    notes: list[str] = []
    for dependency in survey.dependencies:
        if dependency.source != "import":
            _add(wanted, notes, dependency, toolchain)
    for name in sorted({name for file in survey.files for name in file.external}):
        distribution = DISTRIBUTIONS.get(name)
        if distribution is not None and _key(distribution) not in wanted:
            _add(wanted, notes, Dependency(name=distribution, requirement=distribution, source="import"), toolchain)
    return Requirements(tuple(wanted[key] for key in sorted(wanted)), tuple(dict.fromkeys(notes)))


def _add(wanted: dict[str, str], notes: list[str], dependency: Dependency, toolchain: str) -> None:
    found = _NAME.match(dependency.requirement) or _NAME.match(dependency.name)
    if found is None:
        notes.append(f"{dependency.requirement!r} ({dependency.source}) is not a requirement; not installed")
        return
    name, extras = found[1], found[2] or ""
    key = _key(name)
    if key in BUILT_IN_NOW:
        return
    if is_legacy(toolchain):
        wanted.setdefault(key, LEGACY_PINS.get(key, _NO_VERSION.sub("", dependency.requirement).strip()))
        return
    if key in _GONE:
        notes.append(_GONE[key])
        return
    if dependency.checked and dependency.python3_release is None:
        notes.append(f"{name}: no release supports the target; not installed")
        return
    plain = f"{name}{extras}"
    if plain != dependency.requirement.strip() and key not in TARGET_PINS:
        notes.append(f"{name}: its newest release is used on the target instead of {dependency.requirement!r}")
    wanted.setdefault(key, TARGET_PINS.get(key, plain))


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
