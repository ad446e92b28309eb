"""Checks of a value's type that were written for the two kinds of string of Python 2."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.source import Source, replace
from tools.recipes.template import Failure, Fix, at, template, walk

_KINDS: dict[bytes, tuple[bytes, ...]] = {
    b"str": (b"bytes", b"(str, bytes)"),
    b"bytes": (b"str", b"(str, bytes)"),
}
_MOST = 8


@template(
    "type-checks",
    title="type checks let the right kind of string pass",
    pattern=r"^(?:\w+\.)*\w*(?:Error|Exception)\b",
)
def type_checks(failure: Failure) -> Iterable[Fix]:
    """The ``isinstance`` that leads to a ``raise`` or fails in an ``assert``, at the deepest frame or the one above."""
    for place in failure.places[:2]:
        statement = nodes.statement(place.node)
        if statement.type not in ("raise_statement", "assert_statement"):
            return
        for check in _checks(place.source, statement)[:_MOST]:
            for kind in _KINDS[place.source.text(check)]:
                yield Fix(_title(kind, check), at(place, replace(check, kind)))


def _title(kind: bytes, check: Node) -> str:
    wanted = kind.decode().strip("()").replace(", ", " or ")
    return f"Check for {wanted} instead of {(check.text or b'').decode()}"


def _checks(source: Source, statement: Node) -> list[Node]:
    """The classes asked about in the conditions around ``statement``, the nearest first."""
    found: list[Node] = []
    if statement.type == "assert_statement":
        found += _asked(source, statement)
    child, node = statement, statement.parent
    while node is not None and node.type not in ("function_definition", "class_definition", "module"):
        if node.type in ("if_statement", "elif_clause"):
            condition = node.child_by_field_name("condition")
            if condition is not None and child != condition:
                found += _asked(source, condition)
        child, node = node, node.parent
    return found


def _asked(source: Source, condition: Node) -> Iterator[Node]:
    for call in walk(condition):
        if call.type != "call" or source.text(call).split(b"(")[0] not in (b"isinstance", b"issubclass"):
            continue
        given = nodes.plain_arguments(call) or []
        if len(given) == 2 and source.text(given[1]) in _KINDS:
            yield given[1]
