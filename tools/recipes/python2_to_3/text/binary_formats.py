"""``%`` that puts bytes into a plain literal makes bytes."""

import re

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.byte_flows import is_byte_place
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.literals import as_bytes
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_CONVERSION = re.compile(rb"%[^%]?")


@recipe("binary-formats", title="Structures are put into bytes", stage="text", words=("pack",))
def binary_formats(source: Source, hit: Hit) -> Match | None:
    """``'TAG%s%s' % (struct.pack(…), '\\0' * 8)``: what ``struct.pack`` gives is part of something binary.

    The literal becomes bytes, and the plain literals among the values, where each conversion is ``%s``. What is
    surely text among them stops it.
    """
    if not may_hold_bytes(source) or not is_byte_place(source, hit.start):
        return None
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(nodes.reference(name))
    if call is None or source.legacy_only(call):
        return None
    values = nodes.outermost(call)
    if values.parent is not None and values.parent.type == "tuple":
        values = nodes.outermost(values.parent)
    operation = values.parent
    operator = operation.child_by_field_name("operator") if operation is not None else None
    left = operation.child_by_field_name("left") if operation is not None else None
    if operation is None or operator is None or operator.text != b"%" or left is None or values == left:
        return None
    kinds = kinds_of(source)
    inner = nodes.bare(values)
    parts = inner.named_children if inner.type == "tuple" else [inner]
    parts = [part for part in parts if part.type != "comment"]
    if kinds.of(call) is not Kind.BYTES or kinds.of(left) is not Kind.NATIVE or left.type != "string":
        return None
    if any(kinds.of(part) is Kind.TEXT for part in parts):
        return None
    if any(found != b"%s" for found in _CONVERSION.findall(source.text(left))):
        return None
    edits = as_bytes(source, left)
    for part in parts:
        literal = part
        while literal.type == "binary_operator" and kinds.of(literal) is Kind.NATIVE:
            literal = literal.child_by_field_name("left") or literal
        if kinds.of(literal) is Kind.NATIVE:
            edits += as_bytes(source, literal) or ()
    return Match(hit.start, edits, again=True) if edits else None
