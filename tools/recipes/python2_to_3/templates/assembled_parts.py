"""``join`` was given bytes among text, or text among bytes: what is of the other kind is converted on the way."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.conversions import literal
from tools.recipes.source import Source, insert
from tools.recipes.template import Failure, Fix, at, template

_NAMES = (b"part", b"piece", b"one_part")
_ENCODINGS = (b"utf-8", b"latin-1")


@template(
    "assembled-parts",
    title="parts of both kinds are joined",
    pattern=r"sequence item \d+: expected (?:a bytes-like object, (?P<text>str)|str instance, bytes) found",
)
def assembled_parts(failure: Failure) -> Iterable[Fix]:
    """``b''.join(parts)`` → ``''.join(parts)``, and the reverse; or, where parts are of both kinds,
    ``b''.join(part.encode('utf-8') if isinstance(part, str) else part for part in parts)``.
    """
    binary = failure.match["text"] is not None
    for place in failure.places[:1]:
        for call in place.found("call"):
            holder, parts = _join(call)
            if parts is None:
                continue
            flipped = literal(place.source, holder, binary=not binary) if holder is not None else None
            if flipped is not None:
                kind = "text" if binary else "bytes"
                yield Fix(f"Join {kind}, which the parts are", at(place, flipped))
            for encoding in _ENCODINGS:
                edits = tuple(_each(place.source, call, parts, encoding, binary=binary))
                yield Fix("Join parts of both kinds", at(place, *edits))
            return


def _join(call: Node) -> tuple[Node | None, Node | None]:
    """(what joins, the parts), where ``call`` joins; (None, None) elsewhere."""
    function, given = call.child_by_field_name("function"), nodes.arguments(call)
    if function is None or len(given) != 1 or given[0].type in ("keyword_argument", "list_splat", "string"):
        return None, None
    if function.type == "attribute":
        method, holder = function.child_by_field_name("attribute"), function.child_by_field_name("object")
        return (holder, given[0]) if method is not None and method.text == b"join" else (None, None)
    return (None, given[0]) if b"join" in (function.text or b"") else (None, None)


def _each(source: Source, call: Node, parts: Node, encoding: bytes, *, binary: bool) -> Iterator[Edit]:
    scope = enclosing_scope(call)
    words = set(re.findall(rb"\w+", source.data[scope.start_byte : scope.end_byte]))
    name = next((name for name in _NAMES if name not in words), b"_part")
    kind, method = (b"str", b"encode") if binary else (b"bytes", b"decode")
    head = b"%s.%s('%s') if isinstance(%s, %s) else %s for %s in " % (name, method, encoding, name, kind, name, name)
    bare = parts.parent is not None and parts.parent.type == "call"  # a generator that shares the call's parentheses
    if bare:
        yield insert(parts.start_byte, b"(" + head)
        yield insert(parts.end_byte, b")")
        return
    open_, close = (b"(", b")") if parts.type in ("conditional_expression", "lambda") else (b"", b"")
    yield insert(parts.start_byte, head + open_)
    if close:
        yield insert(parts.end_byte, close)
