"""What the function that is called asks of an argument: bytes, text, or nothing that can be told."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared.binary_evidence import own_parameter
from tools.recipes.python2_to_3._shared.classes import enclosing_class, member
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds
from tools.recipes.python2_to_3._shared.literals import content
from tools.recipes.python2_to_3._shared.repository_kinds import known as known_of
from tools.recipes.python2_to_3._shared.struct_formats import unpacked
from tools.recipes.source import Source

SURE = (Kind.BYTES, Kind.TEXT)
"""What a string can surely be, or have to be."""
EQUALITIES = frozenset(
    {b"assertEqual", b"assertEquals", b"assertNotEqual", b"assertNotEquals", b"failUnlessEqual", b"failIfEqual",
     b"assert_equal", b"assert_equals", b"assert_not_equal", b"eq_", b"assertMultiLineEqual"}
)  # fmt: skip
"""Functions and methods that compare their first two arguments."""
EQUALITY = re.compile(rb"\b(?:" + b"|".join(sorted(EQUALITIES)) + rb")\b")
"""Finds their names."""
RAISING = frozenset({b"assertRaises", b"failUnlessRaises", b"assert_raises", b"raises"})
"""Functions and methods that call their second argument with those behind it."""
ASKING = (
    frozenset(name.rpartition(".")[2].encode() for name in (*tables.SINKS, *tables.CANONICAL))
    | tables.OWN_KIND_ARGUMENTS
    | EQUALITIES
    | {b"StringIO", b"sendall", b"send", b"sendto", b"push", b"write", b"update", b"writelines"}
    | {b"pack", b"append", b"translate"}
)
"""The last names of all functions and methods that take bytes, or strings of one kind."""
_ASYNC = re.compile(rb"\b(?:dispatcher|dispatcher_with_send|async_chat)\b")


def called_with(call: Node, argument: Node) -> tuple[Node | None, int]:
    """The function that is called with ``argument``, and its place there: ``f``, 0 in ``assertRaises(E, f, x)`` too.

    None where ``argument`` is no argument of ``call``.
    """
    function, passed = call.child_by_field_name("function"), nodes.arguments(call)
    if function is None or argument not in passed:
        return None, -1
    index = passed.index(argument)
    if index > 1 and (function.text or b"").rpartition(b".")[2] in RAISING:
        return passed[1], index - 2
    return function, index


def taken(source: Source, argument: Node, call: Node) -> Kind:
    """What the repository says the function called is given as ``argument``."""
    function, index = called_with(call, argument)
    if function is None:
        return Kind.UNKNOWN
    own = own_parameter(source, function, index)
    return own if own is not Kind.UNKNOWN else known_of(source.project).taken(source, function).get(index, own)


def may_ask(source: Source, function: Node) -> bool:
    """Whether ``function`` is imported, or goes by the name of a function or method that asks for bytes or text."""
    if function.type == "identifier":
        if function.text in EQUALITIES:
            return True
        return bool(source.imports.binding((function.text or b"").decode("utf-8", "replace")))
    if function.type != "attribute":
        return False
    name = function.child_by_field_name("attribute")
    return name is not None and name.text in ASKING


def by_function(source: Source, kinds: Kinds, call: Node, function: Node, index: int) -> Kind:
    """What the function called takes as its positional argument ``index``."""
    dotted = kinds.dotted(function)
    if dotted.endswith("StringIO.StringIO"):
        return Kind.BYTES if index == 0 and kinds.of(call) is Kind.BYTES_FILE else Kind.UNKNOWN
    if dotted == "struct.pack":
        return _packed(source, call, index)
    if dotted:
        return Kind.BYTES if index in tables.SINKS.get(dotted, ()) else Kind.UNKNOWN
    if function.type != "attribute":
        return Kind.UNKNOWN
    holder, attribute = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    name = (attribute.text or b"") if attribute is not None else b""
    if holder is None:
        return Kind.UNKNOWN
    if name == b"sendall" and index == 0:
        return Kind.BYTES
    return _by_method(source, kinds, holder, name, index)


def _by_method(source: Source, kinds: Kinds, holder: Node, name: bytes, index: int) -> Kind:
    """What the method ``name`` of ``holder`` takes as its positional argument ``index``."""
    if name in (b"send", b"sendto", b"push") and index == 0:
        return Kind.BYTES if _is_socket(source, kinds, holder, name) else Kind.UNKNOWN
    if name in (b"write", b"update", b"writelines") and index == 0:
        kind = kinds.of(holder)
        if name == b"update":
            return Kind.BYTES if kind is Kind.HASH else Kind.UNKNOWN
        return {Kind.BYTES_FILE: Kind.BYTES, Kind.TEXT_FILE: Kind.TEXT}.get(kind, Kind.UNKNOWN)
    if name == b"append" and index == 0:
        return Kind.BYTES if kinds.of(holder) is Kind.BYTES_LIST else Kind.UNKNOWN
    if name == b"translate" and index == 0:
        return Kind.BYTES if kinds.of(holder) is Kind.BYTES else Kind.UNKNOWN
    if name in tables.OWN_KIND_ARGUMENTS and (index == 0 or name == b"replace"):
        kind = kinds.of(holder)
        return kind if kind in SURE else Kind.UNKNOWN
    return Kind.UNKNOWN


def _packed(source: Source, call: Node, index: int) -> Kind:
    """What the format of ``struct.pack`` asks of its argument ``index``."""
    form = nodes.arguments(call)[0]
    if index == 0 or form.type != "string":
        return Kind.UNKNOWN
    found = unpacked(content(source, form))
    return Kind.BYTES if index <= len(found) and found[index - 1] is Kind.BYTES else Kind.UNKNOWN


def _is_socket(source: Source, kinds: Kinds, holder: Node, name: bytes) -> bool:
    """A socket by its maker, by its other calls in the class or function, or by its class's base."""
    if name != b"push" and kinds.of(holder) is Kind.SOCKET:
        return True
    text = source.text(holder)
    around = enclosing_class(holder)
    if text == b"self":
        if around is None or member(around, name) is not None:
            return False
        bases = around.child_by_field_name("superclasses")
        return bases is not None and _ASYNC.search(source.text(bases)) is not None
    if name == b"push":
        return False
    place = around or enclosing_scope(holder)
    body = source.data[place.start_byte : place.end_byte]
    return re.search(re.escape(text) + rb"\.(?:recv|recvfrom|connect|bind|makefile|settimeout)\(", body) is not None
