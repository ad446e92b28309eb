"""Iterators."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def __iter__(self): return self
    def __next__(self): pass
    next = __next__
""",
            id="both",
        ),
        pytest.param("def next(self): pass\n", id="a function"),
    ],
)
def test_next_method_leaves(source: str) -> None:
    check_noop("next-method", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    def __iter__(self): return self
    def next(self):
        return 1
""",
            """\
class A:
    def __iter__(self): return self
    def __next__(self):
        return 1
""",
            id="stdlib csv 2.7",
        ),
        pytest.param(
            """\
class A:
    def next(self):
        return 1
""",
            """\
class A:
    def next(self):
        return 1
    __next__ = next
""",
            id="perhaps a plain method",
        ),
        pytest.param(
            """\
class Readings:
    def next(self):
        "Moves on."
        raise NotImplementedError(self)

    def skip(self): pass
""",
            """\
class Readings:
    def next(self):
        "Moves on."
        raise NotImplementedError(self)

    def __next__(self):
        return self.next()

    def skip(self): pass
""",
            id="to be overridden",
        ),
        pytest.param(
            """\
class A:
    def __iter__(self): return self
    def next(self): pass
x = a.next
""",
            """\
class A:
    def __iter__(self): return self
    def __next__(self): pass
    next = __next__
x = a.next
""",
            id="read by name",
        ),
    ],
)
def test_next_method_rewrites(before: str, after: str) -> None:
    check_rewrite("next-method", before, after)
