"""Searching for anchors fast: a plain search for bytes first, a pattern only where it can match."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tools.recipes.recipe import Hit

_WORD_CODES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_WORD_BYTES = frozenset(bytes([code]) for code in _WORD_CODES)
_LEADING = re.compile(rb"(?:\\b)?([A-Za-z_]{3,})(?![?*{])")
_ATOMS = re.compile(rb"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_GROUP = re.compile(rb"\([^()]*\)")


def words(mask: bytes, word: bytes) -> Iterator[Hit]:
    """Where ``word`` stands whole. A plain search for bytes is ten times as fast as a pattern."""
    start, length = mask.find(word), len(word)
    while start >= 0:
        end = start + length
        if mask[end : end + 1] not in _WORD_BYTES and (start == 0 or mask[start - 1] not in _WORD_CODES):
            yield Hit(start, end)
        start = mask.find(word, end)


def matches(pattern: re.Pattern[bytes], text: bytes) -> Iterable[re.Match[bytes]]:
    """What ``pattern.finditer`` finds; one for the start of the text is not tried elsewhere."""
    if pattern.pattern.startswith(rb"\A"):
        first = pattern.match(text)
        return () if first is None else (first,)
    needle = leading_word(pattern)
    return _from(needle, pattern, text) if needle else pattern.finditer(text)


def _from(needle: bytes, pattern: re.Pattern[bytes], text: bytes) -> Iterator[re.Match[bytes]]:
    position = text.find(needle)
    while position >= 0:
        match = pattern.match(text, position)
        if match is not None:
            yield match
            position = match.end() - 1
        position = text.find(needle, position + 1)


@cache
def leading_word(pattern: re.Pattern[bytes]) -> bytes:
    """The letters every match of ``pattern`` starts with; empty where that cannot be said simply."""
    head = _LEADING.match(pattern.pattern)
    if head is None or pattern.flags & (re.IGNORECASE | re.VERBOSE):
        return b""
    rest, shorter = b"", _ATOMS.sub(b"", pattern.pattern)
    while rest != shorter:
        rest, shorter = shorter, _GROUP.sub(b"", shorter)
    return b"" if b"|" in rest else head.group(1)
