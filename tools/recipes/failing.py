"""From a test's failure to the syntax nodes of its frames."""

from collections.abc import Callable

from tree_sitter import Node

from overhaul.domain.testing import TestResult
from tools.checks.detection.inventory import is_test_name, test_folder_of
from tools.recipes import nodes
from tools.recipes.source import Source
from tools.recipes.template import Place

_MOST = 8

Span = tuple[int, int, int, int]


def places_of(
    result: TestResult, source: Callable[[str], Source | None], tests: frozenset[str]
) -> tuple[tuple[Place, ...], Place | None, bool]:
    """(places in sources, the deepest first; the deepest in a test; whether that is the deepest of all)."""
    spans = result.spans if len(result.spans) == len(result.frames) else ((0, 0, 0, 0),) * len(result.frames)
    own: list[Place] = []
    test: Place | None = None
    test_deepest = False
    for (path, line, function), span in reversed(list(zip(result.frames, spans, strict=True))):
        if path.startswith(("/", "<")):
            continue
        found = source(path)
        place = None if found is None else _place(found, line, function, span)
        if place is None:
            continue
        if is_test(path, tests):
            test_deepest = test_deepest or (test is None and not own)
            test = test or place
        elif len(own) < _MOST:
            own.append(place)
    return tuple(own), test, test_deepest


def is_test(path: str, tests: frozenset[str]) -> bool:
    """Whether ``path`` is a test file, which no template may change."""
    return path in tests or test_folder_of(path) is not None or is_test_name(path)


def _place(source: Source, line: int, function: str, span: Span) -> Place | None:
    starts = _line_starts(source)
    if not 1 <= line <= len(starts):
        return None
    first, last, left, right = span
    if first and 1 <= first <= last <= len(starts):
        start = starts[first - 1] + _bytes(source, starts[first - 1], left)
        end = starts[last - 1] + _bytes(source, starts[last - 1], right)
        node = source.root.named_descendant_for_byte_range(start, max(start, end))
        if node is not None and node.type not in ("module", "block"):
            return Place(source, line, function, _expression(node), True)
    start = starts[line - 1]
    end = source.data.find(b"\n", start)
    text = source.data[start : end if end >= 0 else len(source.data)]
    at = start + len(text) - len(text.lstrip())
    found = source.root.named_descendant_for_byte_range(at, at)
    if found is None or found.type == "module":
        return None
    return Place(source, line, function, nodes.statement(found), False)


def _expression(node: Node) -> Node:
    """An expression statement is its expression."""
    if node.type == "expression_statement" and node.named_child_count == 1:
        return node.named_children[0]
    return node


def _line_starts(source: Source) -> list[int]:
    known = source.memo.get("line starts")
    if not isinstance(known, list):
        known = [0]
        at = source.data.find(b"\n")
        while at >= 0:
            known.append(at + 1)
            at = source.data.find(b"\n", at + 1)
        source.memo["line starts"] = known
    return known


def _bytes(source: Source, start: int, column: int) -> int:
    """A column in bytes of UTF-8 as one in bytes of the file, which may be in Latin-1."""
    line = source.data[start : start + 4 * column + 4]
    if start == 0 and line.startswith(b"\xef\xbb\xbf"):
        return column + 3
    try:
        line[:column].decode("utf-8")
    except UnicodeDecodeError:
        return len(line.decode("latin-1").encode()[:column].decode("utf-8", "ignore"))
    return column
