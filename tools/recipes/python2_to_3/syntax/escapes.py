r"""Backslashes that mean another thing in Python 3, or nothing at all: ``'\user'``, ``'\d'``, ``'\777'``."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, insert
from tools.syntax.lexical import StringToken

_VALID = re.compile(rb"\\(?:u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|N\{[A-Za-z0-9 -]+\})")
_WRAPPER = re.compile(rb"\b_?u[ \t]*\(\s*\Z")
_VERSION_WORDS = frozenset({b"PY3", b"PY2", b"IS_PY3", b"version_info"})


@recipe(
    "unicode-escape-in-bytes",
    title=r"'\u' in a byte string stays a backslash and a u",
    stage="syntax",
    phase=Phase.LEXICAL,
    quoted=r"\\[uUN]",
)
def unicode_escape_in_bytes(source: Source, hit: Hit) -> Match | None:
    r"""``'\user'`` and ``'\u20ac'`` without ``u``: Python 2 reads no escape there, Python 3 does.

    Left alone: files with ``unicode_literals``, an argument of ``u()``, and an escape that is valid
    in a file that asks which Python it runs on.
    """
    token = _holder(source, hit)
    if token is None or token.prefix or b"unicode_literals" in source.lexed.futures:
        return None
    if _VALID.match(source.data, hit.start) and (
        not source.lexed.words.isdisjoint(_VERSION_WORDS)
        or _WRAPPER.search(source.lexed.mask, max(0, token.start - 20), token.start)
    ):
        return None
    return Match(hit.start, (insert(hit.start, b"\\"),))


@recipe(
    "invalid-escape",
    title=r"'\d' becomes '\\d'",
    stage="syntax",
    phase=Phase.LEXICAL,
    quoted=r"\\[^\n\r\\'\"abfnrtvx0-7]",
    any_dialect=True,
)
def invalid_escape(source: Source, hit: Hit) -> Match | None:
    r"""An escape that there is not: both Pythons keep the backslash, Python 3.12 warns."""
    token = _holder(source, hit)
    if token is None:
        return None
    if source.data[hit.start + 1] in b"uUN" and b"b" not in token.prefix.lower():
        return None
    return Match(hit.start, (insert(hit.start, b"\\"),))


@recipe(
    "octal-escape",
    title=r"'\777' becomes '\xff'",
    stage="syntax",
    phase=Phase.LEXICAL,
    quoted=r"\\[4-7][0-7][0-7]",
)
def octal_escape(source: Source, hit: Hit) -> Match | None:
    r"""An octal escape above ``\377``: of bytes the lowest eight bits count, of text all."""
    token = _holder(source, hit)
    if token is None:
        return None
    value = int(source.data[hit.start + 1 : hit.end], 8)
    text = b"\\u%04x" % value if b"u" in token.prefix.lower() else b"\\x%02x" % (value & 0xFF)
    return Match(hit.start, (Edit(start=hit.start, end=hit.end, text=text),))


def _holder(source: Source, hit: Hit) -> StringToken | None:
    """The literal in which the backslash at ``hit`` starts an escape; None where it does not."""
    if source.lexed.mask[hit.start] != 0x22:
        return None
    token = source.lexed.string_holding(hit.start)
    if token is None or set(token.prefix.lower()) & set(b"rf"):
        return None
    before = source.data[token.content.start : hit.start]
    return token if (len(before) - len(before.rstrip(b"\\"))) % 2 == 0 else None
