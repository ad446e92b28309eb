"""Which files of a tree take part in its tests, and what they hold."""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tools.checks.detection.facts import TestFacts, read_facts

_TEST_FILE = re.compile(r"(?i)^(?:unit_?|func_?|all_?|run_?)?tests?(?:[_.\d-].*)?$|^test[A-Z_a-z].*$|.*[_-]tests?$")
_TEST_FILE_END = re.compile(r".*(?:[Tt]ests?|TEST)$")
_TEST_FOLDER = re.compile(r"(?i)^(?:.*[_-])?tests?(?:[_-].*)?$|^.{1,12}tests?$|^unittests?$|^t$")
_NEVER = frozenset({"build", "dist", ".git", ".hg", ".svn", ".tox", ".eggs", "node_modules", "__pycache__"})
_ASIDE = re.compile(
    r"(?i)^(?:examples?|docs?|documentation|samples?|demos?|sandbox|benchmarks?|stress|contrib|externals?|"
    r"vendor|_vendor|third_?party|ez_setup|templates?)$"
)
_MOST_BYTES = 2_000_000


def is_test_folder(name: str) -> bool:
    """Whether a folder's name says it holds tests."""
    return bool(_TEST_FOLDER.match(name)) and name.lower() not in ("latest", "contest")


def is_test_name(path: str) -> bool:
    """Whether a file's name says it holds tests."""
    stem = posixpath.basename(path).removesuffix(".py")
    return bool(_TEST_FILE.match(stem) or _TEST_FILE_END.match(stem)) and stem.lower() not in (
        "latest",
        "contest",
    )


def test_folder_of(path: str) -> str | None:
    """The topmost folder above ``path`` whose name says tests, or None."""
    parts = posixpath.dirname(path).split("/")
    for depth, name in enumerate(parts, start=1):
        if name and is_test_folder(name):
            return "/".join(parts[:depth])
    return None


@dataclass(frozen=True)
class TestFile:
    """A Python file and what it holds."""

    __test__ = False
    path: str
    facts: TestFacts

    @property
    def in_folder(self) -> bool:
        """Whether it lies in a test folder."""
        return test_folder_of(self.path) is not None

    @property
    def looks_like_tests(self) -> bool:
        """By name or place; without regard to what it holds."""
        return self.in_folder or is_test_name(self.path)

    @property
    def has_tests(self) -> bool:
        """It defines tests, and it is meant to be run as such."""
        holds = self.facts.direct or self.facts.classes
        if posixpath.basename(self.path) == "__init__.py":  # its functions named test are helpers
            holds = self.facts.methods
        return bool(holds) and (self.looks_like_tests or (bool(self.facts.methods) and self.facts.runs_itself))


class Inventory:
    """The Python and text files of ``tree`` that can matter to its tests. Reads each once."""

    def __init__(self, tree: Path, paths: Iterable[str]) -> None:
        self.tree = tree
        self.paths = tuple(sorted(path for path in paths if _NEVER.isdisjoint(path.split("/")[:-1])))
        self.known = frozenset(self.paths)
        self.modules = self._modules()

    def _modules(self) -> tuple[TestFile, ...]:
        return tuple(
            TestFile(path, read_facts(source))
            for path in self.paths
            if path.endswith(".py") and (source := self.read(path)) is not None
        )

    def read(self, path: str) -> bytes | None:
        """The content of a regular file of the tree, or None; links are not followed."""
        target = self.tree / path
        if path not in self.known or target.is_symlink() or not target.is_file():
            return None
        content = target.read_bytes()
        return content if len(content) <= _MOST_BYTES else None

    @cached_property
    def tests(self) -> tuple[TestFile, ...]:
        """Files that define tests. Those in examples, docs and the like only where there are no others."""
        found = [file for file in self.modules if file.has_tests]
        return tuple(prefer_main(found))

    @cached_property
    def factories(self) -> tuple[TestFile, ...]:
        """Test files that only make suites of their own: no tool collects anything in them by itself.

        One that gathers other test files is left out where those are run anyway.
        """
        names = {posixpath.basename(file.path).removesuffix(".py") for file in self.tests}
        found = [
            file for file in self.modules if file.facts.factories and not file.facts.direct and file.looks_like_tests
        ]
        if self.tests:
            found = [file for file in found if not gathers(file, names)]
        return tuple(file for file in prefer_main(found) if not self.tests or not _aside(file))

    def exists(self, path: str) -> bool:
        """Whether ``path`` is a file or folder of the tree."""
        return posixpath.normpath(path) in self.known or posixpath.normpath(path) in self.folders

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file, at any depth."""
        found: set[str] = set()
        for path in self.paths:
            while path := posixpath.dirname(path):
                found.add(path)
        return frozenset(found)

    def is_package(self, folder: str) -> bool:
        """Whether ``folder`` has an ``__init__.py``."""
        return posixpath.join(folder, "__init__.py") in self.known


_GATHERER = re.compile(r"(?i)^(?:all|run|main)|(?:_|^)all$|^__init__$|^tests?$|suites?$")


def gathers(file: TestFile, names: set[str]) -> bool:
    """Whether a suite factory collects tests of the other files called ``names``."""
    stem = posixpath.basename(file.path).removesuffix(".py")
    return bool(_GATHERER.search(stem) or file.facts.imports & names)


def _aside(file: TestFile) -> bool:
    """Whether a folder of examples or the like lies above the file, and above its test folder."""
    above = posixpath.dirname(test_folder_of(file.path) or file.path)
    return any(map(_ASIDE.match, above.split("/")))


def prefer_main(files: Iterable[TestFile]) -> list[TestFile]:
    """``files`` without those in examples, docs and the like; all of them where there are no others."""
    files = list(files)
    return [file for file in files if not _aside(file)] or files
