"""Encoding and decoding put in or taken out around an expression."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds
from tools.recipes.python2_to_3._shared.literals import looks_binary, parts, prefix_of
from tools.recipes.source import Source, delete, insert


def call_on(node: Node, tail: bytes) -> tuple[Edit, ...]:
    """The edits that call a method on ``node``: ``tail`` is ``.encode('utf-8')`` or the like."""
    if node.type == "concatenated_string" or nodes.tightness(node) < nodes.PRIMARY:
        return insert(node.start_byte, b"("), insert(node.end_byte, b")" + tail)
    return (insert(node.end_byte, tail),)


def drop_method(call: Node) -> tuple[Edit, ...]:
    """The edit that leaves the object of the method call ``call`` alone."""
    function = call.child_by_field_name("function")
    holder = function.child_by_field_name("object") if function is not None else None
    return (delete(holder.end_byte, call.end_byte),) if holder is not None else ()


def reads_as_text(source: Source, kinds: Kinds, node: Node) -> bool:
    """Whether ``node`` gives text under Python 3, if it works at all, and nothing in it looks binary."""
    node = nodes.bare(node)
    if looks_binary(source, node):
        return False
    kind = kinds.of(node)
    if kind is not Kind.UNKNOWN:
        return kind is Kind.TEXT and not _is_own(source, node)
    if node.type == "binary_operator":
        operands = summands(node)
        if any(kinds.of(one) in (Kind.BYTES, Kind.BYTE) for one in operands):
            return False
        return len(operands) > 1 and any(_worded(source, one) or reads_as_text(source, kinds, one) for one in operands)
    if node.type == "call":
        function = node.child_by_field_name("function")
        holder = function.child_by_field_name("object") if function is not None else None
        name = function.child_by_field_name("attribute") if function is not None else None
        return name is not None and name.text == b"join" and holder is not None and _worded(source, holder)
    return False


def summands(node: Node) -> list[Node]:
    """The operands of a sum, those of sums within it included; one for anything else."""
    node = nodes.bare(node)
    operator = node.child_by_field_name("operator") if node.type == "binary_operator" else None
    if operator is None or operator.text != b"+":
        return [node]
    sides = (node.child_by_field_name("left"), node.child_by_field_name("right"))
    return [one for side in sides if side is not None for one in summands(side)]


def _is_own(source: Source, node: Node) -> bool:
    """Whether ``node`` is a call of a function of the file, whose literals cannot be seen here."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    return function is not None and function.type == "identifier" and not source.is_builtin(function)


def _worded(source: Source, node: Node) -> bool:
    """Whether ``node`` is a plain literal with something in it."""
    found = parts(node)
    return bool(found) and any(
        prefix_of(source, part) in (b"", b"r", b"u") and len(source.text(part).strip(b"rRuU'\"")) > 0 for part in found
    )
