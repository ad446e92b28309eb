"""A value in JSON that two Pythons agree on: docs/behaviour.md has the forms."""
from __future__ import absolute_import

import itertools
import json
import types

_DEPTH = 6
_NODES = 400
_ITEMS = 50
_MODERN = str is not bytes
_TEXT = str if _MODERN else unicode  # noqa: F821
_INTEGERS = (int,) if _MODERN else (int, long)  # noqa: F821
_VIEWS = ("dict_keys", "dict_values", "dict_items")


class TooBig(Exception):
    """The value cannot be written down whole."""


def canonical(value):
    """The JSON text of ``value``. Raises ``TooBig``."""
    return json.dumps(_Writer().write(value, 0), sort_keys=True)


class _Writer(object):
    def __init__(self):
        self._left = _NODES

    def write(self, value, depth):
        self._left -= 1
        if depth > _DEPTH or self._left < 0:
            raise TooBig()
        if value is None or value is True or value is False:
            return value
        kind = type(value)
        if kind in _INTEGERS:
            return ["int", "%d" % value]
        if kind is float or kind is complex:
            return [kind.__name__, repr(value)]
        if kind is _TEXT:
            return ["text", value]
        if isinstance(value, (bytes, bytearray)):
            return ["str" if kind is bytes and not _MODERN else "bytes", bytes(value).decode("latin-1")]
        return self._compound(value, kind, depth + 1)

    def _compound(self, value, kind, depth):
        if kind in (list, tuple):
            return [kind.__name__, [self.write(item, depth) for item in value]]
        if isinstance(value, dict):
            pairs = [[self.write(key, depth), self.write(item, depth)] for key, item in list(value.items())]
            return ["dict", sorted(pairs, key=_order)]
        if kind in (set, frozenset):
            return ["set", sorted((self.write(item, depth) for item in value), key=_order)]
        if kind.__name__ in ("range", "xrange"):
            return ["range", [self.write(item, depth) for item in itertools.islice(value, _ITEMS)]]
        if kind.__name__ in _VIEWS:
            return ["view", sorted((self.write(item, depth) for item in value), key=_order)]
        if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType)) or _is_old(value):
            return ["name", getattr(value, "__name__", "?")]
        if hasattr(value, "__iter__") and (hasattr(value, "__next__") or hasattr(value, "next")):
            return ["iterator", [self.write(item, depth) for item in itertools.islice(value, _ITEMS)]]
        return self._instance(value, depth)

    def _instance(self, value, depth):
        name = getattr(getattr(value, "__class__", type(value)), "__name__", "?")
        inside = getattr(value, "__dict__", None)
        if not isinstance(inside, dict):
            return ["object", name, []]
        return ["object", name, sorted(([str(key), self.write(inside[key], depth)] for key in list(inside)), key=_order)]


def _is_old(value):
    return not _MODERN and isinstance(value, types.ClassType)


def _order(item):
    """Strings of either Python sort alike."""
    text = json.dumps(item, sort_keys=True)
    return text.replace('["str",', '["text",').replace('["bytes",', '["text",')
