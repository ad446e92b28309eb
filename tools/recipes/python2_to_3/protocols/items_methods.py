"""A mapping of its own that defines ``iteritems`` is asked for ``items`` now."""

from tools.recipes.python2_to_3._shared.classes import after_member, defines, enclosing_class, member
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_NAMES = {b"iteritems": b"items", b"iterkeys": b"keys", b"itervalues": b"values"}


@recipe(
    "items-method",
    title="Classes with iteritems() get items()",
    stage="protocols",
    words=[name.decode() for name in _NAMES],
)
def items_method(source: Source, hit: Hit) -> Match | None:
    """A class that defines ``iteritems``, and neither defines ``items`` nor has it of a class in this file:
    what called the one calls the other now, so it gets ``items = iteritems``."""
    name = source.node(hit.start, hit.end)
    definition = name.parent
    around = enclosing_class(name)
    if definition is None or around is None or definition.type != "function_definition":
        return None
    word = name.text or b""
    if member(around, word) != definition or defines(source, around, _NAMES[word]) or source.legacy_only(name):
        return None
    return Match(hit.start, (after_member(source, definition, _NAMES[word] + b" = " + word, blank=True),))
