"""Methods that are gone, asked for by name: ``hasattr(d, 'has_key')``, ``getattr(it, 'next')``."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.quoted import quotes_one
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_NAMES = {
    b"__nonzero__": b"__bool__",
    b"has_key": b"__contains__",
    b"iteritems": b"items",
    b"iterkeys": b"keys",
    b"itervalues": b"values",
    b"next": b"__next__",
    b"viewitems": b"items",
    b"viewkeys": b"keys",
    b"viewvalues": b"values",
}
_QUOTED = frozenset(_NAMES)
_TYPES = frozenset({b"dict", b"file", b"object", b"str", b"unicode"})
"""Asked of one of these, ``hasattr`` tells which Python runs, and the answer is right as it is."""
_MAPPING_TEST = b"keys"
"""What tells mappings from lists and texts, which have ``__contains__`` too."""
_STORED = re.compile(rb"\.next[ \t]*=(?!=)")


@recipe(
    "method-name",
    title="Methods are asked for by the names they have now",
    stage="builtins",
    words=("hasattr", "getattr"),
)
def method_name(source: Source, hit: Hit) -> Match | None:
    """``hasattr`` and ``getattr`` with one plain literal. ``hasattr(x, 'has_key')`` asks whether ``x`` is a
    mapping: ``keys`` says so. ``next`` is left in files that store one, as linked lists do. What ``hasattr`` asks of
    a built-in type, or of a literal, tells one Python from the other and stays."""
    if not quotes_one(source, _QUOTED):
        return None
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name) if name.type == "identifier" and source.is_builtin(name) else None
    passed = nodes.arguments(call) if call is not None else []
    if len(passed) < 2 or passed[1].type != "string" or _is_kept(source, passed[1]):
        return None
    text = source.text(passed[1])
    word = text.strip(b"'\"")
    if word not in _NAMES or len(text) != len(word) + 2 or source.legacy_only(name):
        return None
    if name.text == b"hasattr" and _is_type(source, passed[0]):
        return None
    if word == b"next" and _STORED.search(source.lexed.mask):
        return None
    new = _MAPPING_TEST if word == b"has_key" and name.text == b"hasattr" else _NAMES[word]
    return Match(hit.start, (replace(passed[1], text[:1] + new + text[-1:]),))


def _is_type(source: Source, asked: Node) -> bool:
    """Whether it is known which type's methods are ``asked`` for: a builtin's, or those of a literal."""
    if asked.type == "identifier":
        return source.text(asked) in _TYPES and source.is_builtin(asked)
    return asked.type in ("dictionary", "list", "string", "tuple")


def _is_kept(source: Source, literal: Node) -> bool:
    """Whether the file defines a method of that name, which it may ask for."""
    word = source.text(literal).strip(b"'\"")
    return any(
        binder.parent is not None and binder.parent.type == "function_definition"
        for binder in source.bindings.binders(word)
        if word not in (b"next", b"__nonzero__")
    )
