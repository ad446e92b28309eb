"""A command line that runs tests, read into a suite."""

import posixpath
import re
import shlex

from overhaul.domain.errors import BadSettings
from overhaul.domain.testing import Runner, Suite

_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")
_PYTHON = re.compile(r"^(?:\S*/)?(?:python[\d.]*|\{envpython\}|\$[({]?PYTHON[)}]?)$")
_NOSE = re.compile(r"^(?:\S*/)?nosetests[\d.-]*$")
_PYTEST = re.compile(r"^(?:\S*/)?(?:py\.test|pytest)$")


def suite_of_command(command: str, *, pythonpath: tuple[str, ...], test_suite: str = "") -> Suite:
    """The suite that ``command`` runs; what is not recognized becomes a script run as it stands.

    Raises:
        BadSettings: it is not a command line.
    """
    try:
        words = shlex.split(command)
    except ValueError as exc:
        raise BadSettings(f"The test command {command!r} cannot be read: {exc}.") from exc
    cwd, words = _folder(words)
    while words and _ASSIGNMENT.match(words[0]):
        name, _, value = words.pop(0).partition("=")
        if name == "PYTHONPATH":
            pythonpath = tuple(dict.fromkeys((*(part or "." for part in value.split(":")), *pythonpath)))
    if not words:
        raise BadSettings("The test command is empty.", hint="Name one, e.g. test_command = 'pytest tests'.")
    made = _recognize(words, test_suite)
    why = f"the command {command!r}"
    return made.model_copy(update={"cwd": cwd, "pythonpath": _local(pythonpath), "why": why})


def _local(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Only folders inside the repository: nothing else is there when the suite runs."""
    return tuple(f for f in map(posixpath.normpath, folders) if not f.startswith(("/", "..", "$"))) or (".",)


def _folder(words: list[str]) -> tuple[str, list[str]]:
    if len(words) > 3 and words[0] == "cd" and words[2] == "&&":
        folder = posixpath.normpath(words[1])
        if folder.startswith(("/", "..")):
            raise BadSettings(f"The test command leaves the repository: {words[1]}.")
        return folder, words[3:]
    return ".", words


def _recognize(words: list[str], test_suite: str) -> Suite:
    head, rest = words[0], words[1:]
    if _PYTEST.match(head):
        return _pytest(rest)
    if _NOSE.match(head):
        return Suite(name="nose", runner=Runner.NOSE, args=tuple(rest))
    if not _PYTHON.match(head):
        return Suite(name="command", runner=Runner.SCRIPT, args=tuple(words))
    while rest and rest[0] in ("-B", "-s", "-E", "-u", "-t", "-tt", "-3", "-R"):
        rest = rest[1:]
    if rest[:1] == ["-m"] and len(rest) > 1:
        return _module(rest[1], rest[2:])
    if rest[:1] == ["setup.py"] and rest[1:2] in (["test"], ["nosetests"], ["pytest"]):
        return _setup(rest[1], rest[2:], test_suite)
    return Suite(name="script", runner=Runner.SCRIPT, args=tuple(rest))


def _module(name: str, rest: list[str]) -> Suite:
    if name in ("pytest", "py.test"):
        return _pytest(rest)
    if name in ("nose", "nose2"):
        return Suite(name="nose", runner=Runner.NOSE, args=tuple(rest))
    if name in ("unittest", "unittest2"):
        return _unittest(rest)
    return Suite(name="script", runner=Runner.SCRIPT, args=("-m", name, *rest))


def _pytest(rest: list[str]) -> Suite:
    options: list[tuple[str, str]] = []
    words: list[str] = []
    waiting = iter(rest)
    for word in waiting:
        if word in ("-o", "--override-ini"):
            key, _, value = next(waiting, "").partition("=")
            options.append((key, value))
        else:
            words.append(word)
    return Suite(name="pytest", runner=Runner.PYTEST, args=tuple(words), options=tuple(options))


def _unittest(rest: list[str]) -> Suite:
    pattern, start, names = "test*.py", "", list[str]()
    waiting = iter(rest[1:] if rest[:1] == ["discover"] else rest)
    for word in waiting:
        if word in ("-p", "--pattern"):
            pattern = next(waiting, pattern)
        elif word in ("-s", "--start-directory"):
            start = next(waiting, "")
        elif word in ("-t", "--top-level-directory"):
            next(waiting, None)
        elif not word.startswith("-"):
            names.append(word)
    arguments = tuple(([start] if start else []) + names) or (".",)
    return Suite(name="unittest", runner=Runner.UNITTEST, args=arguments, options=(("pattern", pattern),))


def _setup(verb: str, rest: list[str], test_suite: str) -> Suite:
    if verb == "pytest":
        return _pytest([])
    for number, word in enumerate(rest):
        if word in ("-s", "--test-suite") and number + 1 < len(rest):
            test_suite = rest[number + 1]
        elif word.startswith("--test-suite="):
            test_suite = word.partition("=")[2]
    if verb == "nosetests" or test_suite in ("", "nose.collector"):
        return Suite(name="nose", runner=Runner.NOSE)
    return Suite(name="unittest", runner=Runner.UNITTEST, args=(test_suite.replace(":", "."),))
