"""tree-sitter's Python, one parser a process."""

from functools import cache

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree


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


@cache
def query(pattern: str) -> Query:
    """A compiled query, made once a process."""
    return Query(language(), pattern)


def captures(pattern: str, node: Node) -> dict[str, list[Node]]:
    """Run a query below ``node``: capture name → nodes."""
    return QueryCursor(query(pattern)).captures(node)
