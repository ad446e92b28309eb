"""What stands around a definition: who calls it, and what it calls, the most used files first."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from overhaul.domain.anchored import Definition
from overhaul.domain.ports.models import CodeEditor
from overhaul.domain.survey import Survey

_MOST = 6
"""Neighbours of one kind."""
_MOST_CALLS = 50
"""Calls looked at in one file, until one lies in a definition."""
_LINES = 24
"""Lines of a neighbour that is shown whole; of a longer one the head."""
_CALL = re.compile(rb"(?<![\w])([A-Za-z_]\w*)\s*\(")
_COMMON = frozenset(
    b"if for while return print len str int list dict set tuple isinstance range open type getattr setattr hasattr "
    b"super sorted map filter zip join append format get encode decode and or not in is lambda".split()
)


class Neighbour(NamedTuple):
    """A definition that another one has to do with."""

    relation: str
    """``caller`` or ``callee``."""
    path: str
    name: str
    text: str


class Neighbours:
    """Finds them by name within files that import each other. A name can mislead: it is context, not proof.

    Each file is looked at once, for whatever number of tasks. Safe in many threads.

    Args:
        read: a source of the tree as it stays; None for what is none.
    """

    def __init__(self, survey: Survey, read: Callable[[str], bytes | None], editor: CodeEditor) -> None:
        self._read = read
        self._editor = editor
        self._outlines: dict[str, tuple[Definition, ...]] = {}
        self._imports = {file.path: file.imports for file in survey.files}
        self._ranks = {hub.path: hub.rank for hub in survey.hubs}
        self._importers: dict[str, list[str]] = {}
        for path, imported in self._imports.items():
            for other in imported:
                self._importers.setdefault(other, []).append(path)

    def outline(self, path: str, data: bytes) -> tuple[Definition, ...]:
        """The definitions of a file, which holds ``data``."""
        if path not in self._outlines:
            self._outlines[path] = self._editor.outline(data)
        return self._outlines[path]

    def of(self, path: str, found: Definition) -> list[Neighbour]:
        """The callees of ``found`` in ``path``, then its callers."""
        data = self._read(path) or b""
        return [*self._callees(path, data, found), *self._callers(path, found)]

    def _callees(self, path: str, data: bytes, found: Definition) -> list[Neighbour]:
        body = data[found.start : found.end]
        names = dict.fromkeys(name for name in _CALL.findall(body) if name not in _COMMON)
        wanted = {name.decode("utf-8", "replace") for name in names} - {found.name.rpartition(".")[2]}
        near: list[Neighbour] = []
        for other in [path, *self._by_rank(self._imports.get(path, ()))]:
            source = data if other == path else self._read(other)
            for item in self.outline(other, source) if source is not None else ():
                if item.name.rpartition(".")[2] in wanted and len(near) < _MOST:
                    wanted.discard(item.name.rpartition(".")[2])
                    near.append(_neighbour("callee", other, source or b"", item))
        return near

    def _callers(self, path: str, found: Definition) -> list[Neighbour]:
        short = found.name.rpartition(".")[2].partition("#")[0]
        called = re.compile(rb"(?<!\w)(?<!def )(?<!class )" + re.escape(short.encode()) + rb"\s*\(")
        near: list[Neighbour] = []
        for other in [path, *self._by_rank(self._importers.get(path, ()))][:40]:
            source = self._read(other)
            if source is None:
                continue
            known = self.outline(other, source)
            starts = [item.start for item in known]
            for match in islice(called.finditer(source), _MOST_CALLS):
                before = known[: bisect_right(starts, match.start())]
                inner = next((item for item in reversed(before) if match.start() < item.end), None)
                if inner is None or (other == path and inner.name == found.name):
                    continue
                near.append(_neighbour("caller", other, source, inner, match.start()))
                if len(near) >= _MOST:
                    return near
                break  # one caller a file tells enough
        return near

    def _by_rank(self, paths: Iterable[str]) -> list[str]:
        return sorted(paths, key=lambda path: (-self._ranks.get(path, 0.0), path))


def _neighbour(relation: str, path: str, data: bytes, item: Definition, at: int | None = None) -> Neighbour:
    lines = data[item.start : item.end].decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    if len(lines) > _LINES:
        kept = lines[:4]
        if at is not None:
            row = data.count(b"\n", item.start, at)
            kept += ["    ...", *lines[max(4, row - 3) : row + 4]]
        lines = [*kept, "    ..."]
    return Neighbour(relation, path, item.name, "\n".join(lines))
