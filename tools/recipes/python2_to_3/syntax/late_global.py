"""``global x`` after ``x`` was used moves to the start of its function; Python 3 refuses it there."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.suites import definitions_around, first_in_suite
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source
from tools.syntax.lexical import Lexed

_NAMES = re.compile(rb"[A-Za-z_]\w*")


@recipe(
    "late-global",
    title="global stands before the first use of its names",
    stage="syntax",
    phase=Phase.LEXICAL,
    words=("global",),
)
def late_global(source: Source, hit: Hit) -> Match | None:
    """Moving it changes nothing: it holds for the whole function. At module level it says nothing at all."""
    lexed = source.lexed
    if not lexed.starts_statement(hit.start):
        return None
    end = lexed.statement_end(hit.start)
    names = _NAMES.findall(lexed.mask[hit.end : end])
    gone = Edit(start=hit.start, end=end, text=b"pass")
    for kind, start in definitions_around(lexed, hit.start):
        colon = _colon(lexed, start) if kind == b"def" else -1
        if colon < 0 or not _used(lexed.mask[colon : hit.start], names):
            return None
        return Match(hit.start, (gone, first_in_suite(lexed, colon, [lexed.data[hit.start : end]])))
    if lexed.line_start(hit.start) == hit.start and _used(lexed.mask[: hit.start], names):
        return Match(hit.start, (gone,))
    return None


def _colon(lexed: Lexed, definition: int) -> int:
    """The colon that ends the head of the ``def`` on the line at ``definition``."""
    opening = lexed.mask.find(b"(", definition)
    closing = lexed.closing(opening) if opening >= 0 else -1
    return lexed.mask.find(b":", closing) if closing >= 0 else -1


def _used(text: bytes, names: list[bytes]) -> bool:
    """Whether one of ``names`` stands in ``text`` as a variable may."""
    return any(name in text and re.search(rb"(?<![\w.])" + name + rb"\b(?!\s*=(?!=)[^\n]*\))", text) for name in names)
