"""Parameters and attributes that must be bytes, or binary files, by what is done with them.

What ``struct.unpack`` is given is bytes, so what was read to give it comes from a binary file, as does what
``struct.pack`` makes go to one; and only binary files are moved about in from where they stand, or from their end.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import bytes_properties
from tools.recipes.python2_to_3._shared.classes import SELVES, enclosing_class, local_class, member
from tools.recipes.python2_to_3._shared.functions import plain_parameters
from tools.recipes.python2_to_3._shared.kind import Kind
from tools.recipes.python2_to_3._shared.reaching import reaching
from tools.recipes.python2_to_3._shared.repository_kinds import known as known_of
from tools.recipes.source import Source
from tools.syntax.lexical import Span
from tools.syntax.words import occurrences

_SINKS = {
    b"struct.unpack": 1,
    b"unpack": 1,
    b"struct.unpack_from": 1,
    b"unpack_from": 1,
    b"zlib.decompress": 0,
    b"bz2.decompress": 0,
}
"""Functions of binary data as they are written → which argument that is."""
_WORDS = (b"unpack", b"unpack_from", b"decompress", b"pack", b"seek")
_BOUND = re.compile(rb"^(\w+)[ \t]*=[ \t]*[\w.]+\.(pack|unpack)[ \t]*$", re.MULTILINE)
"""A method of ``struct``, or of a ``Struct``, under a name of the module."""
_MODULES = frozenset({b"struct", b"zlib", b"bz2"})
_OCTET = re.compile(
    rb"\bchr\((?:[^()\n]|\([^()\n]*\))*&\s*(?:0x[fF][fF]|255)\s*\)"
    rb"|\bchr\(\(?[^()\n]*&\s*(?:0x7[fF]|127)\s*\)?\s*\|\s*(?:0x80|128)\s*\)"
)
"""One byte of a number: no character in Python 2, which had ``unichr`` for these."""
_SHIFTED = re.compile(rb"<<[ \t]*8[ \t]*\)?[ \t]*[+|^][ \t]*ord\([ \t]*(\w+)[ \t]*\)")
"""A number made of bytes: no text is read like this."""
_PARAMETERS = frozenset({"parameters", "default_parameter", "lambda_parameters"})
_LOOPS = frozenset({"for_statement", "for_in_clause"})
_FUNCTIONS = frozenset({"function_definition", "lambda"})
_FROM_HERE = frozenset({b"1", b"os.SEEK_CUR", b"SEEK_CUR"})
_FROM_END = frozenset({b"2", b"os.SEEK_END", b"SEEK_END"})
_PLAIN = re.compile(rb"[A-Za-z_][\w.]*\[\d+\]\Z")
"""An element of something, by its number."""
_ZERO = re.compile(rb"-?0+\Z")


class Evidence(NamedTuple):
    """What is known in one file."""

    parameters: dict[tuple[int, bytes], Kind]
    """(start of the function, name); or, for what no assignment tells, the text of an expression: ``a.b[0]``."""
    members: dict[tuple[int, bytes], Kind]
    """(start of the class, name of the attribute of ``self``)."""
    ends: dict[int, int]
    """Where these functions and classes end, by their starts."""

    def parameter(self, name: Node) -> Kind:
        """What the variable ``name`` must be in the function around it."""
        return self.parameters.get((enclosing_scope(name).start_byte, name.text or b""), Kind.UNKNOWN)

    def note_parameter(self, scope: Node, name: bytes, kind: Kind) -> None:
        """Remember that ``name`` must be ``kind`` in the function ``scope``, unless more is known."""
        self.parameters.setdefault((scope.start_byte, name), kind)
        self.ends[scope.start_byte] = scope.end_byte

    def note_member(self, around: Node, name: bytes, kind: Kind) -> None:
        """Remember that ``self.name`` must be ``kind`` in the class ``around``, unless more is known."""
        self.members.setdefault((around.start_byte, name), kind)
        self.ends[around.start_byte] = around.end_byte


def evidence(source: Source) -> Evidence:
    """What must be bytes or a binary file in ``source``, told once."""
    known = source.memo.get(evidence)
    if not isinstance(known, Evidence):
        known = source.memo[evidence] = _gathered(source)
    return known


def own_parameter(source: Source, function: Node, index: int) -> Kind:
    """What the positional argument ``index`` must be of ``function``: ``self.method``, of the class around it."""
    holder, name = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    around = enclosing_class(function) if holder is not None and holder.text in SELVES else None
    own = member(around, name.text or b"") if around is not None and name is not None else None
    if own is None or own.type != "function_definition":
        return Kind.UNKNOWN
    names = plain_parameters(source, own)
    key = own.start_byte, names[index] if index < len(names) else b""
    return evidence(source).parameters.get(key, Kind.UNKNOWN)


def bound(source: Source) -> dict[bytes, bytes]:
    """Names of the module → the function or method of ``struct`` they are: ``pack`` or ``unpack``."""
    known = source.memo.get(bound)
    if not isinstance(known, dict):
        there = b"struct" in source.lexed.words
        known = {match[1]: match[2] for match in _BOUND.finditer(source.lexed.mask)} if there else {}
        source.memo[bound] = known
    return known


def octets(source: Source) -> frozenset[int]:
    """Where ``chr`` stands for one byte of a number: ``chr(n >> 8 & 0xff)``."""
    known = source.memo.get(octets)
    if not isinstance(known, frozenset):
        there = b"chr" in source.lexed.words
        known = frozenset(match.start() for match in _OCTET.finditer(source.lexed.mask)) if there else frozenset()
        source.memo[octets] = known
    return known


def uses(source: Source) -> Iterator[Span]:
    """Where the names that are known stand."""
    found = evidence(source)
    for start, name in (*found.parameters, *found.members):
        word = name.partition(b"[")[0].rpartition(b".")[2]
        for at in occurrences(source.lexed.mask, word, start, found.ends[start]):
            yield Span(at, at + len(word))


def _gathered(source: Source) -> Evidence:
    found = Evidence({}, {}, {})
    words = source.lexed.words
    for attribute in bytes_properties.stored(source):
        _keep(source, attribute, Kind.BYTES, found)
    wanted = [word for word in _WORDS if word in words and (word == b"seek" or not words.isdisjoint(_MODULES))]
    wanted += bound(source)
    told = known_of(source.project).names
    wanted += sorted((told | {b"__init__"} if told else told) & words)
    _taken(source, found)
    for word in wanted:
        for at in occurrences(source.lexed.mask, word):
            for node, kind in _told(source, source.node(at, at + len(word))):
                _keep(source, node, kind, found)
    for match in _SHIFTED.finditer(source.lexed.mask) if b"ord" in words else ():
        _shifted(source, source.node(match.start(1), match.end(1)), found)
    return found


def _shifted(source: Source, name: Node, found: Evidence) -> None:
    """Remember what ``reduce`` goes through, where ``name`` is the parameter of its lambda."""
    scope = enclosing_scope(name)
    call = nodes.taker(scope) if scope.type == "lambda" else None
    given = nodes.arguments(call) if call is not None else []
    if len(given) > 1 and given[0] == scope and name.type == "identifier":
        _keep(source, given[1], Kind.BYTES, found)


def _told(source: Source, name: Node) -> Iterator[tuple[Node, Kind]]:
    """(expression, what it must be) by the call whose function's last name is ``name``."""
    function = nodes.reference(name)
    call = nodes.call_of(function)
    given = nodes.plain_arguments(call) if call is not None else None
    if not given:
        return
    if name.text == b"seek" and function.type == "attribute":
        holder = function.child_by_field_name("object")
        if holder is not None and len(given) == 2 and _moves(source.text(given[0]), source.text(given[1])):
            yield holder, Kind.BYTES_FILE
        return
    for place, kind in known_of(source.project).taken(source, function).items() if function is not None else ():
        if place < len(given):
            yield from _passed(source, given[place], kind)
    method = bound(source).get(name.text or b"", name.text)
    if method == b"pack":
        for part in _added(call) if call is not None else ():
            if part.type == "identifier":
                yield part, Kind.BYTES
                yield from _elements(source, part)
        holder = _written_to(call) if call is not None else None
        if holder is not None:
            yield holder, Kind.BYTES_FILE
        return
    index = _SINKS.get(source.text(function), 0 if method == b"unpack" and len(given) == 1 else None)
    if index is None or index >= len(given):
        return
    yield from _passed(source, given[index], Kind.BYTES)


def _passed(source: Source, given: Node, kind: Kind) -> Iterator[tuple[Node, Kind]]:
    """What is known of what was handed to where ``kind`` is taken: the value, and the file it was read from."""
    data = _whole(given)
    yield data, kind
    for value in _values(source, data) if kind is Kind.BYTES else ():
        holder = _read(value)
        if holder is not None:
            yield holder, Kind.BYTES_FILE


def _elements(source: Source, data: Node) -> Iterator[tuple[Node, Kind]]:
    """What a loop goes through that gives ``data``, which is bytes."""
    for binder in reaching(source, data):
        parent = binder.parent
        right = parent.child_by_field_name("right") if parent is not None and parent.type in _LOOPS else None
        if right is not None:
            yield right, Kind.BYTES_LIST


def _added(call: Node) -> Iterator[Node]:
    """What ``call`` is added to."""
    node, parent = nodes.outermost(call), nodes.outermost(call).parent
    while parent is not None and parent.type == "binary_operator":
        operator = parent.child_by_field_name("operator")
        if operator is None or operator.text != b"+":
            return
        yield from (child for child in parent.named_children if child != node)
        node, parent = nodes.outermost(parent), nodes.outermost(parent).parent


def _taken(source: Source, found: Evidence) -> None:
    """The parameters of the file's functions and classes of which the repository says what they are given."""
    told = known_of(source.project)
    for name in sorted(told.names & source.lexed.words):
        for binder in source.bindings.binders(name):
            scope = _defined(source, binder)
            names = plain_parameters(source, scope) if scope is not None else []
            for index, kind in told.taken(source, binder).items():
                if scope is not None and index < len(names):
                    found.note_parameter(scope, names[index], kind)


def _defined(source: Source, binder: Node) -> Node | None:
    """The function that runs where what ``binder`` names is called."""
    definition = binder.parent
    if definition is not None and definition.type == "class_definition":
        around = local_class(source, binder.text or b"")
        definition = (member(around, b"__init__") or member(around, b"__new__")) if around is not None else None
    return definition if definition is not None and definition.type == "function_definition" else None


def _written_to(call: Node) -> Node | None:
    """What ``call``, or a sum it is part of, is written to."""
    write = nodes.taker(nodes.operation(call))
    function = write.child_by_field_name("function") if write is not None else None
    name = function.child_by_field_name("attribute") if function is not None else None
    return function.child_by_field_name("object") if function and name is not None and name.text == b"write" else None


def _moves(offset: bytes, whence: bytes) -> bool:
    """Whether text files refuse ``seek(offset, whence)``."""
    if whence in _FROM_HERE:
        return _ZERO.match(offset) is None
    return whence in _FROM_END and offset.startswith(b"-") and _ZERO.match(offset) is None


def _whole(node: Node) -> Node:
    """What ``node`` is a slice of."""
    node = nodes.bare(node)
    while node.type == "subscript":
        index, value = node.child_by_field_name("subscript"), node.child_by_field_name("value")
        if index is None or value is None or index.type != "slice":
            break
        node = nodes.bare(value)
    return node


def _values(source: Source, data: Node) -> list[Node]:
    """``data``, or what the name it is was assigned."""
    if data.type != "identifier":
        return [data]
    found = []
    for binder in reaching(source, data):
        parent = binder.parent
        right = parent.child_by_field_name("right") if parent is not None and parent.type == "assignment" else None
        if right is not None:
            found.append(_whole(right))
    return found


def _read(call: Node) -> Node | None:
    """What ``call`` reads from; None where it is no ``x.read(…)``."""
    function = call.child_by_field_name("function") if call.type == "call" else None
    if function is None or function.type != "attribute":
        return None
    name = function.child_by_field_name("attribute")
    return function.child_by_field_name("object") if name is not None and name.text == b"read" else None


def _is_given(bound: list[Node]) -> bool:
    """Whether a name with the bindings ``bound`` is a parameter, and given no other value."""
    return len(bound) == 1 and bound[0].parent is not None and bound[0].parent.type in _PARAMETERS


def opened_as(binder: Node) -> Node | None:
    """The call of ``open`` or ``file`` that gives ``binder`` its value, by an assignment or in a ``with``."""
    parent = binder.parent
    value: Node | None = None
    if parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == binder:
        value = parent.child_by_field_name("right")
    elif parent is not None and parent.type == "as_pattern_target" and parent.parent is not None:
        value = parent.parent.named_children[0]
    function = value.child_by_field_name("function") if value is not None and value.type == "call" else None
    return value if function is not None and function.text in (b"open", b"file") else None


def _keep(source: Source, node: Node, kind: Kind, found: Evidence) -> None:
    """Remember ``kind`` where ``node`` is a parameter with no other value, or an attribute of ``self``."""
    scope, name = enclosing_scope(node), source.text(node)
    if node.type == "subscript" and scope.type == "function_definition" and _PLAIN.match(name):
        found.note_parameter(scope, name, kind)
    elif node.type == "identifier":
        if scope.type not in _FUNCTIONS or name in SELVES:
            return
        bound = source.bindings.in_scope(name, scope)
        if _is_given(bound) or (
            kind is Kind.BYTES_FILE and bound and all(_is_given([one]) or opened_as(one) for one in bound)
        ):
            found.note_parameter(scope, name, kind)
    elif node.type == "attribute":
        holder, member = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        around = enclosing_class(node)
        if around is None or holder is None or member is None or holder.text != b"self":
            return
        found.note_member(around, member.text or b"", kind)
