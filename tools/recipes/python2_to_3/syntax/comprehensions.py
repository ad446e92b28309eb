"""``[x for x in 1, 2]`` becomes ``[x for x in (1, 2)]``; ``f(x for x in y,)`` loses its comma."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.shapes import COMPREHENSION_FOR
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, insert
from tools.syntax.lexical import Lexed

_IN = re.compile(rb"\bin\b|[(\[{:;=]")
_CONDITION_STOPS = re.compile(rb"[()\[\]{},:]|\b(?:for|if|else)\b")
_STOPS = re.compile(rb"[()\[\]{},:]|\b(?:for|if|lambda)\b")


@recipe(
    "comprehension-tuple",
    title="a bare tuple in a list comprehension gets parentheses",
    stage="syntax",
    phase=Phase.LEXICAL,
    pattern=COMPREHENSION_FOR,
    having=("for",),
)
def comprehension_tuple(source: Source, hit: Hit) -> Match | None:
    """A ``for`` inside brackets whose iterable has commas before ``if``, ``for`` or the bracket."""
    lexed = source.lexed
    if lexed.starts_statement(hit.start) and not _continues(lexed, hit.start):
        return None
    iterable = _iterable(lexed, hit.end)
    if iterable < 0:
        return None
    end, commas = _iterable_end(lexed, iterable)
    closing = lexed.mask[end : end + 1]
    if not commas:
        return None
    last = _rstrip(lexed, end)
    if closing == b")" and len(commas) == 1 and not lexed.mask[commas[0] + 1 : end].strip():
        return Match(hit.start, (Edit(start=commas[0], end=commas[0] + 1, text=b""),))
    if closing == b"]" or lexed.mask[end : end + 2] in (b"if", b"fo"):
        return Match(hit.start, (insert(iterable, b"("), insert(last, b")")))
    return None


def _continues(lexed: Lexed, offset: int) -> bool:
    """Whether the line of ``offset`` continues a bracket: no colon ends its head as a loop's does."""
    end = lexed.mask.find(b"\n", offset)
    line = lexed.mask[offset : end if end >= 0 else None]
    opened = sum(line.count(c) for c in (b"(", b"[", b"{"))
    return sum(line.count(c) for c in (b")", b"]", b"}")) > opened or b":" not in line


def _iterable(lexed: Lexed, offset: int) -> int:
    """Where the expression after the ``in`` of a comprehension's ``for`` starts; -1 where there is none."""
    position = offset
    while match := _IN.search(lexed.mask, position):
        if match.group() == b"in":
            return _after(lexed, match.end())
        if match.group() not in (b"(", b"[", b"{"):
            return -1
        position = lexed.closing(match.start()) + 1
        if position == 0:
            return -1
    return -1


def _after(lexed: Lexed, offset: int) -> int:
    while lexed.mask[offset : offset + 1] in (b" ", b"\t", b"\n", b"\r", b"\\", b"\x0c"):
        offset += 1
    return offset


def _rstrip(lexed: Lexed, end: int) -> int:
    while lexed.mask[end - 1] in b" \t\r\n\\\x0c":
        end -= 1
    return end


def _iterable_end(lexed: Lexed, start: int) -> tuple[int, list[int]]:
    """Where the iterable ends, and its commas. A lambda's own commas and colon are part of it."""
    position, commas = start, list[int]()
    while match := _STOPS.search(lexed.mask, position):
        kind, position = match.group(), match.end()
        if kind in (b"(", b"[", b"{"):
            position = lexed.closing(match.start()) + 1
            if position == 0:
                break
        elif kind == b",":
            commas.append(match.start())
        elif kind == b"lambda":
            colon = lexed.mask.find(b":", position)
            position = colon + 1 if colon >= 0 else len(lexed.mask)
        elif kind == b"if" and _conditional(lexed, match.end()):
            continue
        else:
            return match.start(), commas
    return len(lexed.mask), []


def _conditional(lexed: Lexed, offset: int) -> bool:
    """Whether the ``if`` before ``offset`` is a conditional expression's: its ``else`` follows."""
    position = offset
    while match := _CONDITION_STOPS.search(lexed.mask, position):
        kind = match.group()
        if kind == b"else":
            return True
        if kind not in (b"(", b"[", b"{"):
            return False
        position = lexed.closing(match.start()) + 1
        if position == 0:
            return False
    return False
