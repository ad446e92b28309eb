"""Slices."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def f(self):
        return self.__getslice__(1, 2)
""",
            id="on itself",
        ),
    ],
)
def test_slice_method_leaves(source: str) -> None:
    check_noop("slice-method", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    def __len__(self): return 1
    def __getitem__(self, i):
        return self.data[i]
    def __getslice__(self, i, j):
        return self.data[i:j]
""",
            """\
class A:
    def __len__(self): return 1
    def __getitem__(self, i):
        if isinstance(i, slice) and i.step is None:
            start, stop, _ = i.indices(len(self))
            return self.__getslice__(start, stop)
        return self.data[i]
    def __getslice__(self, i, j):
        return self.data[i:j]
""",
            id="stdlib UserList 2.7",
        ),
        pytest.param(
            """\
class L(list):
    def __getslice__(self, i, j):
        return L(list.__getslice__(self, i, j))
""",
            """\
class L(list):
    def __getslice__(self, i, j):
        return L(list.__getitem__(self, slice(i, j)))

    def __getitem__(self, key):
        if isinstance(key, slice) and key.step is None:
            start, stop, _ = key.indices(len(self))
            return self.__getslice__(start, stop)
        return super(L, self).__getitem__(key)
""",
            id="a list",
        ),
    ],
)
def test_slice_method_rewrites(before: str, after: str) -> None:
    check_rewrite("slice-method", before, after)
