"""Tabs and spaces mixed so that Python 3 refuses the indentation."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source
from tools.syntax.lexical import Lexed

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_TAB = 8
"""How far apart Python 2 sees tab stops."""


class _Line(NamedTuple):
    """The indentation of a logical line: where it starts, its bytes, its width as Python 2 counts it."""

    start: int
    indent: bytes
    width: int


@recipe(
    "tab-indentation",
    title="tabs and spaces are not mixed",
    stage="syntax",
    phase=Phase.LEXICAL,
    raw=r"\A",
    any_dialect=True,
)
def tab_indentation(source: Source, hit: Hit) -> Match | None:
    """Re-indent the top-level statements whose indentation depends on the width of a tab.

    Tabs count up to the next multiple of eight, as in Python 2. A statement is written with tabs or
    with spaces, whichever changes fewer lines. Continuation lines, comments and strings stay.
    """
    if b"\t" not in source.lexed.mask:
        return None
    edits: list[Edit] = []
    for block in _blocks(source.lexed):
        if not _consistent(block):
            edits += _reindented(block)
    return Match(edits[0].start, tuple(edits), again=True) if edits else None


def _blocks(lexed: Lexed) -> Iterator[list[_Line]]:
    """The logical lines, by the top-level statement they belong to."""
    block: list[_Line] = []
    for line in _logical_lines(lexed):
        if line.width == 0 and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _logical_lines(lexed: Lexed) -> Iterator[_Line]:
    depth, continued = 0, False
    for match in _LINE.finditer(lexed.mask):
        text = match.group()
        body = text.strip()
        if depth <= 0 and not continued and body:
            indent = text[: len(text) - len(text.lstrip(b" \t\x0c"))]
            yield _Line(match.start(), indent, _width(indent, _TAB))
        if body:
            depth += sum(map(body.count, (b"(", b"[", b"{"))) - sum(map(body.count, (b")", b"]", b"}")))
        continued = body.endswith(b"\\")


def _width(indent: bytes, tab: int) -> int:
    width = 0
    for byte in indent:
        if byte == 0x09:
            width = (width // tab + 1) * tab
        elif byte == 0x0C:
            width = 0
        else:
            width += 1
    return width


def _consistent(block: list[_Line]) -> bool:
    """Whether Python 3 accepts it: levels compare alike with tabs eight wide and one wide."""
    if not any(b"\t" in line.indent for line in block):
        return True
    levels = [(0, 0)]
    for line in block:
        narrow = _width(line.indent, 1)
        while line.width < levels[-1][0]:
            levels.pop()
        width, other = levels[-1]
        if line.width == width:
            if narrow != other:
                return False
        elif narrow <= other:
            return False
        else:
            levels.append((line.width, narrow))
    return True


def _reindented(block: list[_Line]) -> list[Edit]:
    spaces = [(line, b" " * line.width) for line in block]
    chosen = [row for row in spaces if row[0].indent != row[1]]
    if all(line.width % _TAB == 0 for line in block):
        tabs = [(line, b"\t" * (line.width // _TAB)) for line in block]
        changed = [row for row in tabs if row[0].indent != row[1]]
        chosen = min(chosen, changed, key=len)
    return [Edit(start=line.start, end=line.start + len(line.indent), text=text) for line, text in chosen]
