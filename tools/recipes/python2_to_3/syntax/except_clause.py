"""``except E, e:`` becomes ``except E as e:``."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.tokens import free_name
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, insert
from tools.syntax.lexical import Lexed

_NAME = re.compile(rb"[A-Za-z_]\w*\Z")
_HEAD_END = re.compile(rb"[:(\[{`]|\blambda\b")
_NOTHING = re.compile(rb"[ \t\x0c]*(?:\r\n|\n|\r|\Z)")


@recipe(
    "except-clause",
    title="except E, e becomes except E as e",
    stage="syntax",
    phase=Phase.LEXICAL,
    words=("except",),
)
def except_clause(source: Source, hit: Hit) -> Match | None:
    """Any target. Those that are no plain name get an assignment as the handler's first statement.

    A tuple is unpacked from ``args``, which is what indexing an exception means in Python 2.
    """
    lexed = source.lexed
    if not lexed.starts_statement(hit.start):
        return None
    start = lexed.after(hit.end)
    colon = _colon(lexed, start)
    commas = lexed.commas(start, colon) if colon > start else ()
    if len(commas) != 1:
        return None
    comma = commas[0]
    target_start = lexed.after(comma + 1)
    target = lexed.data[target_start:colon].rstrip()
    target_end = target_start + len(target)
    gap = b"" if lexed.mask[comma - 1] in b" \t" else b" "
    if not target:
        return None
    after = lexed.mask[comma + 1 : comma + 2]
    separator = Edit(start=comma, end=comma + 1, text=gap + (b"as" if after in (b" ", b"\t") else b"as "))
    if _NAME.match(target):
        return Match(hit.start, (separator,))
    name = free_name(lexed, b"exc")
    value = name
    if target[:1] in b"([":
        value, target = name + b".args", _unwrapped(lexed, target_start, target)
    statement = target + b" = " + value
    named = Edit(start=target_start, end=target_end, text=name)
    return Match(hit.start, (separator, named, _first_statement(lexed, colon, statement)))


def _unwrapped(lexed: Lexed, start: int, target: bytes) -> bytes:
    """``(a, b)`` without its parentheses where it has elements; ``(a,)`` and others as they are."""
    whole = target[:1] == b"(" and lexed.closing(start) == start + len(target) - 1
    several = whole and lexed.commas(start + 1, start + len(target) - 1)
    return target[1:-1].strip() if several and not target[:-1].rstrip().endswith(b",") else target


def _colon(lexed: Lexed, start: int) -> int:
    """The colon that ends the clause's head; -1 where there is none."""
    position = start
    while match := _HEAD_END.search(lexed.mask, position):
        kind = match.group()
        if kind == b":":
            return match.start()
        if kind == b"lambda":
            return -1
        position = match.end() if kind == b"`" else lexed.closing(match.start()) + 1
        if position == 0:
            return -1
    return -1


def _first_statement(lexed: Lexed, colon: int, statement: bytes) -> Edit:
    """The edit that puts ``statement`` first in the suite after ``colon``."""
    if not _NOTHING.match(lexed.mask, colon + 1):
        return insert(lexed.after(colon + 1), statement + b"; ")
    position = colon + 1
    while match := _NOTHING.match(lexed.mask, position):
        if match.end() == position:
            break
        position = match.end()
    body = lexed.after(position)
    return insert(body, statement + lexed.newline + lexed.indentation(body))
