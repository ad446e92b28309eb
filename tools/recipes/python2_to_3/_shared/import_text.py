"""What import statements say, told from the text: enough to leave a file's tree unmade where nothing is to be done."""

import re
from bisect import bisect_right
from typing import NamedTuple

from tools.recipes.bindings import occurrences
from tools.recipes.recipe import Hit
from tools.recipes.source import Source

_FROM = re.compile(rb"\bfrom(?:[\s\\]+([A-Za-z_][\w.]*)|[\s\\]*\.[\w. \t]*)[\s\\]*\Z")
_DOTTED = re.compile(rb"[A-Za-z_][\w.]*")


class _Place(NamedTuple):
    """A stretch of text that holds one import statement at most."""

    start: int
    at: int
    """Where its ``import`` stands."""
    end: int


def imported_modules(source: Source, hit: Hit) -> tuple[str, ...]:
    """The absolute modules named by the import statement around ``hit``; empty where there is none.

    ``a.b`` of ``from a.b import c``; ``a.b`` and ``c`` of ``import a.b, c as d``.
    """
    places = _places(source)
    index = bisect_right(places, hit.start, key=lambda place: place.start) - 1
    if index < 0 or hit.end > places[index].end:
        return ()
    _, at, end = places[index]
    mask = source.lexed.mask
    head = _FROM.search(mask, places[index].start, at)
    if head is not None:
        return (head.group(1).decode(),) if head.group(1) else ()
    found = (_DOTTED.search(part) for part in mask[at + len(b"import") : end].split(b","))
    return tuple(name.group().decode() for name in found if name is not None)


def _places(source: Source) -> list[_Place]:
    """A place for each ``import`` of the file, in order."""
    known = source.memo.get(_places)
    if isinstance(known, list):
        return known
    lexed = source.lexed
    found: list[_Place] = []
    for at in occurrences(lexed.mask, b"import") if b"import" in lexed.words else ():
        if not found or at >= found[-1].end:
            earlier = found[-1].end if found else 0
            found.append(_Place(max(earlier, _logical_line(source, at)), at, lexed.statement_end(at)))
    source.memo[_places] = found
    return found


def _logical_line(source: Source, offset: int) -> int:
    """The start of the line that holds ``offset``, or of the first one where those before are continued."""
    start = source.lexed.line_start(offset)
    while start and source.lexed.mask[max(0, start - 3) : start].endswith((b"\\\n", b"\\\r\n")):
        start = source.lexed.line_start(start - 2)
    return start
