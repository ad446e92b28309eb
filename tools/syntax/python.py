"""tree-sitter's Python, one parser a process."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Point, Query, QueryCursor, Tree


@cache
def language() -> Language:
    """The grammar."""
    return Language(tree_sitter_python.language())


@cache
def _parser() -> Parser:
    return Parser(language())


def parse(data: bytes) -> Tree:
    """Parse ``data``; never fails, but the tree may hold ERROR nodes."""
    return _parser().parse(data)


class Splice(NamedTuple):
    """The bytes ``start``-``end`` of a text gave way to ``text``."""

    start: int
    end: int
    text: bytes


def reparse(tree: Tree, before: bytes, splices: Sequence[Splice], after: bytes) -> Tree:
    """Parse ``after``, which ``splices``, ascending and apart, made of ``before``.

    Only what they touch is parsed anew; the rest is taken from ``tree``, that of ``before``, which stays as it is.
    """
    old = tree.copy()
    for start, end, text in reversed(splices):
        at = _point(before, start)
        lines = text.count(b"\n")
        last = len(text) - text.rfind(b"\n") - 1
        stop = Point(at.row + lines, last if lines else at.column + len(text))
        old.edit(start, end, start + len(text), at, _point(before, end), stop)
    return _parser().parse(after, old)


def _point(data: bytes, offset: int) -> Point:
    return Point(data.count(b"\n", 0, offset), offset - data.rfind(b"\n", 0, offset) - 1)


@cache
def query(pattern: str) -> Query:
    """A compiled query, made once a process."""
    return Query(language(), pattern)


def captures(pattern: str, node: Node) -> dict[str, list[Node]]:
    """Run a query below ``node``: capture name → nodes."""
    return QueryCursor(query(pattern)).captures(node)
