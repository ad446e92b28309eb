"""Builtins found elsewhere."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
from functools import reduce
x = reduce(f, xs)
""",
            id="imported already",
        ),
        pytest.param("x = frame.reduce(f)\n", id="a method"),
    ],
)
def test_moved_builtin_leaves(source: str) -> None:
    check_noop("moved-builtin", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
import os
x = reduce(f, xs)
""",
            """\
from functools import reduce
import os
x = reduce(f, xs)
""",
            id="a sum",
        ),
        pytest.param(
            """\
import os
reload(os)
""",
            """\
import importlib
import os
importlib.reload(os)
""",
            id="stdlib optparse 2.7",
        ),
        pytest.param(
            """\
import os
x = intern("a")
""",
            """\
import sys
import os
x = sys.intern("a")
""",
            id="interned names",
        ),
        pytest.param("x = buffer(data)\n", "x = memoryview(data)\n", id="a view of bytes"),
    ],
)
def test_moved_builtin_rewrites(before: str, after: str) -> None:
    check_rewrite("moved-builtin", before, after)
