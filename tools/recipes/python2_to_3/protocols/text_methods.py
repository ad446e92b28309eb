"""``__unicode__`` is ``__str__`` now, and ``__str__`` gives text, not bytes."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import defines, enclosing_class, lineage, member
from tools.recipes.python2_to_3._shared.parameters import encodes_on_request
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete, insert, replace

_FROM_UNICODE = re.compile(rb"__unicode__|\b(?:unicode|str)\s*\(\s*self\s*[,)]|\.encode\s*\(")
_FROM_STR = re.compile(rb"__str__|\bstr\s*\(\s*self\s*\)")

_ATTRIBUTE = re.compile(rb"return[ \t]+(self\.\w+)\s*\Z")
"""A method that gives an attribute and does nothing else."""


@recipe(
    "unicode-method",
    title="__unicode__ becomes __str__",
    stage="protocols",
    words=("__unicode__",),
)
def unicode_method(source: Source, hit: Hit) -> Match | None:
    """``__unicode__`` in a class takes the place of a ``__str__`` that only encodes it. One that itself
    goes through ``__str__`` is taken out; beside an independent ``__str__`` it stays as it is.

    Calls by name follow.
    """
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or source.legacy_only(name):
        return None
    around, holder = enclosing_class(name), name.parent
    if nodes.is_attribute(name):
        return _called(source, name, around)
    if around is None or holder is None:
        return None
    if holder.type == "assignment":
        return _alias(source, name, holder, around)
    if holder.type != "function_definition" or member(around, b"__unicode__") != holder:
        return None
    string = member(around, b"__str__")
    if string is None:
        return Match(hit.start, (replace(name, b"__str__"), *_inherited(source, holder, around)))
    if string.type == "assignment":
        value = string.child_by_field_name("right")
        if value is not None and value.text == b"__unicode__":
            return Match(hit.start, (replace(name, b"__str__"), _without(source, string)))
        return None
    if _FROM_STR.search(source.text(holder)):
        return Match(hit.start, (_without(source, holder),))
    if _encodes(source, string):
        return Match(hit.start, (replace(name, b"__str__"), _without(source, string)))
    return None


def _inherited(source: Source, definition: Node, around: Node) -> list[Edit]:
    """The edits that put what the ``__str__`` of a base in this file returns in the place of ``str(self)``."""
    found = [string for base in lineage(source, around)[1:] if (string := member(base, b"__str__")) is not None]
    body = found[0].child_by_field_name("body") if found else None
    told = _ATTRIBUTE.match(source.text(body)) if body is not None else None
    if told is None:
        return []
    calls = [nodes.call_of(use) for use in source.bindings.uses(b"str") if nodes.contains(definition, use)]
    return [replace(call, told[1]) for call in calls if call is not None and call.text == b"str(self)"]


def _encodes(source: Source, string: Node) -> bool:
    body = string.child_by_field_name("body")
    return body is not None and _FROM_UNICODE.search(source.text(body)) is not None


def _alias(source: Source, name: Node, assignment: Node, around: Node) -> Match | None:
    """``__unicode__ = __str__`` goes; ``__unicode__ = other`` names ``__str__`` where there is none."""
    value = assignment.child_by_field_name("right")
    if value is None or assignment.child_by_field_name("left") != name:
        return None
    if value.text == b"__str__":
        return Match(name.start_byte, (_without(source, assignment),))
    if member(around, b"__str__") is None:
        return Match(name.start_byte, (replace(name, b"__str__"),))
    return None


def _called(source: Source, name: Node, around: Node | None) -> Match | None:
    """``x.__unicode__`` is ``x.__str__``; within a ``__str__`` or ``__unicode__`` that goes, nothing is done."""
    function = nodes.ancestor(name, "function_definition")
    holder = name.parent.child_by_field_name("object") if name.parent is not None else None
    if around is not None and holder is not None and holder.text == b"self":
        kept = [member(one, b"__unicode__") for one in lineage(source, around) if member(one, b"__str__") is not None]
        own = function.child_by_field_name("name") if function is not None else None
        if any(kept) and own is not None and own.text in (b"__str__", b"__repr__"):
            return None if own.text == b"__str__" else Match(name.start_byte, (replace(name, b"__str__"),))
    return Match(name.start_byte, (replace(name, b"__str__"),))


def _without(source: Source, definition: Node) -> Edit:
    """The edit that takes a definition or an assignment out of its class, with the blank lines after it."""
    if definition.type == "assignment" and definition.parent is not None:
        definition = definition.parent
    if definition.parent is not None and definition.parent.type == "decorated_definition":
        definition = definition.parent
    block = definition.parent
    if block is not None and len([c for c in block.named_children if c.type != "comment"]) == 1:
        return replace(definition, b"pass")
    start = source.lexed.line_start(definition.start_byte)
    end = source.data.find(b"\n", definition.end_byte)
    end = len(source.data) if end < 0 else end + 1
    following = definition.next_named_sibling
    blank = re.compile(rb"(?:[ \t]*\r?\n)*").match(source.data, end)
    if blank is not None and following is not None:
        return delete(start, blank.end())
    before = re.compile(rb"(?:[ \t]*\r?\n)*\Z").search(source.data, 0, start)
    return delete(before.start() + 1 if before is not None and before.group() else start, end)


@recipe(
    "text-method",
    title="__str__ and __repr__ give text",
    stage="protocols",
    words=("__str__", "__repr__"),
)
def text_method(source: Source, hit: Hit) -> Match | None:
    """``return x.encode(...)`` in such a method: the encoding goes, or is undone where it was told to
    escape what it cannot encode. A text that encodes itself gives its plain text, as ``str`` would."""
    if b"encode" not in source.lexed.words:
        return None
    name = source.node(hit.start, hit.end)
    definition = name.parent
    if definition is None or definition.type != "function_definition" or enclosing_class(name) is None:
        return None
    if definition.child_by_field_name("name") != name or source.legacy_only(name):
        return None
    around = enclosing_class(name)
    if name.text == b"__str__" and around is not None and _gives_way(source, around):
        return None
    edits: list[Edit] = []
    mask = source.lexed.mask
    for match in re.compile(rb"\.encode\b").finditer(mask, definition.start_byte, definition.end_byte):
        edits += _decoded(source, source.node(match.start() + 1, match.end()), definition)
    return Match(hit.start, tuple(edits)) if edits else None


def _gives_way(source: Source, around: Node) -> bool:
    """Whether the class has a ``__unicode__`` that takes the place of its ``__str__``."""
    text = member(around, b"__unicode__")
    return text is not None and text.type == "function_definition" and not _FROM_STR.search(source.text(text))


def _decoded(source: Source, name: Node, definition: Node) -> list[Edit]:
    found = nodes.method_call(name)
    if found is None or enclosing_scope(found.call) != definition:
        return []
    place = nodes.outermost(found.call).parent
    if place is None or place.type != "return_statement":
        return []
    passed = nodes.plain_arguments(found.call) or []
    if passed and passed[0].type == "string" and source.text(passed[0]).strip(b"'\"") in _NO_TEXT_ENCODINGS:
        return []
    if passed and passed[0].type == "string" and source.text(passed[0]).strip(b"'\"").lower() in _ESCAPES:
        return [insert(found.call.end_byte, b".decode('ascii')")]
    if len(passed) > 1:
        return [insert(found.call.end_byte, b".decode(" + source.text(passed[0]) + b")")]
    if encodes_on_request(definition, found.call):
        return []
    around = enclosing_class(name)
    if found.object.text == b"self" and around is not None and not defines(source, around, b"encode"):
        return [replace(found.call, b"str.__str__(self)")]
    return [delete(found.object.end_byte, found.call.end_byte)]


_ESCAPES = frozenset({b"unicode-escape", b"unicode_escape", b"raw-unicode-escape", b"raw_unicode_escape"})
"""Encodings whose ASCII text is what the method is after."""


_NO_TEXT_ENCODINGS = (
    b"hex",
    b"base64",
    b"zlib",
    b"bz2",
    b"rot13",
    b"string_escape",
    b"string-escape",
    b"uu",
    b"quopri",
)
