"""``print x, y`` becomes ``print(x, y)``."""

import re

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.proof import proves_legacy
from tools.recipes.python2_to_3._shared.tokens import ends_in_blank, only_literal
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, insert
from tools.syntax.lexical import Lexed

_NO_OPERAND = re.compile(rb"[=.,)\]}:*/%<&|^!@]|>(?!>)|(?:in|is|and|or|if|else|for)\b")
_KEYWORD = re.compile(rb"(?:\A|,)\s*(?:(?:end|file|sep|flush)\s*=(?!=)|\*)")
_STR_REBOUND = re.compile(rb"\bstr\s*(?:=[^=]|,[^()]*\)\s*:|\)\s*:)")


@recipe(
    "print-statement",
    title="print statements become calls",
    stage="syntax",
    phase=Phase.LEXICAL,
    words=("print",),
)
def print_statement(source: Source, hit: Hit) -> Match | None:
    """A ``print`` that starts a statement in a file without ``print_function``.

    What it writes stays the same: a trailing comma becomes ``end=' '``, or ``end=''`` after a literal
    that ends in a line break or tab, where Python 2 writes no space, and where the statement is all of an
    interactive example: what shows examples leaves out the space before nothing. ``print (x)`` is a call already;
    ``print (x, y)`` prints a tuple, so it gets a second pair of parentheses where the file is
    certainly Python 2.
    """
    lexed = source.lexed
    if b"print_function" in lexed.futures or not lexed.starts_statement(hit.start):
        return None
    end = lexed.statement_end(hit.end)
    start = lexed.after(hit.end)
    if start >= end:
        return Match(hit.start, (insert(hit.end, b"()"),))
    mask = lexed.mask
    if _NO_OPERAND.match(mask, start):
        return None
    if mask.startswith(b">>", start):
        return Match(hit.start, _to_file(lexed, hit, start, end))
    alone = source.is_example and lexed.line_start(hit.start) == hit.start
    if mask[start] == 0x28 and lexed.closing(start) == end - 1:
        wrap = _needs_second_pair(lexed, start, end, spaced=start > hit.end)
        return Match(hit.start, (_open(lexed, hit.end), insert(end, b")"))) if wrap else None
    return Match(hit.start, (_open(lexed, hit.end), *_items(lexed, start, end, b"", alone=alone)))


def _open(lexed: Lexed, offset: int, upto: int | None = None) -> Edit:
    """``(`` in the place of the blanks after ``offset`` (or from ``offset`` to ``upto`` and the blanks there)."""
    end = offset if upto is None else upto
    while lexed.mask[end : end + 1] in (b" ", b"\t", b"\x0c"):
        end += 1
    return Edit(start=offset, end=end, text=b"(")


def _needs_second_pair(lexed: Lexed, start: int, end: int, spaced: bool) -> bool:
    """Whether the parentheses ``start``-``end`` are part of what is printed: a tuple, or a yield."""
    inner = lexed.mask[start + 1 : end - 1].strip()
    if inner.startswith(b"yield") and not inner[5:6].isalnum() and inner[5:6] != b"_":
        return True
    if inner and not lexed.commas(start + 1, end - 1):
        return False
    return not _KEYWORD.search(inner) and (spaced or proves_legacy(lexed))


def _to_file(lexed: Lexed, hit: Hit, start: int, end: int) -> tuple[Edit, ...]:
    target = lexed.after(start + 2)
    commas = lexed.commas(target, end)
    if not commas:
        return (Edit(start=hit.end, end=target, text=b"(file="), insert(end, b")"))
    file = lexed.data[target : commas[0]].rstrip()
    return (
        _open(lexed, hit.end, commas[0] + 1),
        *_items(lexed, lexed.after(commas[0] + 1), end, b", file=" + file),
    )


def _items(lexed: Lexed, start: int, end: int, keywords: bytes, *, alone: bool = False) -> list[Edit]:
    """The edits that end the call, and those that keep two items together that no space parts."""
    commas = list(lexed.commas(start, end))
    trailing = bool(commas) and lexed.after(commas[-1] + 1) >= end
    last = commas.pop() if trailing else end
    starts = [start, *(lexed.after(comma + 1) for comma in commas)]
    edits: list[Edit] = []
    for index, comma in enumerate(commas):
        if ends_in_blank(lexed, starts[index], comma):
            stop = commas[index + 1] if index + 1 < len(commas) else last
            edits += _joined(lexed, comma, starts[index + 1], stop)
    if trailing:
        ending = b", end=''" if alone or ends_in_blank(lexed, starts[-1], last) else b", end=' '"
        edits.append(Edit(start=last, end=end, text=ending + keywords + b")"))
    else:
        # Equal insertions at one place count once, so the two parentheses are one edit.
        inner = edits.pop().text if edits and edits[-1].start == end else b""
        edits.append(insert(end, inner + keywords + b")"))
    return edits


def _joined(lexed: Lexed, comma: int, start: int, stop: int) -> list[Edit]:
    """Join an item to the one before: Python 2 writes no space after a line break or a tab."""
    if only_literal(lexed, start, stop) is not None:
        return [Edit(start=comma, end=comma + 1, text=b" +")]
    while lexed.mask[stop - 1] in b" \t":
        stop -= 1
    rebound = b"str" in lexed.words and _STR_REBOUND.search(lexed.mask)
    opening, closing = (b" + '%s' % (", b",)") if rebound else (b" + str(", b")")
    return [Edit(start=comma, end=start, text=opening), insert(stop, closing)]
