"""A loop over bytes wanted strings of one, and was given numbers."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.conversions import literal
from tools.recipes.python2_to_3.templates.argument_kinds import met
from tools.recipes.source import Source, replace
from tools.recipes.template import Failure, Fix, at, template

_COUNTERS = (b"i", b"at", b"index")


@template(
    "byte-loops",
    title="loops over bytes go through strings of one",
    pattern=r"sequence item \d+: expected (?:a bytes-like object|str instance), int found|can't concat int to bytes"
    r"|not supported between instances of '(?:int|str)' and '(?:int|str)'"
    r"|can only concatenate str \(not \"int\"\) to str|'in <string>' requires string as left operand, not int",
)
def byte_loops(failure: Failure) -> Iterable[Fix]:
    """``for c in data: if c == '\\xff': …`` → ``for c in (data[i:i + 1] for i in range(len(data))): if c == b'\\xff'``.

    With the literals that meet ``c`` and ``data``, those put where ``c`` is put, and what joins them.
    """
    for place in failure.places[:1]:
        function = enclosing_scope(place.node)
        if function.type == "function_definition":
            for loop in _loops(function):
                edits = tuple(dict.fromkeys(_edits(place.source, function, loop)))
                if len(edits) > 1:  # a loop that nothing of the kind follows is another's
                    yield Fix("Go through bytes one by one", at(place, *edits))


def _loops(function: Node) -> Iterator[Node]:
    """The ``for`` statements of ``function`` that give one name the elements of a name or attribute."""
    waiting = [function]
    while waiting:
        node = waiting.pop()
        waiting += [child for child in node.named_children if child.type not in ("lambda", "class_definition")]
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        kinds = (left.type, right.type) if left is not None and right is not None else ("", "")
        if node.type == "for_statement" and kinds in (("identifier", "identifier"), ("identifier", "attribute")):
            yield node


def _edits(source: Source, function: Node, loop: Node) -> Iterator[Edit]:
    left, right = loop.child_by_field_name("left"), loop.child_by_field_name("right")
    if left is None or right is None:
        return
    words = set(re.findall(rb"\w+", source.data[function.start_byte : function.end_byte]))
    i = next((name for name in _COUNTERS if name not in words), b"_i")
    data = source.text(right)
    yield replace(right, b"(%s[%s:%s + 1] for %s in range(len(%s)))" % (data, i, i, i, data))
    yield from met(source, function, left.text or b"")
    if right.type == "identifier":
        yield from met(source, function, data)
    calls = [node for node in _calls(function) if len(nodes.arguments(node)) == 1]
    takers = {_called(call) for call in calls if nodes.arguments(call)[0].text == left.text}
    for call in calls:
        given, called = nodes.arguments(call)[0], _called(call)
        holder = nodes.bare(call.child_by_field_name("function") or call).child_by_field_name("object")
        flipped = None
        if called in takers:
            flipped = literal(source, given, binary=True)
        elif called.endswith(b".join") and holder is not None:
            flipped = literal(source, holder, binary=True)
        if flipped is not None:
            yield flipped


def _calls(node: Node) -> Iterator[Node]:
    if node.type == "call":
        yield node
    for child in node.named_children:
        yield from _calls(child)


def _called(call: Node) -> bytes:
    function = call.child_by_field_name("function")
    return (function.text or b"") if function is not None else b""
