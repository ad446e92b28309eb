"""Tests beside the code they test: what a conversion may do to a module that is both."""

import pytest

from tools.checks.gate.context import Change
from tools.checks.gate.embedded import embedded_problems

HELPER = b"def assert_same(a, b):\n    assert a == b\n\n\n"
TABLE = b'__test__ = {"adds": """\n>>> print 1 + 1\n2\n"""}\n'


def change(before: bytes, after: bytes) -> Change:
    return Change("m.py", before, before, after, by_recipe=True)


@pytest.mark.parametrize("reported", [frozenset(), frozenset({"assert_same"})])
def test_examples_in_a_table_are_converted(reported: frozenset[str]) -> None:
    """Also where no test of the file was reported: what steered collection before steers it still."""
    before = HELPER + TABLE
    assert not list(embedded_problems(change(before, before.replace(b"print 1 + 1", b"print(1 + 1)")), reported))


def test_a_table_that_is_new_steers_collection() -> None:
    found = list(embedded_problems(change(HELPER, HELPER + TABLE), frozenset({"assert_same"})))
    assert len(found) == 1 and "newly steers collection" in found[0]
