"""Functions of a file that hand a parameter on to where only bytes can go.

``def file_of(text): return BytesIO(text)``: what such a function is called with is bytes.
"""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared.classes import SELVES, enclosing_class
from tools.recipes.python2_to_3._shared.kinds import Kinds, kinds_of
from tools.recipes.source import Source
from tools.syntax.words import occurrences

Helpers = dict[bytes, frozenset[int]]
"""Name of a function → the positional arguments of its calls that must be bytes."""

_BUFFER = b"BytesIO"
_OFTEN_OTHERS = frozenset({b"new", b"write", b"Request", b"urlopen"})
"""Common words, looked at nowhere, to save time."""
_SINKS = frozenset(name.rpartition(".")[2].encode() for name in tables.SINKS) - _OFTEN_OTHERS


def helpers(source: Source) -> Helpers:
    """The functions and methods of the file that are called by a name no other function there has."""
    known = source.memo.get(helpers)
    if not isinstance(known, dict):
        known = source.memo[helpers] = _found(source)
    return known


def asked_by_helper(source: Source, function: Node, index: int) -> bool:
    """Whether the ``function`` called, by its name or on ``self``, hands its argument ``index`` on to such a place."""
    name = function
    if function.type == "attribute":
        holder = function.child_by_field_name("object")
        if holder is None or holder.text not in SELVES:
            return False
        name = function.child_by_field_name("attribute") or function
    return index in helpers(source).get(name.text or b"", ())


def _found(source: Source) -> Helpers:
    found: Helpers = {}
    mask, words = source.lexed.mask, source.lexed.words
    for word in sorted(_SINKS & words):
        for at in occurrences(mask, word):
            if b"def" not in words or mask[at + len(word) : at + len(word) + 1] != b"(":
                continue
            for name, index in _handed_on(source, source.node(at, at + len(word))):
                found[name] = found.get(name, frozenset()) | {index}
    return found


def _handed_on(source: Source, word: Node) -> list[tuple[bytes, int]]:
    """(function, argument) for each parameter that is all there is to an argument that must be bytes."""
    function = word.parent if nodes.is_attribute(word) else word
    call = nodes.call_of(function) if function is not None else None
    if call is None or function is None or source.legacy_only(call):
        return []
    wanted = _places(kinds_of(source), function, word)
    passed = nodes.arguments(call)
    found = []
    for index in wanted:
        place = _parameter(source, passed[index]) if index < len(passed) else None
        if place is not None:
            found.append(place)
    return found


def _places(kinds: Kinds, function: Node, word: Node) -> tuple[int, ...]:
    if word.text == _BUFFER:
        return (0,)
    return tables.SINKS.get(kinds.dotted(function), ())


def _parameter(source: Source, node: Node) -> tuple[bytes, int] | None:
    """The function of which ``node`` is a parameter that is given nothing else, and which argument that is."""
    definition = enclosing_scope(node)
    parameters, name = definition.child_by_field_name("parameters"), definition.child_by_field_name("name")
    if node.type != "identifier" or definition.type != "function_definition" or parameters is None or name is None:
        return None
    if len(source.bindings.in_scope(node.text or b"", definition)) != 1:
        return None
    if len(re.findall(rb"\bdef[ \t]+" + re.escape(name.text or b"") + rb"\b", source.lexed.mask)) != 1:
        return None
    plain = [child.text for child in parameters.named_children if child.type == "identifier"]
    if node.text not in plain:
        return None
    index = plain.index(node.text)
    if enclosing_class(definition) is not None:
        if definition.parent is not None and definition.parent.type == "decorated_definition":
            return None
        index -= 1
    return (name.text or b"", index) if index >= 0 else None
