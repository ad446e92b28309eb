"""``d.iteritems()``, ``d.viewkeys()`` and their like become ``d.items()``, ``d.keys()``, ``d.values()``."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.builtin_names import spelled
from tools.recipes.python2_to_3._shared.classes import SELVES, defines, enclosing_class
from tools.recipes.python2_to_3._shared.consumption import Use, use_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_ITERATORS = {b"iterkeys": b"keys", b"itervalues": b"values", b"iteritems": b"items"}
_VIEWS = {b"viewkeys": b"keys", b"viewvalues": b"values", b"viewitems": b"items"}
_NAMES = _ITERATORS | _VIEWS


@recipe(
    "dict-iterator",
    title="dict.iteritems() and the like become items(), keys() and values()",
    stage="builtins",
    words=tuple(name.decode() for name in _NAMES),
)
def dict_iterator(source: Source, hit: Hit) -> Match | None:
    """An attribute of that name, ``dict.iteritems(d)`` included. An iterator that is kept, or asked for its next,
    stays one: ``iter(...)``.

    A class's own ``iteritems`` stays in place; calls of it on ``self`` are left, since its ``items`` may
    be written in terms of it.
    """
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or not nodes.is_attribute(name) or source.legacy_only(name):
        return None
    word = name.text or b""
    if _own_method(source, name, word):
        return None
    edit = replace(name, _NAMES[word])
    found = nodes.method_call(name)
    if found is None or word in _VIEWS:
        return Match(hit.start, (edit,)) if not _assigned(name) else None
    passed = nodes.arguments(found.call)
    if passed and (len(passed) > 1 or found.object.text != b"dict" or not source.is_builtin(found.object)):
        return None
    if use_of(source, found.call) <= Use.ITERATED:
        return Match(hit.start, (edit,))
    text, imports = spelled(source, b"iter", found.call)
    wrap = (insert(found.call.start_byte, text + b"("), insert(found.call.end_byte, b")"))
    return Match(hit.start, (edit, *wrap, *imports))


def _own_method(source: Source, name: Node, word: bytes) -> bool:
    holder = name.parent.child_by_field_name("object") if name.parent is not None else None
    if holder is None or holder.type not in ("identifier", "call"):
        return False
    around = enclosing_class(name)
    if around is None:
        return False
    if holder.type == "call":
        function = holder.child_by_field_name("function")
        return function is not None and function.text == b"super"
    return holder.text in SELVES and (defines(source, around, word) or _is_stored(source, word))


def _is_stored(source: Source, word: bytes) -> bool:
    """Whether some ``self`` of the file is given an attribute of that name: what that holds keeps its name."""
    pattern = rb"\b(?:" + b"|".join(sorted(SELVES)) + rb")\s*\.\s*" + word + rb"\s*=(?!=)"
    return re.search(pattern, source.lexed.mask) is not None


def _assigned(name: Node) -> bool:
    attribute = name.parent
    parent = attribute.parent if attribute is not None else None
    return parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == attribute
