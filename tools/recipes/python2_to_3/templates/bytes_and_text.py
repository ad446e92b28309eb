"""Bytes met text: the operation says which of the two it wanted, and its operands may be made so."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.conversions import origin, reads_data, to_bytes, to_text
from tools.recipes.python2_to_3._shared.kind_calls import method_name
from tools.recipes.template import Failure, Fix, Place, template

WANTS_BYTES = re.compile(
    r"bytes-like object is required, not 'str'|expected bytes-like object, not str|can't concat str to bytes"
    r"|must be bytes or a tuple of bytes, not str|must be encoded before|must be bytes(?: or \w+)?, not str"
    r"|cannot use a bytes pattern on a string|expected a bytes-like object, str found|\(\) expected bytes"
    r"|POST data should be bytes|must be a bytes object|(?:integer or )?bytes-like object(?: or \w+)*, not '?str"
    r"|%b requires a bytes-like object"
    r"|string argument without an encoding|expected bytes(?: or bytearray)?,? but? ?got '?str|expected bytes, str found"
    r"|doesn't apply to a 'str' object"
    r"|'str' does not support the buffer|bytearray\.__\w+__: 'str'"
    r"|memoryview: a bytes-like"
    r"|not supported between instances of '(?:str|bytes)' and '(?:str|bytes)'"
    r"|should be a bytes-like|unsupported operand type\(s\) for \S+ '(?:str|bytes)' and '(?:str|bytes)'"
)
WANTS_TEXT = re.compile(
    r"can only concatenate str \(not \"bytes\"\)|must be str, not bytes|must be str or a tuple of str, not bytes"
    r"|string argument expected, got 'bytes'|cannot use a string pattern on a bytes"
    r"|expected str instance, bytes found"
    r"|must be str or None, not bytes|requires string as left operand, not bytes"
    r"|must be (?:a )?str(?:ing)?, not '?bytes"
    r"|expected str, bytes|not bytes\b|doesn't apply to a 'bytes' object|mix strings and bytes|mix str and non-str"
    r"|not supported between instances of '(?:str|bytes)' and '(?:str|bytes)'"
    r"|'bytes' object cannot be"
    r"|got 'bytes'"
    r"|type bytes is not JSON|argument must be (?:a )?str"
    r"|unsupported operand type\(s\) for \S+ '(?:str|bytes)' and"
    r"|must be a string|not b'|expected string, got bytes|bytes found"
)


@template(
    "bytes-and-text",
    title="bytes and text are told apart where they meet",
    pattern=f"(?:Type|Value|Attribute)Error: .*(?:{WANTS_BYTES.pattern}|{WANTS_TEXT.pattern})",
)
def bytes_and_text(failure: Failure) -> Iterable[Fix]:
    """At the failing operation, then at the calls that led there: they passed what came to it."""
    told = f"{failure.exception}: {failure.message}"
    wants_bytes, wants_text = bool(WANTS_BYTES.search(told)), bool(WANTS_TEXT.search(told))
    for place in failure.places[:3]:
        for node in _operations(place):
            if wants_bytes:
                yield from _convert(place, node, binary=True)
            if wants_text:
                yield from _convert(place, node, binary=False)


def _operations(place: Place) -> list[Node]:
    node = nodes.bare(place.node)
    kinds = ("call", "binary_operator", "comparison_operator", "augmented_assignment", "subscript")
    return [node] if place.exact and node.type in kinds else place.found(*kinds)


def _convert(place: Place, node: Node, *, binary: bool) -> Iterator[Fix]:
    """Operands of the wrong kind made right; then those of the right kind made like the others."""
    source = place.source
    unmake = to_text if binary else to_bytes
    wrong, right = _operands(node)
    for operand in wrong:
        if binary and method_name(nodes.bare(operand)) == b"encode":
            # bytes already: what wanted more of them was a function of the library that works on text
            yield from list(to_text(source, operand))[:1]
        elif binary:
            yield from to_bytes(source, operand, data=reads_data(node))
        else:
            yield from to_text(source, operand)
    for operand in right:
        if node.type == "call" and operand == node.child_by_field_name("function"):
            yield from origin(source, operand, binary=not binary)
        else:
            yield from unmake(source, operand)


def _operands(node: Node) -> tuple[list[Node], list[Node]]:
    """(those that may be of the wrong kind, those whose kind may be changed instead)."""
    if node.type == "call":
        function = node.child_by_field_name("function")
        given = [value for argument in nodes.arguments(node) for value in [_value(argument)] if value is not None]
        holder = function.child_by_field_name("object") if function is not None else None
        if function is not None and function.type == "identifier":
            holder = function  # a method by a name of its own: ``write = out.write``
        return _leaves(given), [holder] if holder is not None else []
    sides = [node.child_by_field_name("left"), node.child_by_field_name("right")]
    if node.type == "comparison_operator":
        sides = list(node.named_children)
    both = [side for side in sides if side is not None]
    # of a sum the message names the right side: the left one, text or bytes, may as well be at fault
    first = both[:1] if node.type == "binary_operator" and nodes.bare(both[0]).type != "binary_operator" else []
    return _leaves(list(reversed(both))), first


def _leaves(given: list[Node]) -> list[Node]:
    """The operands themselves; of sums and formats also the parts, since any of them may be at fault."""
    found: list[Node] = []
    for node in given:
        found.append(node)
        inner = nodes.bare(node)
        if inner.type == "binary_operator":
            found += [side for side in (inner.child_by_field_name("left"), inner.child_by_field_name("right")) if side]
        elif inner.type in ("tuple", "list"):
            found += inner.named_children
    return found


def _value(argument: Node) -> Node | None:
    if argument.type == "keyword_argument":
        return argument.child_by_field_name("value")
    return None if argument.type in ("list_splat", "dictionary_splat") else argument
