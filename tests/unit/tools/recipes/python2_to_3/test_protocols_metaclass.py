"""Metaclasses."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = cls.__metaclass__\n", id="read"),
    ],
)
def test_metaclass_leaves(source: str) -> None:
    check_noop("metaclass", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    __metaclass__ = M
    x = 1
""",
            """\
class A(metaclass=M):
    x = 1
""",
            id="no bases",
        ),
        pytest.param(
            """\
class A(object):
    __metaclass__ = abc.ABCMeta
""",
            """\
class A(object, metaclass=abc.ABCMeta):
    pass
""",
            id="stdlib abc 2.7",
        ),
        pytest.param(
            """\
class A():
    __metaclass__ = M
    x = 1
""",
            """\
class A(metaclass=M):
    x = 1
""",
            id="empty parentheses",
        ),
        pytest.param(
            """\
__metaclass__ = type
x = 1
""",
            "x = 1\n",
            id="a module of new-style classes",
        ),
    ],
)
def test_metaclass_rewrites(before: str, after: str) -> None:
    check_rewrite("metaclass", before, after)
