"""Questions about nodes of the Python grammar that many recipes ask, and how text fits a place."""

from functools import cache
from typing import NamedTuple

from tree_sitter import Node

_ATOMS = frozenset(
    {
        "identifier", "attribute", "call", "subscript", "string", "integer", "float", "tuple", "list", "set",
        "dictionary", "parenthesized_expression", "true", "false", "none", "ellipsis", "list_comprehension",
        "set_comprehension", "dictionary_comprehension",
    }
)  # fmt: skip
_OPERATORS = {
    b"|": 6, b"^": 7, b"&": 8, b"<<": 9, b">>": 9, b"+": 10, b"-": 10,
    b"*": 11, b"/": 11, b"//": 11, b"%": 11, b"@": 11, b"**": 13,
}  # fmt: skip

LOOSEST = 0
CONDITIONAL = 1
OR = 2
AND = 3
NOT = 4
COMPARISON = 5
SUM = 10
PRODUCT = 11
UNARY = 12
POWER = 13
PRIMARY = 15
"""How tightly an expression holds together, loosest first; sums are 10, products 11."""


class MethodCall(NamedTuple):
    """``object.name(...)``."""

    call: Node
    object: Node


def is_attribute(name: Node) -> bool:
    """Whether the identifier stands after a dot."""
    parent = name.parent
    return parent is not None and parent.type == "attribute" and parent.child_by_field_name("attribute") == name


def reference(name: Node) -> Node:
    """What the identifier ``name`` is the last part of: ``holder.name``, or itself."""
    return name.parent if is_attribute(name) and name.parent is not None else name


def call_of(function: Node) -> Node | None:
    """The call whose function is exactly ``function``."""
    parent = function.parent
    if parent is None or parent.type != "call" or parent.child_by_field_name("function") != function:
        return None
    return parent


def taker(argument: Node) -> Node | None:
    """The call that ``argument`` is handed to, as it stands and by its place."""
    holder = argument.parent
    call = holder.parent if holder is not None and holder.type == "argument_list" else None
    return call if call is not None and call.type == "call" else None


def method_call(name: Node) -> MethodCall | None:
    """The method call whose method's name is the identifier ``name``."""
    if not is_attribute(name) or name.parent is None:
        return None
    call, holder = call_of(name.parent), name.parent.child_by_field_name("object")
    return None if call is None or holder is None else MethodCall(call, holder)


def arguments(call: Node) -> list[Node]:
    """The arguments of ``call``, splats and keywords included, comments left out."""
    holder = call.child_by_field_name("arguments")
    if holder is None:
        return []
    if holder.type != "argument_list":
        return [holder]
    return [child for child in holder.named_children if child.type != "comment"]


_UNPLAIN = frozenset({"list_splat", "dictionary_splat", "keyword_argument"})


def plain_arguments(call: Node) -> list[Node] | None:
    """The arguments of ``call`` where all are positional; None where one is a splat or a keyword."""
    found = arguments(call)
    return None if any(node.type in _UNPLAIN for node in found) else found


def keyword(call: Node, name: bytes) -> Node | None:
    """The ``keyword_argument`` called ``name``."""
    for node in arguments(call):
        if node.type == "keyword_argument":
            key = node.child_by_field_name("name")
            if key is not None and key.text == name:
                return node
    return None


def outermost(node: Node) -> Node:
    """``node`` with the parentheses around it."""
    while node.parent is not None and node.parent.type == "parenthesized_expression":
        node = node.parent
    return node


def operation(node: Node) -> Node:
    """All of the operation with two operands each that ``node`` is part of, with the parentheses around it."""
    node = outermost(node)
    while node.parent is not None and node.parent.type == "binary_operator":
        node = outermost(node.parent)
    return node


def bare(node: Node) -> Node:
    """``node`` without the parentheses around it."""
    while node.type == "parenthesized_expression":
        inner = [child for child in node.named_children if child.type != "comment"]
        if len(inner) != 1:
            break
        node = inner[0]
    return node


def ancestor(node: Node, *types: str) -> Node | None:
    """The nearest node of one of ``types`` around ``node``."""
    parent = node.parent
    while parent is not None and parent.type not in types:
        parent = parent.parent
    return parent


@cache
def statement(node: Node) -> Node:
    """The statement that holds ``node``, itself where it is one: a child of a block or of the module."""
    parent = node.parent
    while parent is not None and parent.type not in ("block", "module"):
        node, parent = parent, parent.parent
    return node


def first_statement(body: Node) -> Node:
    """The first statement of the block ``body`` behind its docstring; the docstring where there is nothing else."""
    statements = [child for child in body.named_children if child.type != "comment"]
    first = statements[0]
    documented = first.type == "expression_statement" and first.named_children[0].type == "string"
    return statements[1] if documented and len(statements) > 1 else first


def contains(outer: Node, inner: Node) -> bool:
    """Whether the bytes of ``inner`` lie within ``outer``."""
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def tightness(node: Node) -> int:
    """How tightly the expression ``node`` holds together."""
    kind = node.type
    if kind in _ATOMS:
        return PRIMARY
    if kind == "binary_operator":
        operator = node.child_by_field_name("operator")
        return _OPERATORS.get((operator.text or b"") if operator is not None else b"", 6)
    if kind == "boolean_operator":
        operator = node.child_by_field_name("operator")
        return AND if operator is not None and operator.text == b"and" else OR
    return {
        "unary_operator": UNARY,
        "await": PRIMARY - 1,
        "comparison_operator": COMPARISON,
        "not_operator": NOT,
        "conditional_expression": CONDITIONAL,
        "concatenated_string": LOOSEST,
    }.get(kind, LOOSEST)


def slot(node: Node) -> int:
    """How tight an expression must be to stand where ``node`` stands, without parentheses."""
    parent = node.parent
    if parent is None:
        return LOOSEST
    kind = parent.type
    if kind in ("attribute", "call", "subscript"):
        field = {"attribute": "object", "call": "function", "subscript": "value"}[kind]
        return PRIMARY if parent.child_by_field_name(field) == node else CONDITIONAL
    if kind == "binary_operator":
        level = tightness(parent)
        power = level == POWER
        first = parent.child_by_field_name("left") == node
        return level + (1 if first == power else 0)
    if kind == "boolean_operator":
        return tightness(parent) + (0 if parent.child_by_field_name("left") == node else 1)
    return {
        "unary_operator": UNARY,
        "await": PRIMARY,
        "comparison_operator": COMPARISON + 1,
        "not_operator": NOT,
        "conditional_expression": OR,
        "for_in_clause": OR,
        "if_clause": OR,
        "list_splat": 6,
        "dictionary_splat": 6,
    }.get(kind, LOOSEST)


def fit(text: bytes, level: int, node: Node) -> bytes:
    """``text``, an expression as tight as ``level``, made fit to replace ``node``."""
    return b"(" + text + b")" if level < slot(node) else text


def operand(text: bytes, node: Node, level: int = PRIMARY) -> bytes:
    """``text``, the source of ``node``, made fit for a place that asks for ``level``."""
    broken = b"\n" in text and node.type in ("binary_operator", "boolean_operator", "comparison_operator")
    return b"(" + text + b")" if tightness(node) < level or broken else text
