"""TESTS_INTACT: tests change by recipes only, none asserts less, and no other code reaches for them."""

import posixpath
import re
from collections.abc import Iterator

from overhaul.domain.gate import CheckId, CheckResult
from tools.checks.gate.context import TEST_CONFIGURATION, Change, GateContext, passed, refused
from tools.checks.gate.embedded import embedded_problems
from tools.checks.gate.shape import read_shape
from tools.checks.gate.special_cases import special_cases
from tools.checks.gate.tampering import tamperings
from tools.checks.gate.weakening import weakenings
from tools.recipes.examples import TEXT_SUFFIXES
from tools.recipes.shipped import is_shipped

_SKIPPED = re.compile(rb"#[ \t]*doctest:[^\n]*\+[ \t]*SKIP")


def check_tests_intact(context: GateContext) -> CheckResult:
    """Every changed file, held against the base commit and against the tree before."""
    problems: list[str] = []
    tests = 0
    for change in context.changes:
        if change.after == change.before:
            continue
        is_test = context.is_test(change.path)
        tests += is_test
        found = _test(change) if is_test else _other(change, context.tests_in(change.path))
        problems += [f"{change.path}: {problem}" for problem in found]
    problems += [f"{case}, as a test expects it" for case in special_cases(context)]
    if problems:
        return refused(CheckId.TESTS_INTACT, "the proposal would weaken the tests", sorted(set(problems)))
    told = f"{tests} test files changed, all by recipes; none asserts less" if tests else "no test is touched"
    return passed(CheckId.TESTS_INTACT, told)


def _test(change: Change) -> Iterator[str]:
    known = change.before if change.before is not None else change.base
    if not change.by_recipe:
        yield "tests change by recipes only"
    if change.after is None:
        yield "a test file would be deleted"
        return
    if posixpath.basename(change.path) == "conftest.py" and known is None:
        yield "a new test configuration"
    if not change.is_python:
        yield from _data(change)
        return
    new = read_shape(change.after)
    for old in dict.fromkeys(text for text in (change.base, change.before) if text is not None):
        yield from weakenings(read_shape(old), new)


def _data(change: Change) -> Iterator[str]:
    """Data that tests read may change in no way but examples of documentation being converted."""
    name = posixpath.basename(change.path)
    if name in TEST_CONFIGURATION:
        return
    known = change.before if change.before is not None else change.base
    if known is None:
        return
    is_document = name.endswith(TEXT_SUFFIXES) and b">>> " in known
    if not is_document:
        yield "test data would change"
        return
    yield from weakenings(read_shape(known), read_shape(change.after or b""))


def _is_shipped(change: Change) -> bool:
    """Whether a recipe adds, byte for byte, a file that is part of this program: nobody else wrote any of it.

    A stand-in for a module that is gone must do what that module did, which may be a sign of tampering in
    code that a repository or a model brings.
    """
    new = change.before is None and change.base is None
    return new and change.by_recipe and change.after is not None and is_shipped(change.after)


def _other(change: Change, reported: frozenset[str] = frozenset()) -> Iterator[str]:
    if change.after is None:
        if reported and change.before is not None:
            yield "tests would be deleted"
        return
    if not _is_shipped(change):
        yield from tamperings(change)
    yield from embedded_problems(change, reported)
    if change.before is not None and not change.by_recipe:  # a recipe may have taken an import out of one before
        was, now = change.before.count(b">>> "), change.after.count(b">>> ")
        if now < was:
            yield f"{now} examples in documentation, were {was}"
    for old in dict.fromkeys(text for text in (change.base, change.before) if text is not None):
        if len(_SKIPPED.findall(change.after)) > len(_SKIPPED.findall(old)):
            yield "an example in documentation is newly skipped"
