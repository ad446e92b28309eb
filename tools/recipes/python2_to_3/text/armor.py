"""What base64 and hexlify give is text where it is used as text."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.flows import endpoints, used_as_bytes, used_as_text
from tools.recipes.python2_to_3._shared.kind_tables import ARMOR
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

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

    The value is followed through names, slices and ``strip``; where it goes anywhere bytes are asked
    for, it stays bytes.
    """
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(nodes.reference(name)) if name.type == "identifier" else None
    if call is None or source.legacy_only(call):
        return None
    kinds = kinds_of(source)
    if kinds.of(call) is not Kind.ARMOR:
        return None
    places = endpoints(source, call)
    if any(used_as_bytes(source, kinds, place) for place in places):
        return None
    if not any(used_as_text(source, kinds, place) or _is_digest(place) for place in places):
        return None
    return Match(hit.start, (insert(call.end_byte, b".decode('ascii')"),))


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
