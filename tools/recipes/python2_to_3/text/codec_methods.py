"""Codecs that are no text encodings: ``'hex'``, ``'base64'``, ``'zlib'``, ``'rot13'``, ``'string_escape'``."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared.coding import reads_as_text
from tools.recipes.python2_to_3._shared.flows import endpoints, used_as_bytes
from tools.recipes.python2_to_3._shared.kind_calls import codec_of
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of
from tools.recipes.python2_to_3._shared.literals import as_bytes
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_ASKS_TEXT = re.compile(rb"isinstance\(\s*(\w+)\s*,\s*(?:types\.)?(?:unicode|UnicodeType|str)\s*\)")
_FUNCTIONS = {
    ("hex", b"encode"): ("binascii", "hexlify"),
    ("hex", b"decode"): ("binascii", "unhexlify"),
    ("base64", b"encode"): ("base64", "encodebytes"),
    ("base64", b"decode"): ("base64", "b64decode"),
    ("zlib", b"encode"): ("zlib", "compress"),
    ("zlib", b"decode"): ("zlib", "decompress"),
    ("zip", b"encode"): ("zlib", "compress"),
    ("zip", b"decode"): ("zlib", "decompress"),
    ("bz2", b"encode"): ("bz2", "compress"),
    ("bz2", b"decode"): ("bz2", "decompress"),
}
_CODECS = frozenset({*tables.BYTES_CODECS, *tables.TEXT_CODECS, *tables.ESCAPES})
_TEXT_IN = frozenset({("hex", b"decode"), ("base64", b"decode")})
_NAMED = re.compile(rb'[\s\\]*\([\s\\]*(?:\w+[\s\\]*=[\s\\]*)?(?=")')
_UNESCAPE = b".encode('latin-1', 'backslashreplace').decode('unicode_escape')"


@recipe(
    "codec-methods",
    title="Codecs that are no text encodings are functions",
    stage="text",
    words=("encode", "decode"),
)
def codec_methods(source: Source, hit: Hit) -> Match | None:
    """``x.encode(c)`` and ``x.decode(c)`` with a literal ``c`` that names no encoding of text.

    Hexadecimal digits, base64 and text with escapes are text unless they go where bytes are asked for; what is
    encoded is bytes, and text that is surely text is encoded first.
    """
    if not _may_name_one(source, hit):
        return None
    found = nodes.method_call(source.node(hit.start, hit.end))
    if found is None or source.legacy_only(found.call):
        return None
    codec, method = codec_of(source, found.call), source.data[hit.start : hit.end]
    if not codec or len(nodes.arguments(found.call)) != 1:
        return None
    kinds = kinds_of(source)
    if codec in tables.BYTES_CODECS:
        return Match(hit.start, _binary(source, kinds, found, codec, method))
    if codec in tables.TEXT_CODECS:
        edits = _wrap(source, found, ("codecs", method.decode()), b", 'rot13')", b"")
        return Match(hit.start, edits)
    if codec in tables.ESCAPES:
        return _escape(source, kinds, found, codec, method, hit)
    return None


def _may_name_one(source: Source, hit: Hit) -> bool:
    """Whether the first argument is a literal that may name such a codec, as far as the text tells."""
    lexed = source.lexed
    opened = _NAMED.match(lexed.mask, hit.end)
    token = lexed.string_at(opened.end()) if opened is not None else None
    if token is None:
        return False
    name = source.data[token.content.start : token.content.end].decode("ascii", "replace").lower()
    return name in _CODECS


def _wrap(
    source: Source, found: nodes.MethodCall, function: tuple[str, str], tail: bytes, inner: bytes
) -> tuple[Edit, ...]:
    """``module.function(object`` in front, ``tail`` in the place of the method call's rest."""
    module, name = function
    head = f"{module}.{name}(".encode()
    loose = inner and nodes.tightness(found.object) < nodes.PRIMARY
    return (
        insert(found.object.start_byte, head + (b"(" if loose else b"")),
        Edit(start=found.object.end_byte, end=found.call.end_byte, text=(b")" if loose else b"") + inner + tail),
        *source.ensure_import(f"import {module}"),
    )


def _binary(source: Source, kinds: Kinds, found: nodes.MethodCall, codec: str, method: bytes) -> tuple[Edit, ...]:
    key = codec.removesuffix("_codec")
    inner, literal = b"", tuple[Edit, ...]()
    if (key, method) not in _TEXT_IN:
        literal = as_bytes(source, found.object)
        if not literal and reads_as_text(source, kinds, found.object):
            inner = b".encode('utf-8')"
    tail = b")"
    if codec in tables.ARMOR_CODECS and method == b"encode":
        places = endpoints(source, found.call)
        if not any(used_as_bytes(source, kinds, place) for place in places):
            tail = b").decode('ascii')"
    function = _FUNCTIONS.get((key, method))
    if function is None:
        function, tail = ("codecs", method.decode()), b", '" + key.encode() + b"'" + tail
    edits = _wrap(source, found, function, tail, inner)
    if literal:
        first = Edit(start=edits[0].start, end=edits[0].end, text=edits[0].text + b"b")
        return (first, *literal[1:], *edits[1:])
    return edits


def _escape(source: Source, kinds: Kinds, found: nodes.MethodCall, codec: str, method: bytes, hit: Hit) -> Match | None:
    rest = (found.object.end_byte, found.call.end_byte)
    kind = kinds.of(found.object)
    stringy = codec.startswith("string")
    if method == b"encode":
        if not stringy:
            if any(used_as_bytes(source, kinds, place) for place in endpoints(source, found.call)):
                return None
            plain = b".decode('latin-1')" if codec.startswith("raw") else b".decode('ascii')"
            otherwise = _bytes_otherwise(source, found) if codec.startswith("raw") else b""
            return Match(hit.start, (insert(found.call.end_byte, plain + otherwise),))
        text = b".encode('unicode_escape').decode('ascii')"
        return Match(hit.start, (Edit(start=rest[0], end=rest[1], text=text),))
    if kind is Kind.BYTES and not stringy:
        return None
    if kind in (Kind.TEXT, Kind.NATIVE) or (stringy and kind is Kind.UNKNOWN) or _is_group(found.object):
        return Match(hit.start, (Edit(start=rest[0], end=rest[1], text=_UNESCAPE),))
    return None


def _bytes_otherwise(source: Source, found: nodes.MethodCall) -> bytes:
    """What follows ``if isinstance(x, unicode): x = x.encode('raw_unicode_escape')``, which made a plain string of
    whatever it was given: bytes become one, too. Empty for anything else."""
    assignment, subject = found.call.parent, found.object.text or b""
    statement = nodes.statement(found.call)
    block = statement.parent
    test = block.parent if block is not None and block.type == "block" else None
    target = assignment.child_by_field_name("left") if assignment is not None else None
    if found.object.type != "identifier" or target is None or target.text != subject or test is None or block is None:
        return b""
    condition = test.child_by_field_name("condition")
    asked = _ASKS_TEXT.fullmatch(condition.text or b"") if condition is not None else None
    alone = block.named_children == [statement] and test.child_by_field_name("alternative") is None
    if asked is None or asked[1] != subject or not alone or test.type != "if_statement":
        return b""
    end, one_line = found.call.end_byte, statement.start_point[0] == test.start_point[0]
    if one_line or statement.end_byte != end or source.data[end : end + 1] not in b"\r\n":
        return b""
    newline, lexed = source.lexed.newline, source.lexed
    return b"".join((
        newline, lexed.indentation(test.start_byte), b"elif isinstance(" + subject + b", bytes):",
        newline, lexed.indentation(statement.start_byte), subject + b" = " + subject + b".decode('latin-1')",
    ))  # fmt: skip


def _is_group(node: Node) -> bool:
    """Whether ``node`` is a match's ``group()``: text wherever the pattern is."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    name = function.child_by_field_name("attribute") if function is not None else None
    return name is not None and name.text == b"group"
