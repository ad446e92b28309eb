"""cmp."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("xs.sort(lambda a, b: cmp(a[1], b[1]))\n", id="a key soon"),
        pytest.param(
            """\
def cmp(a, b): return 0
x = cmp(1, 2)
""",
            id="a function of its own",
        ),
        pytest.param("x = filecmp.cmp(a, b)\n", id="a method"),
    ],
)
def test_cmp_function_leaves(source: str) -> None:
    check_noop("cmp-function", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    def __cmp__(self, o):
        return cmp(self.x, o.x)
""",
            """\
class A:
    def __cmp__(self, o):
        return (self.x > o.x) - (self.x < o.x)
""",
            id="simple operands",
        ),
        pytest.param("x = -cmp(a, b)\n", "x = -((a > b) - (a < b))\n", id="negated"),
        pytest.param(
            """\
import sys
x = cmp(f(a), f(b))
""",
            """\
import sys


def cmp(a, b):
    \"\"\"Compare two objects as the builtin of Python 2 did.\"\"\"
    return 0 if a == b else -1 if a < b else 1


x = cmp(f(a), f(b))
""",
            id="stdlib UserList 2.7",
        ),
        pytest.param(
            """\
class Loader:
    order = cmp
    def sort(self, order=cmp): pass
""",
            """\
def cmp(a, b):
    \"\"\"Compare two objects as the builtin of Python 2 did.\"\"\"
    return 0 if a == b else -1 if a < b else 1


class Loader:
    order = staticmethod(cmp)
    def sort(self, order=cmp): pass
""",
            id="stdlib unittest 2.7",
        ),
    ],
)
def test_cmp_function_rewrites(before: str, after: str) -> None:
    check_rewrite("cmp-function", before, after)
