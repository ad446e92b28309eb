"""Keys that a mapping gives itself from binary data are text, as those its users write."""

from tree_sitter import Node

from tools.recipes.python2_to_3._shared.byte_flows import is_byte_place
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.python2_to_3._shared.classes import defines, enclosing_class
from tools.recipes.python2_to_3._shared.coding import call_on
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "mapping-keys",
    title="Keys read from binary data are text",
    stage="text",
    pattern=r"self\[(?<!\wself\[)",
    having=("__setitem__",),
)
def mapping_keys(source: Source, hit: Hit) -> Match | None:
    """``self[key] = value`` in a class with ``__setitem__``, where ``key`` was read from a binary file."""
    if not may_hold_bytes(source) or not is_byte_place(source, hit.start):
        return None
    node: Node | None = source.node(hit.start, hit.end)
    while node is not None and node.type != "subscript":
        node = node.parent
    key = node.child_by_field_name("subscript") if node is not None else None
    around = enclosing_class(node) if node is not None else None
    assignment = node.parent if node is not None else None
    if key is None or around is None or assignment is None or assignment.type != "assignment":
        return None
    if assignment.child_by_field_name("left") != node or not defines(source, around, b"__setitem__"):
        return None
    if kinds_of(source).of(key) is not Kind.BYTES or source.legacy_only(key):
        return None
    return Match(hit.start, call_on(key, b".decode('latin-1')"))
