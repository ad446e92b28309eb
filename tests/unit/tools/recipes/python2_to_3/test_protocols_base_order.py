"""Bases that have no resolution order."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class M: pass
class B: pass
class C(M, B): pass
""",
            id="a mixin first",
        ),
        pytest.param("class C(Base, object): pass\n", id="object last"),
    ],
)
def test_base_order_leaves(source: str) -> None:
    check_noop("base-order", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class Childless: pass
class Text(Childless): pass
class CData(Childless, Text): pass
""",
            """\
class Childless: pass
class Text(Childless): pass
class CData(Text): pass
""",
            id="stdlib minidom 2.7",
        ),
        pytest.param("class C(object, Base): pass\n", "class C(Base, object): pass\n", id="object first"),
    ],
)
def test_base_order_rewrites(before: str, after: str) -> None:
    check_rewrite("base-order", before, after)
