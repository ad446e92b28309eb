"""Bytes that are put into text by ``%s`` are decoded: else they would show as ``b'…'``."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.byte_flows import is_byte_place
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.python2_to_3._shared.coding import call_on
from tools.recipes.python2_to_3._shared.functions import function_name
from tools.recipes.python2_to_3._shared.kind_calls import method_name
from tools.recipes.python2_to_3._shared.kind_tables import BINARY_WORDS
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of
from tools.recipes.python2_to_3._shared.literals import content, parts
from tools.recipes.python2_to_3._shared.reaching import attribute_targets, reaching
from tools.recipes.python2_to_3._shared.wants import asked_later, is_printed, wanted
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_CONVERSION = re.compile(rb"%(\(|[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?)(.|\Z)", re.DOTALL)
_READS = frozenset({b"read", b"readline", b"recv"})
_SHOWING = frozenset({b"__repr__", b"__str__", b"__unicode__", b"pprint"})


@recipe(
    "formatted-bytes",
    title="Bytes put into text are decoded",
    stage="text",
    pattern=r"%(?:(?<=\"%)|(?<=\" %)|(?<=\n%)|(?<=[ \t][ \t]%))(?!=)",
    having=BINARY_WORDS,
)
def formatted_bytes(source: Source, hit: Hit) -> Match | None:
    """``'%s: %s' % (text, data)`` where ``data`` is surely bytes: ``data.decode('latin-1')``, which always works.

    Only where the result is surely text: beside other text, printed, raised, shown, or as a key. What may be ``None``
    as well is left.
    """
    if not may_hold_bytes(source) or not is_byte_place(source, hit.start):
        return None
    node = source.node(hit.start, hit.end)
    operation = node if node.type == "binary_operator" else node.parent
    left = operation.child_by_field_name("left") if operation is not None else None
    right = operation.child_by_field_name("right") if operation is not None else None
    if operation is None or left is None or right is None or operation.type != "binary_operator":
        return None
    kinds = kinds_of(source)
    literal = nodes.bare(left)
    if not parts(literal) or kinds.of(literal) not in (Kind.NATIVE, Kind.TEXT) or source.legacy_only(operation):
        return None
    group = nodes.bare(right)
    values = [one for one in group.named_children if one.type != "comment"] if group.type == "tuple" else [group]
    signs = _conversions(source, literal)
    if len(signs) != len(values):
        return None
    shown = [value for value, sign in zip(values, signs, strict=True) if sign == b"s" and _is_bytes(source, value)]
    if not shown or not _is_text(source, kinds, operation, literal, values):
        return None
    return Match(hit.start, tuple(edit for value in shown for edit in call_on(value, b".decode('latin-1')")))


def _conversions(source: Source, literal: Node) -> list[bytes]:
    """The letter of each conversion; one too many where names or stars stand in them."""
    found = []
    for match in _CONVERSION.finditer(b"".join(content(source, part) for part in parts(literal))):
        if match[1] == b"(" or b"*" in match[1]:
            return [b""] * 99
        if match[2] != b"%":
            found.append(match[2])
    return found


def _is_bytes(source: Source, value: Node) -> bool:
    """Whether ``value`` is bytes, whichever of its bindings gave it, and was read rather than encoded.

    What was text is encoded no more: see ``printed-text``.
    """
    kinds, value = kinds_of(source), nodes.bare(value)
    if kinds.of(value) is not Kind.BYTES:
        return False
    if value.type == "identifier":
        binders = reaching(source, value)
    elif value.type == "attribute":
        binders = attribute_targets(source, value)
    elif value.type == "subscript":
        holder = value.child_by_field_name("value")
        return holder is not None and _is_bytes(source, holder)
    else:
        return value.type == "call" and method_name(value) in _READS
    given = [source.text(nodes.statement(binder)) for binder in binders]
    if any(b".encode(" in text for text in given):
        return False
    return bool(binders) and all(kinds.shared([binder]) is Kind.BYTES for binder in binders)


def _is_text(source: Source, kinds: Kinds, operation: Node, literal: Node, values: list[Node]) -> bool:
    """Whether what ``operation`` gives is surely text."""
    if wanted(source, kinds, operation) is Kind.BYTES or asked_later(source, kinds, operation) is Kind.BYTES:
        return False
    if kinds.of(literal) is Kind.TEXT or any(kinds.of(value) is Kind.TEXT for value in values):
        return True
    outer = nodes.outermost(operation)
    holder = outer.parent
    if holder is not None and holder.type == "subscript" and holder.child_by_field_name("subscript") == outer:
        return True
    if is_printed(source, operation) or nodes.ancestor(operation, "raise_statement") is not None:
        return True
    return function_name(enclosing_scope(operation)) in _SHOWING
