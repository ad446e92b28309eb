"""Division."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
from __future__ import division
x = 1 / 2
""",
            id="true division was asked for",
        ),
        pytest.param("x = len(y) / 2.0\n", id="a float"),
        pytest.param(
            """\
def f(a, b):
    return a / b
""",
            id="unknown",
        ),
        pytest.param("x = float(n) / 2\n", id="a converted side"),
        pytest.param("x = 1 // 2\n", id="floored already"),
    ],
)
def test_division_leaves(source: str) -> None:
    check_noop("division", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("x = 3 / 2\n", "x = 3 // 2\n", id="a literal"),
        pytest.param("n = len(xs) / 2\n", "n = len(xs) // 2\n", id="a length"),
        pytest.param(
            """\
def f(a, lo, hi):
    mid = (lo + hi) / 2
    return a[mid]
""",
            """\
def f(a, lo, hi):
    mid = (lo + hi) // 2
    return a[mid]
""",
            id="stdlib bisect 2.7",
        ),
        pytest.param("y = x[:n / 2]\n", "y = x[:n // 2]\n", id="a slice"),
        pytest.param("s = ' ' * (width / 2)\n", "s = ' ' * (width // 2)\n", id="a repeated text"),
        pytest.param(
            """\
def f():
    n = 0
    for i in range(3):
        n += i
    n /= 2
    return n
""",
            """\
def f():
    n = 0
    for i in range(3):
        n += i
    n //= 2
    return n
""",
            id="a counter",
        ),
        pytest.param(
            """\
class A:
    def __init__(self):
        self.n = 0
    def half(self):
        return self.n / 2
""",
            """\
class A:
    def __init__(self):
        self.n = 0
    def half(self):
        return self.n // 2
""",
            id="an attribute",
        ),
        pytest.param("x = [i / 2 for i in xrange(9)]\n", "x = [i // 2 for i in xrange(9)]\n", id="a comprehension"),
    ],
)
def test_division_rewrites(before: str, after: str) -> None:
    check_rewrite("division", before, after)


def test_what_indexes_through_sums_is_whole() -> None:
    check_rewrite(
        "division",
        "def frame(data, rate, pad, start):\n    size = 144 * rate / HERTZ + pad\n    at = start + size\n"
        "    return data[at:at + 2]\n",
        "def frame(data, rate, pad, start):\n    size = 144 * rate // HERTZ + pad\n    at = start + size\n"
        "    return data[at:at + 2]\n",
    )
