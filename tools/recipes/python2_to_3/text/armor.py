"""What base64 and hexlify give is text where it is used as text."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import enclosing_class
from tools.recipes.python2_to_3._shared.flows import endpoints, used_as_bytes, used_as_text
from tools.recipes.python2_to_3._shared.functions import function_name
from tools.recipes.python2_to_3._shared.kind_tables import ARMOR
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of
from tools.recipes.python2_to_3._shared.reaching import member_targets
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert
from tools.syntax.words import occurrences

_HEX = re.compile(rb"(?:\A|_)hex(?:\Z|_)", re.IGNORECASE)


@recipe(
    "armored-text",
    title="base64 and hex digits are text again",
    stage="text",
    words=sorted({name.rpartition(".")[2] for name in ARMOR}),
)
def armored_text(source: Source, hit: Hit) -> Match | None:
    """``base64.b64encode(x)`` and the like, joined, formatted or compared with text, or put in a header; what
    ``hexdigest`` returns, and ``return hexlify(x) if hex else x``.

    The value is followed through names, slices and ``strip``, and through an attribute of ``self`` within its class;
    where it goes anywhere bytes are asked for, it stays bytes. It is text, too, where methods of the same name give
    text.
    """
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(nodes.reference(name)) if name.type == "identifier" else None
    if call is None or source.legacy_only(call):
        return None
    kinds = kinds_of(source)
    if kinds.of(call) is not Kind.ARMOR:
        return None
    places = endpoints(source, call)
    places += [use for place in places for use in _attribute_uses(source, place)]
    if any(used_as_bytes(source, kinds, place) for place in places):
        return None
    if not any(_goes_to_text(source, kinds, place) for place in places):
        return None
    return Match(hit.start, (insert(call.end_byte, b".decode('ascii')"),))


def _goes_to_text(source: Source, kinds: Kinds, place: Node) -> bool:
    return used_as_text(source, kinds, place) or _among_text(source, kinds, place) or _is_digest(place)


def _among_text(source: Source, kinds: Kinds, value: Node) -> bool:
    """Whether a method returns ``value``, and methods of its name in other classes of the file return text."""
    statement, around = value.parent, enclosing_class(value)
    definition = enclosing_scope(value)
    if statement is None or statement.type != "return_statement" or definition.type != "function_definition":
        return False
    if around is None or enclosing_class(definition) != around:
        return False
    others = [binder.parent for binder in source.bindings.binders(function_name(definition))]
    found = [
        kinds.returned(other)
        for other in others
        if other is not None and other.type == "function_definition" and enclosing_class(other) not in (around, None)
    ]
    return Kind.BYTES not in found and not {Kind.TEXT, Kind.NATIVE}.isdisjoint(found)


def _attribute_uses(source: Source, value: Node) -> Iterator[Node]:
    """Where the attribute of ``self`` that ``value`` is stored in is read by methods of its class, and what reads it.

    None where something else is stored there, too.
    """
    statement, around = value.parent, enclosing_class(value)
    target = statement.child_by_field_name("left") if statement is not None and statement.type == "assignment" else None
    holder = target.child_by_field_name("object") if target is not None and target.type == "attribute" else None
    name = target.child_by_field_name("attribute") if holder is not None and target is not None else None
    if around is None or holder is None or holder.text != b"self" or name is None or not name.text:
        return
    if member_targets(source, around, name.text) != [target]:
        return
    for at in occurrences(source.lexed.mask, name.text, around.start_byte, around.end_byte):
        use = source.node(at, at + len(name.text)).parent
        if use is not None and use != target and source.text(use) == b"self." + name.text:
            yield from endpoints(source, use)


def _is_digest(place: Node) -> bool:
    """Whether ``place`` is what a function gives that is called ``hexdigest``, or is asked for digits by a flag."""
    parent, flag = place.parent, None
    if parent is not None and parent.type == "conditional_expression" and parent.named_children[0] == place:
        flag = parent.named_children[1].text or b""
        parent = nodes.outermost(parent).parent
    if parent is None or parent.type != "return_statement":
        return False
    name = enclosing_scope(place).child_by_field_name("name")
    return (flag is not None and _HEX.search(flag) is not None) or (name is not None and name.text == b"hexdigest")
