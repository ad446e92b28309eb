"""Which values that ``struct.unpack`` gives are bytes, told by its format."""

import re

from tools.recipes.python2_to_3._shared.kind import Kind

_UNPACKERS = frozenset({"struct.unpack", "struct.unpack_from"})
_ITEM = re.compile(rb"\s*(\d*|%d|%i|%s)([xcbB?hHiIlLqQnNefdspP])")
_MANY = 64
_NAME = re.compile(rb"[2-8]s")
"""A string as long as tags and codes are."""


def is_unpacker(dotted: str) -> bool:
    """Whether the function by the canonical name ``dotted`` unpacks by a format, its first argument."""
    return dotted in _UNPACKERS


def unpacked(text: bytes) -> list[Kind]:
    """The kind of each value that a format gives, as far as it can be told: ``s``, ``p`` and ``c`` are bytes.

    ``text`` is what stands between the quotes. A count may be filled in (``%ds``); behind one that says how
    many values there are, nothing is known.
    """
    found: list[Kind] = []
    at = 1 if text[:1] in (b"@", b"=", b"<", b">", b"!") else 0
    while at < len(text.rstrip()) and len(found) < _MANY:
        match = _ITEM.match(text, at)
        if match is None:
            return []
        at = match.end()
        count, code = match.group(1), match.group(2)
        if code == b"x":
            continue
        if code in (b"s", b"p"):
            found.append(Kind.BYTES)
        elif count.startswith(b"%"):
            break
        else:
            found += [Kind.BYTES if code == b"c" else Kind.NOTHING] * min(int(count or 1), _MANY)
    return found


def names(text: bytes) -> frozenset[int]:
    """Which values of a format may be names, by their length."""
    fields = [match.group().strip() for match in _ITEM.finditer(text) if match[2] != b"x"]
    if len(unpacked(text)) != len(fields):
        return frozenset()
    return frozenset(index for index, field in enumerate(fields) if _NAME.fullmatch(field))
