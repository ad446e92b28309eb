"""``__div__`` and its like are called ``__truediv__``; ``__long__`` is ``__int__``."""

from collections.abc import Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import after_member, enclosing_class, member
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_NAMES = {
    b"__div__": b"__truediv__",
    b"__rdiv__": b"__rtruediv__",
    b"__idiv__": b"__itruediv__",
    b"__long__": b"__int__",
}


@recipe(
    "division-method",
    title="__div__ is called __truediv__, __long__ is __int__",
    stage="protocols",
    words=tuple(name.decode() for name in _NAMES),
)
def division_method(source: Source, hit: Hit) -> Match | None:
    """A method of that name, a name bound to one, or a call of it; a class that has both is left.

    ``A.__div__ = made('__div__', …)``: what makes the method is told its new name.
    """
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or source.legacy_only(name):
        return None
    word = name.text or b""
    around = enclosing_class(name)
    if nodes.is_attribute(name):
        kept = around is not None and member(around, word) is not None and member(around, _NAMES[word]) is not None
        return None if kept else Match(hit.start, (replace(name, _NAMES[word]), *_told(source, name)))
    if around is not None and member(around, _NAMES[word]) is not None:
        return None
    return Match(hit.start, (replace(name, _NAMES[word]),))


def _told(source: Source, name: Node) -> Iterator[Edit]:
    """The edits of the literals that tell its own name to the call that makes the method ``name``."""
    word = name.text or b""
    bound = nodes.reference(name).parent
    made = bound.child_by_field_name("right") if bound is not None and bound.type == "assignment" else None
    if bound is None or made is None or made.type != "call" or nodes.contains(made, name):
        return
    for argument in nodes.arguments(made):
        token = source.lexed.string_at(argument.start_byte) if argument.type == "string" else None
        if token is not None and source.data[token.content.start : token.content.end] == word:
            yield Edit(start=token.content.start, end=token.content.end, text=_NAMES[word])


@recipe(
    "index-method",
    title="hex() and oct() ask __index__",
    stage="protocols",
    words=("__hex__", "__oct__"),
)
def index_method(source: Source, hit: Hit) -> Match | None:
    """A class that defines ``__hex__`` or ``__oct__``, and ``__int__`` but no ``__index__``, gets one."""
    name = source.node(hit.start, hit.end)
    around = enclosing_class(name)
    definition = name.parent
    if around is None or definition is None or definition.type != "function_definition":
        return None
    whole = _integer(around)
    first = member(around, b"__hex__") or member(around, b"__oct__")
    if whole is None or first != definition or member(around, b"__index__") is not None:
        return None
    return Match(hit.start, (after_member(source, whole, b"__index__ = __int__"),))


def _integer(around: Node) -> Node | None:
    return member(around, b"__int__") or member(around, b"__long__")
