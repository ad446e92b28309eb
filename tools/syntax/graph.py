"""Graphs of files: strongly connected components, PageRank, and the units of the work."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

Graph = Mapping[str, Sequence[str]]
"""File → the files it imports. Every target is a key."""

_DAMPING = 0.85
_ROUNDS = 100
_SETTLED = 1e-9
_UNIT_LINES = 2_000
_SMALLEST_UNIT_LINES = 250
_UNITS_WANTED = 16


class Rank(NamedTuple):
    """How central a file is."""

    path: str
    imported_by: int
    rank: float


def strong_components(graph: Graph) -> list[tuple[str, ...]]:
    """The strongly connected components, dependencies first, each sorted.

    Tarjan's algorithm without recursion: a graph may be deeper than the stack. Equal graphs give
    equal answers, whatever the order of their keys.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    components: list[tuple[str, ...]] = []
    for start in sorted(graph):
        if start in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(start, _open(start, graph, index, low, stack, on_stack))]
        while work:
            node, targets = work[-1]
            fresh = None
            for target in targets:
                if target not in index:
                    fresh = target
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            if fresh is not None:
                work.append((fresh, _open(fresh, graph, index, low, stack, on_stack)))
                continue
            work.pop()
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])
            if low[node] == index[node]:
                components.append(_close(node, stack, on_stack))
    return components


def _open(
    node: str,
    graph: Graph,
    index: dict[str, int],
    low: dict[str, int],
    stack: list[str],
    on_stack: set[str],
) -> Iterator[str]:
    index[node] = low[node] = len(index)
    stack.append(node)
    on_stack.add(node)
    return iter(sorted(graph[node]))


def _close(node: str, stack: list[str], on_stack: set[str]) -> tuple[str, ...]:
    members = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        members.append(member)
        if member == node:
            return tuple(sorted(members))


def page_ranks(graph: Graph) -> list[Rank]:
    """Every file with its PageRank, highest first; the ranks sum to 1.

    A file passes its rank on to what it imports; one that imports nothing spreads it evenly.
    """
    paths = sorted(graph)
    count = len(paths)
    if not count:
        return []
    position = {path: i for i, path in enumerate(paths)}
    targets = [sorted({position[target] for target in graph[path]} - {i}) for i, path in enumerate(paths)]
    imported_by = [0] * count
    for row in targets:
        for target in row:
            imported_by[target] += 1
    ranks = [1.0 / count] * count
    for _ in range(_ROUNDS):
        loose = sum(ranks[i] for i in range(count) if not targets[i])
        fresh = [(1.0 - _DAMPING + _DAMPING * loose) / count] * count
        for i, row in enumerate(targets):
            for target in row:
                fresh[target] += _DAMPING * ranks[i] / len(row)
        moved = sum(abs(a - b) for a, b in zip(ranks, fresh, strict=True))
        ranks = fresh
        if moved < _SETTLED:
            break
    rows = [Rank(path, imported_by[i], ranks[i]) for i, path in enumerate(paths)]
    return sorted(rows, key=lambda row: (-row.rank, row.path))


def units(graph: Graph, lines: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Group files into units of work, dependencies first, each sorted.

    Strongly connected components are taken in topological order; small neighbours share a unit, up
    to 2,000 lines or a sixteenth of the whole (but no less than 250), so that several workers have
    work. A component larger than that is split along its folders: nothing inside a cycle comes first.
    """
    total = sum(lines.get(path, 0) for path in graph)
    limit = min(_UNIT_LINES, max(_SMALLEST_UNIT_LINES, -(-total // _UNITS_WANTED)))
    found: list[tuple[str, ...]] = []
    current: list[str] = []
    filled = 0
    for component in strong_components(graph):
        size = sum(lines.get(path, 0) for path in component)
        if current and filled + size > limit:
            found.append(tuple(sorted(current)))
            current, filled = [], 0
        if size > limit:
            found += _split(component, lines, limit)
        else:
            current += component
            filled += size
    if current:
        found.append(tuple(sorted(current)))
    return found


def _split(component: tuple[str, ...], lines: Mapping[str, int], limit: int) -> list[tuple[str, ...]]:
    parts: list[tuple[str, ...]] = []
    current: list[str] = []
    filled = 0
    for path in component:
        size = lines.get(path, 0)
        if current and filled + size > limit:
            parts.append(tuple(current))
            current, filled = [], 0
        current.append(path)
        filled += size
    return [*parts, tuple(current)]
