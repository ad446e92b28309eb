"""Rounding."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A(float):
    def __float__(self): pass
""",
            id="a float",
        ),
        pytest.param(
            """\
class A:
    def __float__(self): pass
    def __round__(self, n=0): pass
""",
            id="both",
        ),
    ],
)
def test_round_method_leaves(source: str) -> None:
    check_noop("round-method", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    def __float__(self):
        return 1.0
""",
            """\
class A:
    def __float__(self):
        return 1.0

    def __round__(self, ndigits=0):
        return round(float(self), ndigits)
""",
            id="a number",
        ),
    ],
)
def test_round_method_rewrites(before: str, after: str) -> None:
    check_rewrite("round-method", before, after)
