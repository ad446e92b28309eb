"""Which files are the repository's tests."""

import posixpath
import re
from collections.abc import Iterable, Sequence

from overhaul.domain.paths import matches

_TEST_MODULE = re.compile(r"(?:test_?\w+|\w+_tests?|tests?|conftest)\.py\Z", re.IGNORECASE)
_STRICT = re.compile(r"(?:test_\w+|\w+_test|tests?|conftest)\.py\Z")
_FOLDERS = frozenset({"test", "tests", "unittests", "testsuite"})
_PLAIN = frozenset({"tests", "unittests"})
"""Folders of tests whatever their modules are called: ``test`` may be a product."""


def test_files(paths: Iterable[str], test_paths: Sequence[str] = ()) -> frozenset[str]:
    """The test files among ``paths``: modules named like tests, and everything in their folders.

    A folder counts when it is called ``tests`` and holds a module, or is called ``test`` (or the like) and holds, at
    any depth, a module named like a test; ``test_paths`` (files, folders or globs) count besides.
    """
    ordered = sorted(paths)
    folders = {
        ancestor
        for path in ordered
        if path.endswith(".py")
        for ancestor in _test_ancestors(path)
        if _TEST_MODULE.match(posixpath.basename(path)) or _holds(ancestor, path)
    }
    return frozenset(
        path
        for path in ordered
        if _STRICT.match(posixpath.basename(path))
        or any(ancestor in folders for ancestor in _test_ancestors(path))
        or (test_paths and matches(path, test_paths))
    )


def _holds(folder: str, path: str) -> bool:
    """Whether ``path`` lies in ``folder`` itself, and that is called as only folders of tests are."""
    return posixpath.dirname(path) == folder and posixpath.basename(folder).lower() in _PLAIN


def _test_ancestors(path: str) -> list[str]:
    """The folders above ``path`` that are called like test folders."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: i + 1]) for i, part in enumerate(parts) if part.lower() in _FOLDERS]
