"""``0777`` becomes ``0o777``, ``10L`` becomes ``10``."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source

_EXPONENT = re.compile(rb"[\d.][eE][+-]\Z")


@recipe(
    "octal-literal",
    title="0777 becomes 0o777",
    stage="syntax",
    phase=Phase.LEXICAL,
    pattern=r"0(?<![\w.]0)[0-7]*[1-7][0-7]*(?![\w.])",
)
def octal_literal(source: Source, hit: Hit) -> Match | None:
    """Integers that start with a zero. Of one that counts below eight only the zeros are dropped: ``05``."""
    if _EXPONENT.search(source.lexed.mask, max(0, hit.start - 3), hit.start):
        return None
    digits = source.data[hit.start + 1 : hit.end]
    if len(digits) == 1:
        return Match(hit.start, (Edit(start=hit.start, end=hit.start + 1, text=b""),))
    return Match(hit.start, (Edit(start=hit.start + 1, end=hit.start + 1, text=b"o"),))


@recipe(
    "long-literal",
    title="10L becomes 10",
    stage="syntax",
    phase=Phase.LEXICAL,
    pattern=r"[0-9](?<![\w.][0-9])(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+|[0-9]*)[lL]\b",
)
def long_literal(source: Source, hit: Hit) -> Match:
    """Integers with an ``L``; octal ones become ``0o…`` at once."""
    digits = source.data[hit.start : hit.end - 1]
    # ``10L.bit_length()``: without the L the dot would make it a float.
    glued = source.lexed.mask[hit.end : hit.end + 1] == b"." and digits.isdigit()
    suffix = Edit(start=hit.end - 1, end=hit.end, text=b" " if glued else b"")
    if digits.isdigit() and digits[:1] == b"0" and digits.strip(b"0"):
        return Match(hit.start, (Edit(start=hit.start + 1, end=hit.start + 1, text=b"o"), suffix))
    return Match(hit.start, (suffix,))
