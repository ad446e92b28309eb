"""Uses of a local constant that are as good with bytes as with text: counted, compared, cut, or changed and then so."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.argument_wants import EQUALITIES
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds
from tools.recipes.python2_to_3._shared.wants import wanted
from tools.recipes.source import Source

_COUNTING = frozenset({b"len", b"hash", b"bool", b"id"})
_SEPARATOR = b"os.linesep"
"""Encoded by a recipe of its own where it is added to bytes, or handed to their methods."""


def grown(literal: Node) -> Node:
    """``literal`` with what it is multiplied by, and with ``os.linesep`` added: all that is one constant."""
    value = nodes.outermost(literal)
    while value.parent is not None and value.parent.type == "binary_operator" and _grows(value.parent):
        value = nodes.outermost(value.parent)
    return value


def _grows(operation: Node) -> bool:
    operator = operation.child_by_field_name("operator")
    if operator is None or operator.text != b"+":
        return operator is not None and operator.text == b"*"
    return any(side.text == _SEPARATOR for side in operation.named_children)


def is_neutral(source: Source, kinds: Kinds, use: Node, wish: Kind) -> bool:
    """Whether ``use``, which asks for ``wish``, is one."""
    if wish is Kind.TEXT:
        return False
    return _is_looked_at(use) or _is_added(source, kinds, use) or _is_changed(source, kinds, use)


def goes_on(source: Source, constant: Node) -> bool:
    """Whether literals are handed to a method of the local name that ``constant`` is assigned to: once that is bytes,
    they follow."""
    assignment = grown(constant).parent
    target = assignment.child_by_field_name("left") if assignment is not None else None
    if target is None or target.type != "identifier" or enclosing_scope(target).type != "function_definition":
        return False
    return any(_method(use) is not None for use in _uses(source, target))


def _uses(source: Source, target: Node) -> list[Node]:
    """Where the local name ``target`` is read."""
    return [use for use in using.uses(source, target.text or b"", enclosing_scope(target)) if use != target]


def _is_looked_at(use: Node) -> bool:
    """Whether ``use`` is counted, hashed, compared, or part of it taken."""
    holder = nodes.outermost(use).parent
    if holder is None:
        return False
    if holder.type == "subscript":
        index = holder.child_by_field_name("subscript")
        return index is not None and index.type == "slice"
    if holder.type == "comparison_operator":
        return not any(child.type in ("in", "not in") for child in holder.children)
    call = nodes.taker(nodes.outermost(use))
    function = call.child_by_field_name("function") if call is not None else None
    name = (function.text or b"").rpartition(b".")[2] if function is not None else b""
    return name in _COUNTING or name in EQUALITIES


def _is_added(source: Source, kinds: Kinds, use: Node) -> bool:
    """Whether ``use`` is added to another constant of the function that goes where bytes are asked for, and the sum
    only looked at."""
    total = nodes.outermost(use).parent
    operator = total.child_by_field_name("operator") if total is not None else None
    if total is None or operator is None or operator.text != b"+" or not _is_looked_at(total):
        return False
    for side in total.named_children:
        if side in (nodes.outermost(use), use):
            continue
        bound = source.bindings.in_scope(side.text or b"", enclosing_scope(use)) if side.type == "identifier" else []
        value = bound[0].parent.child_by_field_name("right") if len(bound) == 1 and bound[0].parent else None
        if value is None or kinds.of(value) is not Kind.NATIVE:
            return False
        if not any(wanted(source, kinds, other) is Kind.BYTES for other in _uses(source, bound[0])):
            return False
    return True


def _method(use: Node) -> Node | None:
    """The call of a method of ``use`` that takes strings of its own kind, all of them literals or ``os.linesep``."""
    attribute = nodes.outermost(use).parent
    name = attribute.child_by_field_name("attribute") if attribute is not None else None
    call = nodes.call_of(attribute) if attribute is not None and attribute.type == "attribute" else None
    if call is None or name is None or name.text not in tables.OWN_KIND_ARGUMENTS or name.text == b"join":
        return None
    given = nodes.arguments(call)
    return call if given and all(one.type == "string" or one.text == _SEPARATOR for one in given) else None


def _is_changed(source: Source, kinds: Kinds, use: Node) -> bool:
    """Whether such a method makes another string of ``use`` that is only looked at, itself or by a local name."""
    call = _method(use)
    holder = nodes.outermost(call).parent if call is not None else None
    if call is None or holder is None:
        return False
    target = holder.child_by_field_name("left") if holder.type == "assignment" else None
    if target is None or target.type != "identifier":
        return _is_looked_at(call)
    uses = _uses(source, target)
    return len(source.bindings.in_scope(target.text or b"", enclosing_scope(target))) == 1 and all(
        wanted(source, kinds, one) is Kind.BYTES or _is_looked_at(one) for one in uses
    )
