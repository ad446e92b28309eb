"""Names that are given a literal once: whether all that is done with them asks for bytes."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.argument_wants import EQUALITIES
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds
from tools.recipes.python2_to_3._shared.literals import looks_binary
from tools.recipes.python2_to_3._shared.wants import wanted
from tools.recipes.source import Source
from tools.syntax.words import occurrences

_COUNTING = frozenset({b"len", b"hash", b"bool", b"id"})


def only_for_bytes(source: Source, kinds: Kinds, literal: Node) -> bool:
    """Whether ``literal``, or a multiple of it, is the only value of a name that is used as bytes, wherever it is
    used. Within a function, counting it or comparing it is no other use."""
    value = nodes.outermost(literal)
    while value.parent is not None and value.parent.type == "binary_operator" and _is_multiple(value.parent):
        value = nodes.outermost(value.parent)
    assignment = value.parent
    target = assignment.child_by_field_name("left") if assignment is not None else None
    if assignment is None or assignment.type != "assignment" or target is None or target.type != "identifier":
        return False
    name, scope = target.text or b"", enclosing_scope(target)
    if scope.type == "class_definition":
        return _member_is_bytes(source, kinds, name, everywhere=not looks_binary(source, literal))
    local = scope.type == "function_definition"
    if len(source.bindings.in_scope(name, scope) if local else source.bindings.binders(name)) != 1:
        return False
    uses = [
        node for node in source.bindings.uses(name) if node != target and (not local or nodes.contains(scope, node))
    ]
    if not uses or len(uses) > 40 or nodes.ancestor(literal, "lambda") is not None:
        return False
    wishes = [wanted(source, kinds, use) for use in uses]
    if all(wish is Kind.BYTES for wish in wishes):
        return True
    told = zip(uses, wishes, strict=True)
    return local and Kind.BYTES in wishes and all(wish is Kind.BYTES or _is_neutral(use, wish) for use, wish in told)


def _is_multiple(operation: Node) -> bool:
    operator = operation.child_by_field_name("operator")
    return operator is not None and operator.text == b"*"


def _is_neutral(use: Node, wish: Kind) -> bool:
    """Whether ``use`` is as good with bytes as with text: it is counted, hashed, compared, or part of it taken."""
    holder = nodes.outermost(use).parent
    if wish is Kind.TEXT or holder is None:
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


def _member_is_bytes(source: Source, kinds: Kinds, name: bytes, everywhere: bool) -> bool:
    """Whether ``x.name`` is surely used as bytes somewhere in the file, or everywhere, and nowhere as text."""
    wishes = set()
    mask = source.lexed.mask
    for at in occurrences(mask, name):
        attribute = source.node(at, at + len(name)).parent if mask[at - 1 : at] == b"." else None
        if attribute is not None and attribute.type == "attribute":
            wishes.add(wanted(source, kinds, attribute))
    return wishes == {Kind.BYTES} if everywhere else Kind.BYTES in wishes and Kind.TEXT not in wishes
