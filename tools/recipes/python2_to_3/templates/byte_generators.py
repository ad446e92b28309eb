"""Numbers of bytes that are made characters and joined again: bytes give their numbers, and take them."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.source import replace
from tools.recipes.template import Failure, Fix, Place, at, template, walk

_FORMS = (
    (b"(x if isinstance(x, int) else ord(x))", "Work on the numbers of bytes or characters"),
    (b"x", "Work on the numbers of bytes"),
)
"""What ``ord(x)`` becomes. What is right for text as well comes first: what tests do not reach may still give text."""
_LOOPS = ("generator_expression", "list_comprehension")


@template(
    "byte-generators",
    title="loops over bytes have their numbers",
    pattern=r"ord\(\) expected string of length 1, but int found"
    r"|unsupported operand type\(s\) for \^: '(?:int|str)' and",
)
def byte_generators(failure: Failure) -> Iterable[Fix]:
    """``''.join(chr(ord(a) ^ ord(b)) for a, b in zip(x, y))`` → ``bytes(a ^ b for a, b in zip(x, y))``, by whatever
    name it is joined; other loops that ask for the ``ord`` of what they go through lose that only.
    """
    for place in failure.places[:1]:
        loop = nodes.bare(place.node)
        while loop.parent is not None and loop.type not in _LOOPS and not loop.type.endswith("_statement"):
            loop = loop.parent
        if loop.type in _LOOPS:
            joined = tuple(_joined(place, loop))
            for form, title in _FORMS:
                edits = tuple(_merged(place, loop, joined, form) if joined else _numbers(place, loop, form))
                if edits:
                    yield Fix(title, at(place, *edits))


def _bound(loop: Node) -> set[bytes]:
    """The names that the clauses of ``loop`` give values to."""
    left = [child.child_by_field_name("left") for child in loop.named_children if child.type == "for_in_clause"]
    return {node.text or b"" for target in left if target is not None for node in walk(target)}


def _numbers(place: Place, loop: Node, form: bytes) -> Iterator[Edit]:
    """``ord(name)`` → ``form`` of ``name``, for names that ``loop`` goes through."""
    bound = _bound(loop)
    for call in walk(loop):
        inner = _argument(call, b"ord")
        if inner is not None and inner.type == "identifier" and inner.text in bound:
            yield replace(call, re.sub(rb"\bx\b", place.source.text(inner), form))


def _joined(place: Place, loop: Node) -> Iterator[Node]:
    """(the call that joins ``loop``'s characters, the ``chr`` that makes them); nothing elsewhere."""
    body = loop.child_by_field_name("body")
    call = loop.parent if loop.parent is not None and loop.parent.type == "call" else nodes.taker(loop)
    function = call.child_by_field_name("function") if call is not None else None
    name = (function.text or b"").rpartition(b".")[2] if function is not None else b""
    if call is not None and body is not None and b"join" in name and _argument(body, b"chr") is not None:
        yield from (call, body)


def _merged(place: Place, loop: Node, joined: tuple[Node, ...], form: bytes) -> Iterator[Edit]:
    call, body = joined
    numbers = sorted(_numbers(place, loop, form), key=lambda edit: -edit.start)
    function, inner = call.child_by_field_name("function"), _argument(body, b"chr")
    if function is None or inner is None or not numbers:
        return
    yield replace(function, b"bytes")
    text, start = place.source.text(inner), inner.start_byte
    for edit in numbers:
        if start <= edit.start and edit.end <= inner.end_byte:
            text = text[: edit.start - start] + edit.text + text[edit.end - start :]
        else:
            yield edit
    yield replace(body, text)


def _argument(call: Node, name: bytes) -> Node | None:
    """The only argument of ``call``, where it calls ``name``."""
    function, given = call.child_by_field_name("function"), nodes.plain_arguments(call) if call.type == "call" else None
    if function is None or function.text != name or given is None or len(given) != 1:
        return None
    return nodes.bare(given[0])
