"""Names that are given literals: whether all that is done with them asks for bytes."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds
from tools.recipes.python2_to_3._shared.literals import looks_binary, parts
from tools.recipes.python2_to_3._shared.neutral_uses import grown, is_neutral
from tools.recipes.python2_to_3._shared.wants import wanted
from tools.recipes.source import Source
from tools.syntax.words import occurrences


def only_for_bytes(source: Source, kinds: Kinds, literal: Node) -> bool:
    """Whether ``literal``, or a multiple of it, is the only value of a name that is used as bytes, wherever it is
    used, or one of the literals that a name of the module is given. Within a function, what is as good with bytes is
    no other use."""
    assignment = grown(literal).parent
    target = assignment.child_by_field_name("left") if assignment is not None else None
    if assignment is None or assignment.type != "assignment" or target is None or target.type != "identifier":
        return False
    name, scope = target.text or b"", enclosing_scope(target)
    if scope.type == "class_definition":
        return _member_is_bytes(source, kinds, name, everywhere=not looks_binary(source, literal))
    local = scope.type == "function_definition"
    bound = source.bindings.in_scope(name, scope) if local else source.bindings.binders(name)
    if len(bound) != 1 and (local or not all(_is_literal(kinds, binder) for binder in bound)):
        return False
    found = using.uses(source, name, scope) if local else source.bindings.uses(name)
    uses = [node for node in found if node not in bound]
    if not uses or len(uses) > 40 or nodes.ancestor(literal, "lambda") is not None:
        return False
    wishes = [wanted(source, kinds, use) for use in uses]
    if all(wish is Kind.BYTES for wish in wishes):
        return True
    told = zip(uses, wishes, strict=True)
    return (
        local
        and Kind.BYTES in wishes
        and all(wish is Kind.BYTES or is_neutral(source, kinds, use, wish) for use, wish in told)
    )


def _is_literal(kinds: Kinds, binder: Node) -> bool:
    """Whether ``binder``, a name of the module, is given a literal there."""
    value = binder.parent.child_by_field_name("right") if binder.parent is not None else None
    at_top = enclosing_scope(binder).type == "module"
    return at_top and value is not None and bool(parts(value)) and kinds.of(value) in (Kind.NATIVE, Kind.BYTES)


def _member_is_bytes(source: Source, kinds: Kinds, name: bytes, everywhere: bool) -> bool:
    """Whether ``x.name`` is surely used as bytes somewhere in the file, or everywhere, and nowhere as text."""
    wishes = set()
    mask = source.lexed.mask
    for at in occurrences(mask, name):
        attribute = source.node(at, at + len(name)).parent if mask[at - 1 : at] == b"." else None
        if attribute is not None and attribute.type == "attribute":
            wishes.add(wanted(source, kinds, attribute))
    return wishes == {Kind.BYTES} if everywhere else Kind.BYTES in wishes and Kind.TEXT not in wishes
