"""Which tests a cheap trial runs: some that fail for the cause, others beside them, and a few that pass."""

from collections.abc import Mapping, Sequence, Set

from overhaul.domain.testing import Outcome, TestResult, file_part

_FILES = 3
"""Test files that stand for a cluster."""
_MOST = 60
"""Tests of a cluster that stand for all of them."""
_GUARDS = 15
"""Passing tests of each of those files that must go on passing; the gate runs all."""
_LATE = 2.0
"""A test that fails after so many seconds runs where it stands for its cluster, and not beside others."""


def representatives(tests: Sequence[str]) -> tuple[str, ...]:
    """Some of ``tests``: those in the few files that hold most of them."""
    heads: dict[str, list[str]] = {}
    for test in tests:
        heads.setdefault(file_part(test), []).append(test)
    chosen = sorted(heads, key=lambda head: (-len(heads[head]), head))[:_FILES]
    return tuple(sorted(spread([test for head in chosen for test in heads[head]], _MOST)))


def company(tests: Sequence[str], results: Mapping[str, TestResult], wanted: Set[str]) -> tuple[str, ...]:
    """``tests`` with what runs beside them: of their files, other wanted tests that fail, and some that pass."""
    files = {file_part(test) for test in tests}
    failing: list[str] = []
    passing: dict[str, list[str]] = {}
    for id in sorted(wanted - set(tests)):
        result = results.get(id)
        if result is None or file_part(id) not in files:
            continue
        if result.outcome is not Outcome.PASSED and result.seconds >= _LATE:
            continue
        if result.outcome is Outcome.PASSED:
            passing.setdefault(file_part(id), []).append(id)
        else:
            failing.append(id)
    guards = [id for ids in passing.values() for id in spread(ids, _GUARDS)]
    return tuple(sorted({*tests, *spread(failing, _MOST), *guards}))


def spread(tests: Sequence[str], most: int) -> Sequence[str]:
    """At most ``most`` of ``tests``, evenly spread over them."""
    if len(tests) <= most:
        return tests
    return [tests[n * len(tests) // most] for n in range(most)]
