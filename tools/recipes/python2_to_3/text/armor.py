"""What base64 and hexlify give is text where it is used as text."""

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.flows import endpoints, used_as_bytes, used_as_text
from tools.recipes.python2_to_3._shared.kind_tables import ARMOR
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert


@recipe(
    "armored-text",
    title="base64 and hex digits are text again",
    stage="text",
    words=sorted({name.rpartition(".")[2] for name in ARMOR}),
)
def armored_text(source: Source, hit: Hit) -> Match | None:
    """``base64.b64encode(x)`` and the like, joined, formatted or compared with text, or put in a header.

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
    if not any(used_as_text(source, kinds, place) for place in places):
        return None
    return Match(hit.start, (insert(call.end_byte, b".decode('ascii')"),))
