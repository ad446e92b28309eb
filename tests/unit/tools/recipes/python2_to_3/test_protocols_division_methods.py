"""Division and index methods."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def __div__(self, o): pass
    __truediv__ = __div__
""",
            id="both",
        ),
        pytest.param("f('__div__')\nA.method = made('__div__')\n", id="names that are told alone"),
    ],
)
def test_division_method_leaves(source: str) -> None:
    check_noop("division-method", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    def __div__(self, o): pass
    __rdiv__ = f
""",
            """\
class A:
    def __truediv__(self, o): pass
    __rtruediv__ = f
""",
            id="stdlib fractions 2.7",
        ),
        pytest.param(
            """\
class A:
    def __long__(self): pass
""",
            """\
class A:
    def __int__(self): pass
""",
            id="a long",
        ),
        pytest.param(
            "A.__div__ = made('__div__', 'x / y', '__idiv__')\nA.__rdiv__ = f\n",
            "A.__truediv__ = made('__truediv__', 'x / y', '__idiv__')\nA.__rtruediv__ = f\n",
            id="methods made from a text",
        ),
    ],
)
def test_division_method_rewrites(before: str, after: str) -> None:
    check_rewrite("division-method", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def __hex__(self): pass
""",
            id="no integer",
        ),
    ],
)
def test_index_method_leaves(source: str) -> None:
    check_noop("index-method", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    def __int__(self): return 1
    def __hex__(self): pass
""",
            """\
class A:
    def __int__(self): return 1
    __index__ = __int__
    def __hex__(self): pass
""",
            id="an address",
        ),
    ],
)
def test_index_method_rewrites(before: str, after: str) -> None:
    check_rewrite("index-method", before, after)
