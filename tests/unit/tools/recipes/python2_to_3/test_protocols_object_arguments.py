"""What object takes."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A(Base):
    def __new__(cls, *args):
        return super(A, cls).__new__(cls, *args)
""",
            id="a base with arguments",
        ),
        pytest.param(
            """\
class A(object):
    def __new__(cls):
        return object.__new__(cls)
""",
            id="nothing further",
        ),
    ],
)
def test_object_arguments_leaves(source: str) -> None:
    check_noop("object-arguments", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A(object):
    def __new__(cls, *args, **kw):
        return object.__new__(cls, *args, **kw)
""",
            """\
class A(object):
    def __new__(cls, *args, **kw):
        return object.__new__(cls)
""",
            id="a singleton",
        ),
        pytest.param(
            """\
class A(object):
    def __new__(cls, a):
        return super(A, cls).__new__(cls, a)
""",
            """\
class A(object):
    def __new__(cls, a):
        return super(A, cls).__new__(cls)
""",
            id="by super",
        ),
    ],
)
def test_object_arguments_rewrites(before: str, after: str) -> None:
    check_rewrite("object-arguments", before, after)
