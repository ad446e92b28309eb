"""What ``__str__`` and ``tzname`` return must be text: so is what is stored in the attribute they return."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.python2_to_3._shared.classes import enclosing_class
from tools.recipes.python2_to_3._shared.coding import call_on, drop_method
from tools.recipes.python2_to_3._shared.flows import used_as_bytes
from tools.recipes.python2_to_3._shared.kind_calls import method_name
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of, returns
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source
from tools.syntax.words import occurrences


@recipe(
    "shown-attributes",
    title="Attributes that are shown hold text",
    stage="text",
    pattern=r"\bdef[ \t]+(?:__str__|tzname)[ \t]*\(",
    having=("__str__", "tzname"),
)
def shown_attributes(source: Source, hit: Hit) -> Match | None:
    """``return x.name`` in such a method, where all that is stored in an attribute of that name in the file is
    surely bytes, or nothing: it is decoded as it is stored, or not encoded. Where it is used as
    bytes as well, it stays."""
    if not may_hold_bytes(source):
        return None
    definition: Node | None = source.node(hit.start, hit.end)
    if definition is not None and definition.type != "function_definition":
        definition = nodes.ancestor(definition, "function_definition")
    if definition is None or enclosing_class(definition) is None or source.legacy_only(definition):
        return None
    kinds = kinds_of(source)
    edits: list[Edit] = []
    for value in returns(source, definition):
        name = value.child_by_field_name("attribute") if value.type == "attribute" else None
        if name is not None:
            edits += _decoded(source, kinds, name.text or b"")
    return Match(hit.start, tuple(dict.fromkeys(edits))) if edits else None


def _decoded(source: Source, kinds: Kinds, name: bytes) -> list[Edit]:
    """The edits that decode all that is stored in attributes called ``name``."""
    edits: list[Edit] = []
    mask = source.lexed.mask
    for at in occurrences(mask, name):
        attribute = source.node(at, at + len(name)).parent if mask[at - 1 : at] == b"." else None
        if attribute is None or attribute.type != "attribute":
            continue
        value = _stored(attribute)
        if value is None and used_as_bytes(source, kinds, attribute):
            return []
        kind = kinds.of(value) if value is not None else Kind.NOTHING
        if value is not None and kind is Kind.BYTES:
            edits += drop_method(value) if method_name(value) == b"encode" else call_on(value, b".decode('utf-8')")
        elif kind is not Kind.NOTHING:
            return []
    return edits


def _stored(attribute: Node) -> Node | None:
    """What is assigned to ``attribute`` there."""
    holder = attribute.parent
    if holder is None or holder.type != "assignment" or holder.child_by_field_name("left") != attribute:
        return None
    return holder.child_by_field_name("right")
