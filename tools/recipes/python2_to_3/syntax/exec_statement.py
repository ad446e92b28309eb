"""``exec code in ns`` becomes ``exec(code, ns)``."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, insert
from tools.syntax.lexical import Lexed

_NO_OPERAND = re.compile(rb"[=.,)\]}:*/%<>&|^!@]|(?:in|is|and|or|if|else|for)\b")
_IN = re.compile(rb"\bin\b|[(\[{]")


@recipe(
    "exec-statement",
    title="exec statements become calls",
    stage="syntax",
    phase=Phase.LEXICAL,
    words=("exec",),
)
def exec_statement(source: Source, hit: Hit) -> Match | None:
    """An ``exec`` that starts a statement; ``exec(code)`` and ``exec(code, globals)`` are calls already."""
    lexed = source.lexed
    start = lexed.after(hit.end)
    end = lexed.statement_end(hit.end)
    if start >= end or not lexed.starts_statement(hit.start) or _NO_OPERAND.match(lexed.mask, start):
        return None
    separator = _separator(lexed, start, end)
    bracketed = lexed.mask[start] == 0x28
    if separator < 0:
        if bracketed and lexed.closing(start) == end - 1:
            return None
        return Match(hit.start, (_open(lexed, hit.end), insert(end, b")")))
    code_end = lexed.before(separator)
    while code_end > start and lexed.mask[code_end] in b"\\\r\n":
        code_end = lexed.before(code_end)
    if bracketed and lexed.closing(start) == code_end and not lexed.commas(start + 1, code_end):
        opening: tuple[Edit, ...] = ()
        comma = Edit(start=code_end, end=separator + 2, text=b",")
    else:
        opening = (_open(lexed, hit.end),)
        comma = Edit(start=code_end + 1, end=separator + 2, text=b",")
    return Match(hit.start, (*opening, comma, insert(end, b")")))


def _open(lexed: Lexed, offset: int) -> Edit:
    end = offset
    while lexed.mask[end : end + 1] in (b" ", b"\t", b"\x0c"):
        end += 1
    return Edit(start=offset, end=end, text=b"(")


def _separator(lexed: Lexed, start: int, end: int) -> int:
    """The offset of the ``in`` outside brackets; -1 where there is none.

    The code is an expression without comparisons, so the first one is it.
    """
    position = start
    while match := _IN.search(lexed.mask, position, end):
        if match.group() == b"in":
            return match.start()
        position = lexed.closing(match.start()) + 1
        if position == 0:
            return -1
    return -1
