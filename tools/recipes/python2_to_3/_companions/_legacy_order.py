"""The order that Python 2 gave to values which Python 3 does not order: None, unlike types, plain objects.

``None`` is less than anything; a number less than anything that is none; other unlike types go by their names.
Where Python 2 fell back to addresses, values are alike here: they stay as they came, in every run. Overhaul added
this file when it converted the repository: it is part of the repository now, and may be edited.
"""

import functools
from collections.abc import Callable
from typing import Any


def compare(one: Any, other: Any) -> int:
    """Less than zero where ``one`` is less, more than zero where it is more, zero where neither is said to be."""
    if one is other:
        return 0
    for kind in (tuple, list):
        if isinstance(one, kind) and isinstance(other, kind):
            return _compare_rows(one, other)
    if isinstance(one, dict) and isinstance(other, dict):
        return _compare_tables(one, other)
    if _ask(one, other, "__eq__", "__eq__") is True:
        return 0
    less = _ask(one, other, "__lt__", "__gt__")
    if less is not NotImplemented and less:
        return -1
    more = _ask(one, other, "__gt__", "__lt__")
    if more is not NotImplemented and more:
        return 1
    return _by_kind(one, other) if less is more is NotImplemented else 0


key = functools.cmp_to_key(compare)
"""For ``sort(key=key)``, ``min``, ``max`` and their like."""


def keyed(function: Callable[[Any], Any] | None = None) -> Callable[[Any], Any]:
    """For ``sort(key=keyed(function))``: what ``function`` gives, in this order."""
    return key if function is None else lambda value: key(function(value))


def _ask(one: Any, other: Any, name: str, mirrored: str) -> Any:
    """What the types of the two say, as an operator asks them; NotImplemented where neither knows."""
    answer = getattr(type(one), name)(one, other)
    return getattr(type(other), mirrored)(other, one) if answer is NotImplemented else answer


def _compare_rows(one: Any, other: Any) -> int:
    for mine, yours in zip(one, other, strict=False):
        if found := compare(mine, yours):
            return found
    return (len(one) > len(other)) - (len(one) < len(other))


def _compare_tables(one: Any, other: Any) -> int:
    """The one with fewer keys is less; then the smallest key that tells the two apart decides."""
    if len(one) != len(other):
        return -1 if len(one) < len(other) else 1
    mine, yours = (
        min((k for k in this if k not in that or that[k] != this[k]), key=key, default=None)
        for this, that in ((one, other), (other, one))
    )
    return compare(mine, yours) or (0 if mine is None else compare(one[mine], other[mine]))


def _by_kind(one: Any, other: Any) -> int:
    mine, yours = _rank(one), _rank(other)
    return (mine > yours) - (mine < yours)


def _rank(value: Any) -> tuple[bool, str]:
    kind = type(value)
    is_number = hasattr(kind, "__int__") or hasattr(kind, "__float__")
    return value is not None, "" if is_number else kind.__name__
