"""Sorting by functions."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('cursor.sort("name")\n', id="a database cursor"),
        pytest.param("xs.sort(key=f)\n", id="a key"),
        pytest.param("q.sort(field)\n", id="a query"),
    ],
)
def test_sort_function_leaves(source: str) -> None:
    check_noop("sort-function", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "xs.sort(lambda a, b: cmp(a[1], b[1]))\n", "xs.sort(key=lambda a: a[1])\n", id="a lambda over parts"
        ),
        pytest.param(
            "xs.sort(lambda a, b: cmp(b.x, a.x))\n", "xs.sort(key=lambda b: b.x, reverse=True)\n", id="turned round"
        ),
        pytest.param(
            "xs.sort(lambda a, b: -cmp(a.x, b.x))\n", "xs.sort(key=lambda a: a.x, reverse=True)\n", id="negated"
        ),
        pytest.param("xs.sort(cmp)\n", "xs.sort()\n", id="the builtin itself"),
        pytest.param(
            "y = sorted(xs, cmp=f, reverse=True)\n",
            """\
import functools
y = sorted(xs, key=functools.cmp_to_key(f), reverse=True)
""",
            id="by keyword",
        ),
        pytest.param(
            """\
def by_size(a, b): pass
xs.sort(by_size)
""",
            """\
import functools
def by_size(a, b): pass
xs.sort(key=functools.cmp_to_key(by_size))
""",
            id="a function of the file",
        ),
        pytest.param("xs.sort(None, f)\n", "xs.sort(key=f)\n", id="None and a key"),
    ],
)
def test_sort_function_rewrites(before: str, after: str) -> None:
    check_rewrite("sort-function", before, after)
