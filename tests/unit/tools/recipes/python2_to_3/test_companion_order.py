"""The order of Python 2, and heaps in it: what 2.7 gave for the same values."""

import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tools.recipes.python2_to_3._shared.companions import text_of
from tools.recipes.shipped import by_itself

NAMES = ("_legacy_order", "_legacy_heapq")


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """Both companions, as they lie in a folder on the import path."""
    for name in NAMES:
        (tmp_path / f"{name}.py").write_bytes(by_itself(text_of(name)))
    monkeypatch.syspath_prepend(tmp_path)
    for name in NAMES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    order, heaps = map(__import__, NAMES)
    for name in NAMES:
        monkeypatch.setitem(sys.modules, name, sys.modules[name])
    return order, heaps


@pytest.mark.parametrize(
    "ordered",
    [
        [None, False, 1, 2.5, {}, [], "", ()],
        [None, -1, [1], "a", "b", (0,)],
        [(None, 1), (1, "a"), (1, "b"), ("a", 1), ("a", "a")],
        [[], [1], [1, "a"], ["a"]],
        [{}, {"a": 1}, {"a": 2}, {"a": None, "b": 1}],
        [(100, "b"), ("b", 5, "x"), ("b", 100, "x")],
    ],
)
def test_values_are_ordered_as_they_were(modules: tuple[Any, Any], ordered: list[Any]) -> None:
    order, _ = modules
    backwards = ordered[::-1]
    assert sorted(backwards, key=order.key) == ordered
    assert sorted(backwards, key=order.keyed(lambda value: [value])) == ordered
    assert [order.compare(a, b) < 0 for a, b in pairwise(ordered)] == [True] * (len(ordered) - 1)


def test_what_has_no_order_stays_as_it_came(modules: tuple[Any, Any]) -> None:
    order, _ = modules
    objects = [object() for _ in range(5)]
    assert sorted(objects, key=order.key) == objects
    rows = [(1, one) for one in objects] + [(0, objects[0])]
    assert sorted(rows, key=order.key) == [rows[-1], *rows[:-1]]


def test_a_type_s_own_order_is_asked(modules: tuple[Any, Any]) -> None:
    """In either direction, as the operators do; what it raises is raised."""

    class Backwards(int):
        def __lt__(self, other: int) -> bool:
            if other == 0:
                raise ZeroDivisionError
            return int(self) > int(other)

        def __gt__(self, other: int) -> bool:
            return int(self) < int(other)

    order, _ = modules
    assert sorted([Backwards(1), Backwards(3), Backwards(2)], key=order.key) == [3, 2, 1]
    with pytest.raises(ZeroDivisionError):
        order.compare(Backwards(1), Backwards(0))


def test_heaps(modules: tuple[Any, Any]) -> None:
    _, heaps = modules
    heap = [(3, object()), (1, object()), (2, None), (1, "a"), (1, 5)]
    heaps.heapify(heap)
    heaps.heappush(heap, (0, "z"))
    assert heaps.heapreplace(heap, (9, None))[0] == 0
    assert heaps.heappushpop(heap, (None, 1)) == (None, 1)
    assert [heaps.heappop(heap)[0] for _ in range(6)] == [1, 1, 1, 2, 3, 9]
    with pytest.raises(IndexError):
        heaps.heappop(heap)
    assert heaps.nsmallest(2, [1, None, "a"]) == [None, 1]
    assert heaps.nlargest(1, [1, None, "a"], key=str) == ["a"]
    assert list(heaps.merge([None, 1], [0, "a"])) == [None, 0, 1, "a"]
