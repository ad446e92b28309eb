"""What import statements say, told from the text: enough to leave a file's tree unmade where nothing is to be done."""

import re
from bisect import bisect_right
from typing import NamedTuple

from tools.recipes.recipe import Hit
from tools.recipes.source import Source
from tools.syntax.words import occurrences

_FROM = re.compile(rb"\bfrom(?:[\s\\]+([A-Za-z_][\w.]*)|[\s\\]*\.[\w. \t]*)[\s\\]*\Z")
_DOTTED = re.compile(rb"[A-Za-z_][\w.]*")


class _Place(NamedTuple):
    """A stretch of text that holds one import statement at most."""

    start: int
    end: int
    modules: tuple[str, ...]


def imported_modules(source: Source, hit: Hit) -> tuple[str, ...]:
    """The absolute modules named by the import statement around ``hit``; empty where there is none.

    ``a.b`` of ``from a.b import c``; ``a.b`` and ``c`` of ``import a.b, c as d``.
    """
    starts, places, _ = _told(source)
    index = bisect_right(starts, hit.start) - 1
    if index < 0 or hit.end > places[index].end:
        return ()
    return places[index].modules


def all_imported(source: Source) -> frozenset[str]:
    """The absolute modules named by all import statements of the file; see ``imported_modules``."""
    return _told(source).modules


class _Told(NamedTuple):
    starts: list[int]
    places: list[_Place]
    modules: frozenset[str]


def _told(source: Source) -> _Told:
    """A place for each ``import`` of the file, in order."""
    known = source.memo.get(_told)
    if isinstance(known, _Told):
        return known
    lexed = source.lexed
    found: list[_Place] = []
    for at in occurrences(lexed.mask, b"import") if b"import" in lexed.words else ():
        earlier = found[-1].end if found else 0
        if at >= earlier:
            start, end = max(earlier, _logical_line(source, at)), lexed.statement_end(at)
            found.append(_Place(start, end, _modules(lexed.mask, start, at, end)))
    modules = frozenset(module for place in found for module in place.modules)
    made = source.memo[_told] = _Told([place.start for place in found], found, modules)
    return made


def _modules(mask: bytes, start: int, at: int, end: int) -> tuple[str, ...]:
    """The modules that the statement ``start``-``end`` names, whose ``import`` stands at ``at``."""
    head = _FROM.search(mask, start, at)
    if head is not None:
        return (head.group(1).decode(),) if head.group(1) else ()
    found = (_DOTTED.search(part) for part in mask[at + len(b"import") : end].split(b","))
    return tuple(name.group().decode() for name in found if name is not None)


def _logical_line(source: Source, offset: int) -> int:
    """The start of the line that holds ``offset``, or of the first one where those before are continued."""
    start = source.lexed.line_start(offset)
    while start and source.lexed.mask[max(0, start - 3) : start].endswith((b"\\\n", b"\\\r\n")):
        start = source.lexed.line_start(start - 2)
    return start
