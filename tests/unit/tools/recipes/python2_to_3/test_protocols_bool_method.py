"""Truth."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def __bool__(self): return True
    __nonzero__ = __bool__
""",
            id="both",
        ),
    ],
)
def test_bool_method_leaves(source: str) -> None:
    check_noop("bool-method", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    def __nonzero__(self):
        return self.value
""",
            """\
class A:
    def __bool__(self):
        return bool(self.value)
""",
            id="stdlib xmlrpclib 2.7",
        ),
        pytest.param(
            """\
class A:
    def __nonzero__(self):
        return self.value > 0
""",
            """\
class A:
    def __bool__(self):
        return self.value > 0
""",
            id="a comparison",
        ),
        pytest.param(
            """\
class A:
    __nonzero__ = __len__
""",
            """\
class A:
    __bool__ = lambda self: bool(self.__len__())
""",
            id="an alias of the length",
        ),
        pytest.param("x = y.__nonzero__()\n", "x = y.__bool__()\n", id="a call"),
    ],
)
def test_bool_method_rewrites(before: str, after: str) -> None:
    check_rewrite("bool-method", before, after)
