"""Heaps as the module ``heapq`` of Python 2 kept them: of whatever values, in the order of ``_legacy_order``.

Overhaul added this file when it converted the repository: it is part of the repository now, and may be edited. New
code is better written with ``heapq``, and with items that have an order.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from . import _legacy_order


def heappush(heap: list[Any], item: Any) -> None:
    """Put ``item`` on the heap."""
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)


def heappop(heap: list[Any]) -> Any:
    """Take the least item off the heap."""
    last = heap.pop()
    return heapreplace(heap, last) if heap else last


def heapreplace(heap: list[Any], item: Any) -> Any:
    """Take the least item off the heap, then put ``item`` there."""
    least, heap[0] = heap[0], item
    _sink(heap, 0)
    return least


def heappushpop(heap: list[Any], item: Any) -> Any:
    """Put ``item`` on the heap, then take the least item off."""
    return heapreplace(heap, item) if heap and _less(heap[0], item) else item


def heapify(heap: list[Any]) -> None:
    """Make a heap of a list."""
    for place in reversed(range(len(heap) // 2)):
        _sink(heap, place)


def nsmallest(n: int, iterable: Iterable[Any], key: Callable[[Any], Any] | None = None) -> list[Any]:
    """The ``n`` least items, the least first."""
    return heapq.nsmallest(n, iterable, key=_legacy_order.keyed(key))


def nlargest(n: int, iterable: Iterable[Any], key: Callable[[Any], Any] | None = None) -> list[Any]:
    """The ``n`` greatest items, the greatest first."""
    return heapq.nlargest(n, iterable, key=_legacy_order.keyed(key))


def merge(*iterables: Iterable[Any]) -> Iterator[Any]:
    """The items of sorted ``iterables``, sorted."""
    return heapq.merge(*iterables, key=_legacy_order.key)


def _less(one: Any, other: Any) -> bool:
    return _legacy_order.compare(one, other) < 0


def _sink(heap: list[Any], top: int) -> None:
    """Let the item at ``top`` fall to a leaf, then rise to its place: so equal items come off as they did."""
    item, place = heap[top], top
    while (child := 2 * place + 1) < len(heap):
        if child + 1 < len(heap) and not _less(heap[child], heap[child + 1]):
            child += 1
        heap[place] = heap[child]
        place = child
    heap[place] = item
    _rise(heap, top, place)


def _rise(heap: list[Any], top: int, place: int) -> None:
    """Let the item at ``place`` rise, at most to ``top``."""
    item = heap[place]
    while place > top and _less(item, heap[above := (place - 1) // 2]):
        heap[place] = heap[above]
        place = above
    heap[place] = item
