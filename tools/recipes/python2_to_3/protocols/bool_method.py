"""``__nonzero__`` is called ``__bool__``, and must give a bool."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import enclosing_class, member
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_GIVES_BOOL = frozenset({b"bool", b"isinstance", b"issubclass", b"hasattr", b"callable", b"any", b"all"})


@recipe(
    "bool-method",
    title="__nonzero__ is called __bool__",
    stage="protocols",
    words=("__nonzero__",),
)
def bool_method(source: Source, hit: Hit) -> Match | None:
    """A method of that name, a name bound to one, or a call of it. What it returns is made a bool where
    it may be something else: Python 2 took an int as well. A class that has both is left."""
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or source.legacy_only(name):
        return None
    edits = [replace(name, b"__bool__")]
    if not nodes.is_attribute(name):
        around = enclosing_class(name)
        if around is not None and member(around, b"__bool__") is not None:
            return None
        parent = name.parent
        if parent is not None and parent.type == "function_definition":
            edits += _results(source, parent)
        elif parent is not None and parent.type == "assignment":
            value = parent.child_by_field_name("right")
            if value is not None and value.type == "lambda":
                edits += _as_bool(value.child_by_field_name("body"))
            elif value is not None and value.text == b"__len__":
                edits.append(replace(value, b"lambda self: bool(self.__len__())"))
    return Match(hit.start, tuple(edits))


def _results(source: Source, definition: Node) -> Iterator[Edit]:
    mask = source.lexed.mask[: definition.end_byte]
    for match in re.compile(rb"\breturn\b").finditer(mask, definition.start_byte):
        statement = source.node(match.start(), match.end())
        if statement.type == "return_statement" and enclosing_scope(statement) == definition:
            values = statement.named_children
            yield from _as_bool(values[0] if values else None)


def _as_bool(value: Node | None) -> Iterator[Edit]:
    if value is not None and not _is_bool(value):
        yield insert(value.start_byte, b"bool(")
        yield insert(value.end_byte, b")")


def _is_bool(node: Node) -> bool:
    node = nodes.bare(node)
    if node.type in ("comparison_operator", "not_operator", "true", "false"):
        return True
    if node.type in ("boolean_operator", "conditional_expression"):
        parts = node.named_children if node.type == "boolean_operator" else node.named_children[::2]
        return all(_is_bool(part) for part in parts)
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None:
        return False
    name = (function.text or b"").split(b".")[-1]
    return name in _GIVES_BOOL | {b"__nonzero__", b"__bool__", b"startswith", b"endswith", b"has_key"}
