"""Text handed to hashes, sockets, compressors and binary files is encoded."""

import re
from collections.abc import Iterable

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.binary_evidence import octets
from tools.recipes.python2_to_3._shared.byte_flows import is_byte_place
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.python2_to_3._shared.coding import call_on, reads_as_text, summands
from tools.recipes.python2_to_3._shared.kind_tables import CANONICAL, SINKS
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of
from tools.recipes.python2_to_3._shared.shapes import called_at
from tools.recipes.python2_to_3._shared.shown_values import is_put_into_text
from tools.recipes.python2_to_3._shared.wants import argument_wanted, asked_later, wanted
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_FUNCTIONS = {name.rpartition(".")[2] for name in (*SINKS, *(old for old, new in CANONICAL.items() if new in SINKS))}
_BUFFERS = {"StringIO"}
_METHODS = {"send", "sendall", "sendto", "write", "update", "push"}
_DATA = b"data"
_HASHES = frozenset({b"hashlib", b"hmac", b"md5", b"sha"})
_SOCKETS = frozenset(
    b"socket dispatcher dispatcher_with_send async_chat recv recvfrom connect bind makefile settimeout".split()
)
_ONLY_WITH = {b"update": _HASHES, b"send": _SOCKETS, b"sendto": _SOCKETS, b"push": _SOCKETS}
"""Methods that ask for bytes of objects of which the file has one of some words."""
_NOTHING_GIVEN = re.compile(rb"\s*(?:\)|(?!data\b|msg\b)\w+[ \t]*=(?!=)[^,()]*\))")
"""Behind the bracket of a call without arguments, or with one keyword alone that is none of those for data."""


@recipe(
    "bytes-arguments",
    title="Text is encoded where bytes are asked for",
    stage="text",
    words=sorted(_FUNCTIONS | _METHODS | _BUFFERS),
)
def bytes_arguments(source: Source, hit: Hit) -> Iterable[Match]:
    """An argument that is surely text, of a function or method that only takes bytes.

    Surely text is ``str()``, a formatted literal, ``'…'.join()``, a literal added to something, or a name
    given one of these. Plain literals become bytes themselves: see ``bytes-literals``. What has escapes
    for bytes in it is left.
    """
    if not _may_ask(source, hit) or not may_hold_bytes(source) or not is_byte_place(source, hit.start):
        return
    name = source.node(hit.start, hit.end)
    if name.type != "identifier":
        return
    function = nodes.reference(name)
    call = nodes.call_of(function)
    if call is None or source.legacy_only(call):
        return
    kinds = kinds_of(source)
    for index, passed in enumerate(nodes.arguments(call)[:2]):
        value = passed
        if passed.type == "keyword_argument":
            key = passed.child_by_field_name("name")
            if key is None or key.text not in (_DATA, b"msg"):
                continue
            value, index = passed.child_by_field_name("value") or passed, 1
        if argument_wanted(source, kinds, call, function, index) is not Kind.BYTES:
            continue
        yield from _encoded(source, kinds, value, function)


def _may_ask(source: Source, hit: Hit) -> bool:
    """Whether something may be called there that takes bytes, and is given anything, as far as the text tells."""
    lexed = source.lexed
    needed = _ONLY_WITH.get(lexed.mask[hit.start : hit.end])
    if needed is not None and needed.isdisjoint(lexed.words):
        return False
    opening = called_at(lexed, hit.end)
    if opening < 0 or lexed.mask.endswith(b"def ", 0, hit.start):
        return False
    return _NOTHING_GIVEN.match(lexed.mask, opening + 1) is None


def _encoded(source: Source, kinds: Kinds, value: Node, function: Node) -> Iterable[Match]:
    """Encode ``value``, or the text in it where it is added to bytes."""
    operands = summands(value)
    among_bytes = any(kinds.of(one) is Kind.BYTES for one in operands)
    if among_bytes:
        for one in operands:
            if reads_as_text(source, kinds, one) or is_put_into_text(source, kinds, one):
                yield Match(one.start_byte, call_on(one, b".encode('utf-8')"))
        return
    unsure = len(operands) > 1 and any(kinds.of(one) is Kind.UNKNOWN for one in operands)
    if unsure and (function.text or b"").endswith(b".write"):
        return
    if reads_as_text(source, kinds, value):
        yield Match(value.start_byte, call_on(value, b".encode('utf-8')"))


@recipe("byte-characters", title="chr() among bytes is one byte", stage="text", words=("chr",))
def byte_characters(source: Source, hit: Hit) -> Match | None:
    """``chr(n)`` added to bytes, compared with bytes or written where bytes are asked for; ``chr(n & 0xff)``."""
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    passed = nodes.plain_arguments(call) if call is not None else None
    if call is None:
        return _joined_characters(source, hit, name)
    if not passed or len(passed) != 1 or not source.is_builtin(name):
        return None
    if b"unichr" in source.origin.lexed.words or source.legacy_only(call):
        return None
    wish = wanted(source, kinds_of(source), call)
    if wish is Kind.UNKNOWN:
        wish = asked_later(source, kinds_of(source), call)
    if wish is not Kind.BYTES and (wish is Kind.TEXT or hit.start not in octets(source)):
        return None
    number = source.text(passed[0])
    if source.bindings.is_bound(b"bytes", name):
        return Match(hit.start, (replace(call, b"(b'%c' % (" + number + b"))"),), again=True)
    return Match(hit.start, (replace(call, b"bytes([" + number + b"])"),), again=True)


def _joined_characters(source: Source, hit: Hit, name: Node) -> Match | None:
    """``b''.join(map(chr, numbers))`` is ``bytes(numbers)``."""
    mapping = nodes.taker(name)
    given = nodes.arguments(mapping) if mapping is not None else []
    function = mapping.child_by_field_name("function") if mapping is not None else None
    call = nodes.taker(mapping) if mapping is not None else None
    joining = call.child_by_field_name("function") if call is not None else None
    separator = joining.child_by_field_name("object") if joining is not None else None
    if call is None or joining is None or separator is None or function is None or function.text != b"map":
        return None
    if len(given) != 2 or given[0] != name or not (joining.text or b"").endswith(b".join"):
        return None
    if separator.text not in (b"b''", b'b""') or not source.is_builtin(name) or source.legacy_only(call):
        return None
    numbers = source.text(given[1])
    if source.bindings.is_bound(b"bytes", name):
        return Match(
            hit.start, (replace(call, separator.text + b".join(b'%c' % number for number in " + numbers + b")"),)
        )
    return Match(hit.start, (replace(call, b"bytes(" + numbers + b")"),))
