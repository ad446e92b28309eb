"""Where in a file bytes may be met: followed forwards from what gives them, name by name, erring on the wide side.

Telling what an expression is costs far more than telling where bytes can go at all, and most literals of most
files are nowhere near any.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import bytes_properties
from tools.recipes.python2_to_3._shared.byte_origins import givers, may_hold_bytes
from tools.recipes.python2_to_3._shared.classes import SELVES, enclosing_class
from tools.recipes.python2_to_3._shared.functions import plain_parameters
from tools.recipes.python2_to_3._shared.given import definition_called, parameter_for
from tools.recipes.python2_to_3._shared.held_functions import filled, run_by
from tools.recipes.python2_to_3._shared.helper_parameters import helpers
from tools.recipes.python2_to_3._shared.modes import is_opener
from tools.recipes.python2_to_3._shared.repository_kinds import concerned
from tools.recipes.python2_to_3._shared.uses import import_statement
from tools.recipes.source import Source
from tools.syntax.lexical import Span
from tools.syntax.words import occurrences

_THROUGH = frozenset(
    {"parenthesized_expression", "binary_operator", "boolean_operator", "conditional_expression", "expression_list",
     "list", "tuple", "set", "concatenated_string", "with_item"}
)  # fmt: skip
"""Expressions that may be, or hold, what one of their parts is."""
_COMPREHENSIONS = frozenset({"list_comprehension", "generator_expression", "set_comprehension"})
_CLAUSES = frozenset({"elif_clause", "else_clause", "except_clause", "finally_clause"})
_HANDING_ON = frozenset({b"list", b"sorted", b"reversed", b"iter", b"next", b"join"})
"""Functions and methods that give, or hold, what they are handed."""
_COLLECTING = frozenset({b"append", b"extend", b"insert"})
_TARGET = re.compile(rb"[ \t]*(\w+)[ \t]*")
_GIVEN = (re.compile(rb'=[ \t(\\]*"'), re.compile(rb'\.append\([ \t(\\]*"'))
"""A name is given a literal, or something a literal starts with; or a list is."""
_ASSIGNED = re.compile(rb"\n[ \t]*(?:\w+,[ \t]*)*(\w+)(?:[ \t]*=(?!=)|\.append\()")
"""A name is given anything: looked at where the repository is known to deal in bytes."""
_WORD = re.compile(rb"[A-Za-z_]\w*")


def byte_places(source: Source) -> tuple[Span, ...]:
    """The statements that bytes may take part in, apart and in order; of compound ones their first lines.

    Values of names that are used in one of them count.
    """
    known = source.memo.get(byte_places)
    if not isinstance(known, tuple):
        known = source.memo[byte_places] = _Flow(source).places()
    return known


def is_byte_place(source: Source, offset: int) -> bool:
    """Whether the byte ``offset`` is in one of ``byte_places``."""
    places = byte_places(source)
    index = bisect_right(places, offset, key=_start) - 1
    return index >= 0 and offset < places[index].end


def in_byte_places(source: Source, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """What ``pattern`` finds in the mask where bytes may be met, in order; nothing where the file can hold none."""
    if may_hold_bytes(source):
        for start, end in byte_places(source):
            yield from pattern.finditer(source.lexed.mask, start, end)


def _start(place: Span) -> int:
    return place.start


class _Flow:
    """Follows bytes through one file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._mask = source.lexed.mask
        self._spans: list[Span] = []
        self._lines: set[int] = set()
        """The starts of the lines that are part of a place."""
        self._functions: set[int] = set()
        """Where the functions start that may return bytes."""
        self._followed: set[tuple[bytes, int, int]] = set()
        self._waiting: list[tuple[bytes, int, int]] = []

    def places(self) -> tuple[Span, ...]:
        for at, end in givers(self._source):
            self._reach(self._source.node(at, end))
        for name in helpers(self._source):
            self._follow(name, self._source.root)
        while self._waiting:
            name, start, end = self._waiting.pop()
            for at in occurrences(self._mask, name, start, end):
                self._reach(self._source.node(at, at + len(name)))
        self._spans += list(self._values())
        if concerned(self._source):
            self._spans += list(self._values())  # what the names in those were given in turn
        return tuple(_merged(sorted(self._spans)))

    def _values(self) -> Iterator[Span]:
        """The literals given to names that stand in a place found so far."""
        used = {word for start, end in self._spans for word in _WORD.findall(self._mask, start, end)}
        end = self._source.lexed.statement_end
        if concerned(self._source):
            for match in _ASSIGNED.finditer(b"\n" + self._mask) if used else ():
                if match.group(1) in used:
                    yield Span(match.start(), end(match.start(1) - 1))
            return
        for pattern in _GIVEN if used else ():
            for given in pattern.finditer(self._mask):
                line = self._mask.rfind(b"\n", 0, given.start()) + 1
                target = _TARGET.fullmatch(self._mask, line, given.start())
                if target is not None and target.group(1) in used:
                    yield Span(line, end(target.start(1)))

    def _reach(self, node: Node) -> None:
        """Go on from ``node``, a name or literal that may stand for bytes."""
        parent = node.parent
        if parent is None:
            return
        if node.type == "identifier":
            if parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
                node = parent
            elif parent.type == "keyword_argument" and parent.child_by_field_name("name") == node:
                if bytes_properties.is_keyword(self._source, parent):
                    self._note(node)
                return
            elif parent.type in ("dotted_name", "aliased_import"):
                self._imported(node)
                return
        self._note(node)
        self._climb(node)

    def _imported(self, node: Node) -> None:
        statement = import_statement(node)
        for name in statement.children_by_field_name("name") if statement is not None else ():
            alias = name.child_by_field_name("alias")
            if alias is not None:
                self._follow(alias.text or b"", self._source.root)

    def _note(self, node: Node) -> None:
        """The lines of the statement that ``node`` stands in, or of its first line, are a place."""
        lexed = self._source.lexed
        line = lexed.line_start(node.start_byte)
        if line in self._lines:
            return
        holder = node
        while holder.parent is not None and holder.parent.type not in ("block", "module"):
            if holder.type in _CLAUSES:
                break
            holder = holder.parent
        start = lexed.line_start(holder.start_byte)
        end = lexed.statement_end(holder.start_byte)
        end = self._mask.find(b"\n", end if end >= node.end_byte else holder.end_byte)
        self._spans.append(Span(start, end if end >= 0 else len(self._mask)))
        self._lines.add(line)

    def _climb(self, node: Node) -> None:
        """From an expression that may be bytes to those that may be because of it, and to who is given them."""
        child, parent = node, node.parent
        while parent is not None:
            kind = parent.type
            if kind == "assignment" or kind == "augmented_assignment":
                left = parent.child_by_field_name("left")
                if left is None or left == child:
                    return
                self._give(left)
            elif kind in ("for_statement", "for_in_clause"):
                left = parent.child_by_field_name("left")
                if left is not None and left != child:
                    self._give(left)
                return
            elif kind == "return_statement":
                self._returned(parent)
                return
            elif kind == "as_pattern":
                self._give(parent.named_children[-1])
                return
            elif not _hands_on(child, parent):
                if kind == "argument_list":
                    self._collected(parent)
                    self._entered(parent, child)
                    if parent.parent is not None:
                        self._hand_over(child, parent.parent)
                return
            child, parent = parent, parent.parent

    def _collected(self, arguments: Node) -> None:
        """What is appended to may hold bytes."""
        function = arguments.parent.child_by_field_name("function") if arguments.parent is not None else None
        name = function.child_by_field_name("attribute") if function is not None else None
        holder = function.child_by_field_name("object") if function is not None and name is not None else None
        if holder is not None and name is not None and name.text in _COLLECTING:
            self._give(holder)

    def _entered(self, arguments: Node, value: Node) -> None:
        """What a function defined in another is called with, or with each element of, may be bytes."""
        call = arguments.parent
        function = call.child_by_field_name("function") if call is not None else None
        given = nodes.arguments(call) if call is not None else []
        if function is None or value not in given or not concerned(self._source):
            return
        index = given.index(value)
        if function.text == b"map" and index == 1:
            function, index = given[0], 0
        for binder in self._source.bindings.binders(function.text or b"") if function.type == "identifier" else ():
            definition = binder.parent
            if definition is not None and definition.type == "function_definition":
                names = plain_parameters(self._source, definition)
                if index < len(names) and enclosing_scope(definition).type == "function_definition":
                    self._follow(names[index], definition)

    def _give(self, target: Node) -> None:
        """``target`` is assigned something that may be bytes."""
        if target.type == "identifier":
            scope = enclosing_scope(target)
            wide = scope.type != "function_definition" or b"global" in self._source.lexed.words
            self._follow(target.text or b"", self._source.root if wide else scope)
        elif target.type == "attribute":
            holder, name = target.child_by_field_name("object"), target.child_by_field_name("attribute")
            around = enclosing_class(target)
            if holder is not None and name is not None and holder.text in SELVES and around is not None:
                self._follow(name.text or b"", around)
        elif target.type != "subscript":
            for part in target.named_children:
                self._give(part)

    def _hand_over(self, argument: Node, call: Node) -> None:
        """A function of the file is given something that may be bytes."""
        function = call.child_by_field_name("function")
        if function is None:
            return
        definition = definition_called(self._source, function)
        parameter = parameter_for(definition, call, argument) if definition is not None else None
        if definition is not None and parameter is not None:
            self._follow(parameter.text or b"", definition)
        for each in run_by(self._source, function) if definition is None else ():
            if name := filled(self._source, each, call, argument):
                self._follow(name, each)

    def _returned(self, statement: Node) -> None:
        """What a function returns may be bytes: so may its calls, and what its other returns give."""
        function = enclosing_scope(statement)
        name = function.child_by_field_name("name") if function.type == "function_definition" else None
        if name is not None and function.start_byte not in self._functions:
            self._functions.add(function.start_byte)
            self._follow(name.text or b"", self._source.root)
            own = enclosing_class(function) is not None
            for binder in self._source.bindings.binders(name.text or b"") if own else [name]:
                self._note_returns(binder.parent if binder.parent is not None else function)

    def _note_returns(self, function: Node) -> None:
        for at in occurrences(self._mask, b"return", function.start_byte, function.end_byte):
            self._note(self._source.node(at, at + len(b"return")))

    def _follow(self, name: bytes, around: Node) -> None:
        key = (name, around.start_byte, around.end_byte)
        if name not in SELVES and key not in self._followed:
            self._followed.add(key)
            self._waiting.append(key)


def _hands_on(child: Node, parent: Node) -> bool:
    """Whether the expression ``parent`` may be bytes where its part ``child`` is."""
    kind = parent.type
    if kind in _THROUGH:
        return True
    if kind == "attribute":
        return parent.child_by_field_name("object") == child
    if kind == "call":
        return parent.child_by_field_name("function") == child or child.type == "argument_list"
    if kind == "argument_list":
        function = parent.parent.child_by_field_name("function") if parent.parent is not None else None
        if function is not None and function.type == "attribute":
            function = function.child_by_field_name("attribute")
        return (function is not None and function.text in _HANDING_ON) or is_opener(child)
    if kind == "subscript":
        return parent.child_by_field_name("value") == child
    return kind in _COMPREHENSIONS and parent.child_by_field_name("body") == child


def _merged(spans: list[Span]) -> Iterator[Span]:
    now: Span | None = None
    for span in spans:
        if now is None or span.start > now.end:
            if now is not None:
                yield now
            now = span
        elif span.end > now.end:
            now = Span(now.start, span.end)
    if now is not None:
        yield now
