"""```` `x` ```` becomes ``repr(x)``."""

import re
from collections.abc import Iterator

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source
from tools.syntax.lexical import Lexed

_OPERATORS = frozenset(
    b"and assert del elif else exec for from global if in is lambda not or print raise return while yield".split()
)
_LAST_WORD = re.compile(rb"[A-Za-z_]\w*\Z")


@recipe(
    "backticks",
    title="backticks become repr()",
    stage="syntax",
    phase=Phase.LEXICAL,
    pattern=r"`[^`]*`(?s:.)*",
)
def backticks(source: Source, hit: Hit) -> Iterator[Match]:
    """Every pair outside strings, nested ones too; ``` `a, b` ``` is the repr of a tuple."""
    lexed = source.lexed
    opened: list[int] = []
    for match in re.compile(rb"`").finditer(lexed.mask, hit.start):
        offset = match.start()
        if not opened or not _ends_operand(lexed, offset):
            opened.append(offset)
            continue
        start = opened.pop()
        pair = bool(lexed.commas(start + 1, offset))
        glued = start > 0 and (lexed.mask[start - 1 : start].isalnum() or lexed.mask[start - 1] == 0x5F)
        opening = b" repr(" if glued else b"repr("
        yield Match(
            start,
            (
                Edit(start=start, end=start + 1, text=opening + b"(" if pair else opening),
                Edit(start=offset, end=offset + 1, text=b"))" if pair else b")"),
            ),
        )


def _ends_operand(lexed: Lexed, offset: int) -> bool:
    """Whether what stands before ``offset`` ends a value, so that a backtick there closes."""
    position = lexed.before(offset)
    while position > 0 and lexed.mask[position] in b"\\\r\n":
        position = lexed.before(position)
    last = lexed.mask[position : position + 1]
    if last in (b")", b"]", b"}", b'"', b"`"):
        return True
    word = _LAST_WORD.search(lexed.mask, max(0, position - 80), position + 1)
    return word.group() not in _OPERATORS if word is not None else last.isdigit() or last == b"."
