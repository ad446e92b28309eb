"""Calls of ``cmp``: what they compare, and when a lambda around one is only a key."""

import re
from typing import NamedTuple

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.source import Source

_SIMPLE = frozenset(
    {"identifier", "integer", "float", "string", "attribute", "subscript", "true", "false", "none", "unary_operator"}
)


class Key(NamedTuple):
    """``lambda parameter: body``, to sort by."""

    parameter: bytes
    body: bytes
    reverse: bool


def compared(source: Source, node: Node) -> tuple[Node, Node] | None:
    """The two sides of ``node`` where it is ``cmp(a, b)``, or what a recipe made of that."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None or function.text != b"cmp":
        return _written_out(node)
    if not source.is_builtin(function) and WRITTEN not in source.data:
        return None
    passed = nodes.plain_arguments(node)
    return (passed[0], passed[1]) if passed is not None and len(passed) == 2 else None


WRITTEN = b"    return 0 if a == b else -1 if a < b else 1"
"""The body of the ``cmp`` that a recipe adds to a file."""


def _written_out(node: Node) -> tuple[Node, Node] | None:
    """``a`` and ``b`` of ``(a > b) - (a < b)``."""
    node = nodes.bare(node)
    operator = node.child_by_field_name("operator") if node.type == "binary_operator" else None
    if operator is None or operator.text != b"-":
        return None
    sides = [nodes.bare(side) for side in node.named_children if side.type != "comment"]
    if len(sides) != 2 or any(side.type != "comparison_operator" for side in sides):
        return None
    more, less = ([c for c in side.children if c.type != "comment"] for side in sides)
    if len(more) != 3 or len(less) != 3 or (more[1].type, less[1].type) != (">", "<"):
        return None
    return (more[0], more[2]) if (more[0].text, more[2].text) == (less[0].text, less[2].text) else None


def is_simple(node: Node) -> bool:
    """Whether evaluating ``node`` twice is harmless and short."""
    if node.type not in _SIMPLE:
        return False
    if node.type == "unary_operator":
        return is_simple(node.named_children[0])
    return node.type not in ("attribute", "subscript") or all(is_simple(c) for c in node.named_children)


def as_key(source: Source, function: Node) -> Key | None:
    """The key by which ``function``, a ``lambda a, b: cmp(f(a), f(b))``, orders; also with the sides
    exchanged or the result negated."""
    function = nodes.bare(function)
    holder = function.child_by_field_name("parameters") if function.type == "lambda" else None
    body = function.child_by_field_name("body")
    if holder is None or body is None:
        return None
    names = [child for child in holder.named_children if child.type != "comment"]
    if len(names) != 2 or any(name.type != "identifier" for name in names):
        return None
    body, reverse = nodes.bare(body), False
    if body.type == "unary_operator" and source.text(body).startswith(b"-"):
        body, reverse = nodes.bare(body.named_children[0]), True
    sides = compared(source, body)
    if sides is None:
        return None
    first, second = (name.text or b"" for name in names)
    left, right = (source.text(side) for side in sides)
    if _renamed(left, first, second) == right and second not in _words(left):
        return Key(first, left, reverse)
    if _renamed(left, second, first) == right and first not in _words(left):
        return Key(second, left, not reverse)
    return None


def becomes_key(source: Source, function: Node) -> bool:
    """Whether a sort's comparison ``function`` is only a key, and the order it turns round is not turned
    round by the call as well."""
    key = as_key(source, function) if is_sort_function(function) else None
    call = nodes.ancestor(function, "call")
    return key is not None and call is not None and not (key.reverse and nodes.keyword(call, b"reverse"))


def _renamed(text: bytes, old: bytes, new: bytes) -> bytes:
    return re.sub(rb"(?<![\w.])" + re.escape(old) + rb"\b", lambda _: new, text)


def _words(text: bytes) -> list[bytes]:
    return re.findall(rb"(?<![\w.])[A-Za-z_]\w*", text)


def is_sort_function(node: Node) -> bool:
    """Whether ``node`` is the comparison function of a ``sort`` or ``sorted`` call."""
    parent = nodes.outermost(node).parent
    if parent is not None and parent.type == "keyword_argument":
        key = parent.child_by_field_name("name")
        if key is None or key.text != b"cmp":
            return False
        parent = parent.parent
    call = parent.parent if parent is not None and parent.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and (function.text or b"").split(b".")[-1].strip() in (b"sort", b"sorted")
