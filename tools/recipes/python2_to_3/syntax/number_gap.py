"""``1if x else 2`` becomes ``1 if x else 2``."""

import re

from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, insert

_NUMBER = re.compile(rb"(?<![\w.])(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")


@recipe(
    "number-gap",
    title="a number and the keyword after it are parted",
    stage="syntax",
    phase=Phase.LEXICAL,
    pattern=tuple(rf"{word}(?<=[0-9]{word})\b" for word in ("if", "else", "or", "and", "in", "is", "for")),
    when=lambda lexed: any(not numeral.isdigit() for numeral in lexed.numerals),
    any_dialect=True,
)
def number_gap(source: Source, hit: Hit) -> Match | None:
    """Python 3.12 warns of ``1or 2``, later ones refuse it. Hexadecimal numbers are left alone."""
    line = source.lexed.mask[source.lexed.line_start(hit.start) : hit.start]
    if _NUMBER.search(line) is None:
        return None
    return Match(hit.start, (insert(hit.start, b" "),))
