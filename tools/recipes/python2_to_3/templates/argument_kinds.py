"""Functions that are given bytes, or bytes now and text then, and treat them as text throughout."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared.conversions import literal, to_text
from tools.recipes.python2_to_3._shared.entry import converted, parameters
from tools.recipes.python2_to_3._shared.kind_calls import method_name
from tools.recipes.source import Source
from tools.recipes.template import Failure, Fix, Place, at, template, walk

_MET_TEXT = (
    r"argument should be integer or bytes-like object, not 'str'|a bytes-like object is required, not 'str'"
    r"|(?:starts|ends)with first arg must be bytes or a tuple of bytes, not str|can't concat str to bytes"
    r"|cannot use a string pattern on a bytes-like object|sequence item \d+: expected a bytes-like object, str found"
    r"|'bytes' object has no attribute 'encode'|ord\(\) expected string of length 1, but int found"
    r"|can only concatenate str \(not \"bytes\"\) to str|'int' object has no attribute '\w+'"
    r"|'in <string>' requires string as left operand, not (?:int|bytes)|startswith first arg must be str"
)
_SIDES = ("comparison_operator", "binary_operator", "augmented_assignment", "assignment", "conditional_expression")


@template("argument-kinds", title="functions treat what they are given as one kind", pattern=_MET_TEXT)
def argument_kinds(failure: Failure) -> Iterable[Fix]:
    """All literals that meet a name in its function become bytes; or its caller does not encode what it gives; or
    bytes given to it are read as Latin-1.

    One character a byte: places and lengths in the text are those in the bytes.
    """
    for place, caller in zip(failure.places[:2], (*failure.places[1:3], None), strict=False):
        scope = enclosing_scope(place.node)
        if scope.type != "function_definition":
            continue
        names = list(dict.fromkeys(place.source.text(node) for node in walk(place.node) if node.type == "identifier"))
        given = parameters(scope)
        for name in names:
            edits = tuple(dict.fromkeys(met(place.source, scope, name)))
            if len(edits) < 2:
                continue  # a single literal is for other templates
            yield Fix("Treat a name as bytes throughout", at(place, *edits))
            if name in given:
                yield from _unencoded(caller)
                yield from _read_as_text(place, scope, name)


def met(source: Source, scope: Node, name: bytes) -> Iterator[Edit]:
    """The edits that make bytes of the literals compared with ``name``, added to it, or asked of it."""
    for match in re.finditer(rb"\b" + re.escape(name) + rb"\b", source.lexed.mask[scope.start_byte : scope.end_byte]):
        start = scope.start_byte + match.start()
        node = source.node(start, start + len(name))
        if node.type == "identifier" and not nodes.is_attribute(node):
            for company in _company(node):
                edit = literal(source, company, binary=True)
                if edit is not None:
                    yield edit


def _company(node: Node) -> Iterator[Node]:
    """What is of one kind with ``node``, which is a string: on the other side, or an argument of its methods."""
    outer = nodes.outermost(node)
    parent = outer.parent
    if parent is None:
        return
    if parent.type == "subscript" and parent.child_by_field_name("value") == outer:
        yield from _company(parent)
    elif parent.type == "attribute" and parent.child_by_field_name("object") == outer:
        call, method = nodes.call_of(parent), parent.child_by_field_name("attribute")
        if call is None or method is None or (method.text or b"") not in tables.OWN_KIND_ARGUMENTS:
            return
        for given in nodes.arguments(call):
            yield from given.named_children if given.type == "tuple" else [given]
        if method.text in tables.SAME_METHODS:
            yield from _company(call)
    elif parent.type in _SIDES:
        for side in parent.named_children:
            if side != outer:
                yield from side.named_children if side.type in ("tuple", "list") else [side]


def _unencoded(caller: Place | None) -> Iterator[Fix]:
    """Without the ``encode`` in what the caller gives."""
    for call in walk(caller.node) if caller is not None else ():
        if call.type == "call" and method_name(call) == b"encode":
            yield from list(to_text(caller.source, call))[:1]  # type: ignore[union-attr]


def _read_as_text(place: Place, function: Node, name: bytes) -> Iterator[Fix]:
    """``if isinstance(name, bytes): name = name.decode('latin-1')`` before the first statement."""
    edit = converted(place.source, function, [name], b"latin-1", binary=False)
    if edit is not None:
        yield Fix("Read bytes that are given as text", at(place, edit))
