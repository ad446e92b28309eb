"""Searching for patterns fast: a plain search for bytes first, a pattern only where it can match."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

_LEADING = re.compile(rb"\\b([A-Za-z_]{3,})(?![?*{])")
_LITERAL = re.compile(rb"(?:[A-Za-z0-9_ <>`\"'/\x00]|\\[^A-Za-z0-9\s])+(?![?*{])")
_RARE = re.compile(rb"[<>?`\\]")
_ESCAPED = re.compile(rb"\\(.)")
_ATOMS = re.compile(rb"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_GROUP = re.compile(rb"\([^()]*\)")


Finder = Callable[[bytes], Iterable[re.Match[bytes]]]
"""What finds the matches of a pattern in a text, in order."""


@cache
def finder(pattern: re.Pattern[bytes]) -> Finder:
    """Finds what ``pattern.finditer`` finds; one for the start of the text is not tried elsewhere."""
    if pattern.pattern.startswith(rb"\A"):
        return partial(_at_start, pattern)
    word, literal = leading_word(pattern), leading_literal(pattern)
    if word:
        return partial(_from, word, pattern)
    return partial(_after, literal, pattern) if literal else pattern.finditer


def needle(pattern: re.Pattern[bytes]) -> bytes:
    """What stands in every text that ``pattern`` matches in, as far as its start tells; may be empty."""
    return leading_word(pattern) or leading_literal(pattern)


def rarest(needle: bytes) -> bytes:
    """A byte of ``needle`` that few texts hold, else all of it: one byte is found many times as fast as two."""
    rare = _RARE.search(needle)
    return rare.group() if rare is not None else needle


def _at_start(pattern: re.Pattern[bytes], text: bytes) -> Iterable[re.Match[bytes]]:
    match = pattern.match(text)
    return () if match is None else (match,)


def _after(literal: bytes, pattern: re.Pattern[bytes], text: bytes) -> Iterable[re.Match[bytes]]:
    start = text.find(literal)
    return () if start < 0 else pattern.finditer(text, start)


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
    r"""The letters every match of ``pattern`` starts with, where it starts with ``\b``; else empty.

    One that starts with the letters themselves is searched for as fast by ``re``.
    """
    head = _LEADING.match(pattern.pattern)
    return head.group(1) if head is not None and _is_sequence(pattern) else b""


@cache
def leading_literal(pattern: re.Pattern[bytes]) -> bytes:
    """The bytes every match of ``pattern`` starts with; empty where that cannot be said simply."""
    head = _LITERAL.match(pattern.pattern)
    return _ESCAPED.sub(rb"\1", head.group()) if head is not None and _is_sequence(pattern) else b""


def _is_sequence(pattern: re.Pattern[bytes]) -> bool:
    """Whether the pattern has no alternatives outside groups, and its letters stand for themselves."""
    if pattern.flags & (re.IGNORECASE | re.VERBOSE):
        return False
    rest, shorter = b"", _ATOMS.sub(b"", pattern.pattern)
    while rest != shorter:
        rest, shorter = shorter, _GROUP.sub(b"", shorter)
    return b"|" not in rest
