"""``0777`` becomes ``0o777``, ``10L`` becomes ``10``."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source

_INTEGER = re.compile(rb"(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+)\Z")
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
    when=lambda lexed: any(numeral.endswith((b"l", b"L")) for numeral in lexed.numerals),
    pattern=(r"L(?<=[0-9a-fA-F]L)(?!\w)", r"l(?<=[0-9a-fA-F]l)(?!\w)"),
)
def long_literal(source: Source, hit: Hit) -> Match | None:
    """Integers with an ``L``; octal ones become ``0o…`` at once."""
    mask = source.lexed.mask
    start = hit.start
    while mask[start - 1 : start].isalnum() or mask[start - 1 : start] == b"_":
        start -= 1
    digits = mask[start : hit.start]
    if not _INTEGER.match(digits) or mask[start - 1 : start] == b".":
        return None
    # ``10L.bit_length()``: without the L the dot would make it a float.
    glued = mask[hit.end : hit.end + 1] == b"." and digits.isdigit()
    suffix = Edit(start=hit.start, end=hit.end, text=b" " if glued else b"")
    if digits.isdigit() and digits[:1] == b"0" and digits.strip(b"0"):
        return Match(start, (Edit(start=start + 1, end=start + 1, text=b"o"), suffix))
    return Match(start, (suffix,))
