"""Mappings that only have has_key."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A(dict):
    def has_key(self, k): pass
""",
            id="a dictionary",
        ),
        pytest.param(
            """\
class A:
    def __contains__(self, k): pass
    def has_key(self, k): pass
""",
            id="both",
        ),
        pytest.param("class A:\n    __contains__ = has_key = has\n", id="both, assigned"),
        pytest.param("class A:\n    def f(self, k):\n        has_key = self.f\n", id="a local name"),
    ],
)
def test_contains_method_leaves(source: str) -> None:
    check_noop("contains-method", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    def has_key(self, k):
        return k
""",
            """\
class A:
    def has_key(self, k):
        return k
    __contains__ = has_key
""",
            id="stdlib shelve 2.7",
        ),
        pytest.param(
            "class A:\n    def has(self, k):\n        return k\n\n    has_key = has\n",
            "class A:\n    def has(self, k):\n        return k\n\n    has_key = has\n    __contains__ = has_key\n",
            id="another name of a method",
        ),
    ],
)
def test_contains_method_rewrites(before: str, after: str) -> None:
    check_rewrite("contains-method", before, after)
