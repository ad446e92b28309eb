"""What every check may look at: the proposal beside the trees, read without following links."""

import posixpath
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from overhaul.domain.edits import ProposerKind
from overhaul.domain.gate import CheckId, CheckOutcome, CheckResult
from overhaul.domain.ports.gate import GateRequest
from overhaul.domain.testing import Runner, Suite
from tools.checks.detection.inventory import is_test_name, test_folder_of
from tools.checks.identity import file_of

TEST_CONFIGURATION = frozenset(
    {"conftest.py", "pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", ".coveragerc", "noserc"}
)
"""Files that can change which tests run and how, by base name."""


class Change(NamedTuple):
    """One file of the proposal at three times; None: absent."""

    path: str
    base: bytes | None
    before: bytes | None
    after: bytes | None
    by_recipe: bool
    """Every part of the change comes from a recipe."""

    @property
    def is_python(self) -> bool:
        """Whether it is a Python source, by name or by its first line."""
        return self.path.endswith((".py", ".pyw")) or says_python(self.after or self.before or b"")

    @property
    def is_script(self) -> bool:
        """Whether it was a script for Python before, by its first line."""
        return says_python(self.before or b"")


class GateContext:
    """One request, prepared for the checks."""

    def __init__(self, request: GateRequest) -> None:
        self.request = request

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What would really change, in path order."""
        return tuple(
            Change(
                path=path,
                base=read_regular(self.request.base, path),
                before=read_regular(self.request.before, path),
                after=content,
                by_recipe=self._by_recipe(path),
            )
            for path, content in sorted(self.request.contents.items())
        )

    def _by_recipe(self, path: str) -> bool:
        proposal = self.request.proposal
        kinds = {hunk.origin.kind for hunk in proposal.hunks if hunk.path == path}
        kinds = kinds or {origin.kind for origin in proposal.origins}
        return kinds == {ProposerKind.RECIPE}

    @property
    def all_by_recipes(self) -> bool:
        """Whether no template and no model had a hand in the proposal."""
        return all(change.by_recipe for change in self.changes) and all(
            origin.kind is ProposerKind.RECIPE for origin in self.request.proposal.origins
        )

    @cached_property
    def reported_files(self) -> frozenset[str]:
        """Files that reported tests came from."""
        return frozenset(path for path in map(file_of, self._reported) if path)

    @cached_property
    def _reported(self) -> frozenset[str]:
        """Ids of all tests that reported, under either toolchain."""
        run = self.request.before_run
        return self.request.legacy_passed | ({result.id for result in run.results} if run else frozenset())

    def tests_in(self, path: str) -> frozenset[str]:
        """Top-level names of ``path`` that tests were reported from; examples of documentation have none."""
        module = posixpath.basename(path).removesuffix(".py")
        names = {re.split(r"::|[\[(#]", test)[1] for test in self._reported if test.startswith(path + "::")}
        return frozenset(name for name in names if name.isidentifier() and name != module)

    @cached_property
    def test_scripts(self) -> frozenset[str]:
        """Scripts that a suite runs as a whole, where each of them is a test."""
        suites = [suite for suite in self.request.suites if suite.runner is Runner.SCRIPT]
        words = {(suite.cwd, word.partition(":")[0]) for suite in suites for word in suite.args}
        paths = {posixpath.normpath(posixpath.join(folder, word)) for folder, word in words if not word.startswith("-")}
        return frozenset(path + end for path in paths for end in ("", ".py")) - {"setup.py"}

    @property
    def roots(self) -> tuple[str, ...]:
        """The folders on the import path, as the suites have them."""
        return roots_of(self.request.suites)

    def is_test(self, path: str) -> bool:
        """Whether ``path`` is a test, test data or test configuration: by place, by name or by its results.

        A source that holds doctests beside its code is none: recipes and templates must reach it.
        """
        name = posixpath.basename(path)
        if name.lower() in TEST_CONFIGURATION or test_folder_of(path) is not None or path in self.test_scripts:
            return True
        named = path.endswith(".py") or "." not in name
        return (named and is_test_name(path)) or (path in self.reported_files and not path.endswith(".py"))


def says_python(content: bytes) -> bool:
    """Whether the first line asks for Python."""
    first = content.split(b"\n", 1)[0]
    return first.startswith(b"#!") and b"python" in first


def roots_of(suites: Sequence[Suite]) -> tuple[str, ...]:
    """The folders that ``suites`` put on the import path, each once; the repository's root where there is none."""
    return tuple(dict.fromkeys(root for suite in suites for root in suite.pythonpath)) or (".",)


def read_regular(tree: Path, path: str) -> bytes | None:
    """The content of a regular file below ``tree``; None where there is none or a link is in the way."""
    here = tree
    for part in path.split("/"):
        here = here / part
        if here.is_symlink():
            return None
    return here.read_bytes() if here.is_file() else None


def passed(check: CheckId, detail: str = "", items: tuple[str, ...] = ()) -> CheckResult:
    """The check found nothing against it."""
    return CheckResult(check=check, outcome=CheckOutcome.PASSED, detail=detail, items=items)


def refused(check: CheckId, detail: str, items: tuple[str, ...] | list[str] = ()) -> CheckResult:
    """The check refuses; ``items`` name what."""
    return CheckResult(check=check, outcome=CheckOutcome.REFUSED, detail=detail, items=tuple(items))


def not_run(check: CheckId, why: str) -> CheckResult:
    """The check could not run."""
    return CheckResult(check=check, outcome=CheckOutcome.NOT_RUN, detail=why)
