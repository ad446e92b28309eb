"""Numbers of bytes that are made characters and joined again: bytes give their numbers, and take them."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.entry import converted, parameters
from tools.recipes.source import replace
from tools.recipes.template import Failure, Fix, Place, at, template, walk

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
            edits = tuple(_numbers(place, loop))
            joined = tuple(_joined(place, loop))
            if edits and joined:
                edits = tuple(_merged(place, loop, joined))
            if edits:
                # right for text as well, so it comes first: what tests do not reach may still give text
                entry = _at_entry(place, loop)
                if entry is not None:
                    yield Fix("Work on the numbers of bytes or characters", at(place, entry, *edits))
                yield Fix("Work on the numbers of bytes", at(place, *edits))


def _at_entry(place: Place, loop: Node) -> Edit | None:
    """What makes bytes of the parameters that ``loop`` goes through, one character a byte."""
    function = enclosing_scope(loop)
    if function.type != "function_definition":
        return None
    own = parameters(function)
    clauses = [child.child_by_field_name("right") for child in loop.named_children if child.type == "for_in_clause"]
    found = [place.source.text(node) for clause in clauses if clause is not None for node in walk(clause)]
    names = [name for name in dict.fromkeys(found) if name in own]
    return converted(place.source, function, names, b"latin-1", binary=True) if names else None


def _bound(loop: Node) -> set[bytes]:
    """The names that the clauses of ``loop`` give values to."""
    left = [child.child_by_field_name("left") for child in loop.named_children if child.type == "for_in_clause"]
    return {node.text or b"" for target in left if target is not None for node in walk(target)}


def _numbers(place: Place, loop: Node) -> Iterator[Edit]:
    """``ord(name)`` → ``name``, for names that ``loop`` goes through."""
    bound = _bound(loop)
    for call in walk(loop):
        inner = _argument(call, b"ord")
        if inner is not None and inner.type == "identifier" and inner.text in bound:
            yield replace(call, place.source.text(inner))


def _joined(place: Place, loop: Node) -> Iterator[Node]:
    """(the call that joins ``loop``'s characters, the ``chr`` that makes them); nothing elsewhere."""
    body = loop.child_by_field_name("body")
    call = loop.parent if loop.parent is not None and loop.parent.type == "call" else nodes.taker(loop)
    function = call.child_by_field_name("function") if call is not None else None
    name = (function.text or b"").rpartition(b".")[2] if function is not None else b""
    if call is not None and body is not None and b"join" in name and _argument(body, b"chr") is not None:
        yield from (call, body)


def _merged(place: Place, loop: Node, joined: tuple[Node, ...]) -> Iterator[Edit]:
    call, body = joined
    function, inner = call.child_by_field_name("function"), _argument(body, b"chr")
    if function is None or inner is None:
        return
    yield replace(function, b"bytes")
    text, start = place.source.text(inner), inner.start_byte
    for edit in sorted(_numbers(place, loop), key=lambda edit: -edit.start):
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
