"""Ways to make text of bytes and bytes of text at an expression, the likeliest first."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.source import Source, insert, replace
from tools.recipes.template import Fix, walk

_PLAIN = re.compile(rb"\A([rR]?)(['\"])")
_BYTES = re.compile(rb"\A([rR]?[bB][rR]?)(['\"])")
_SIMPLE = frozenset({"identifier", "attribute", "subscript"})
ENCODINGS = (("utf-8", "UTF-8"), ("latin-1", "Latin-1"))
"""(codec, its name), the likelier first for text that people wrote."""
_DATA = frozenset({b"unpack", b"unpack_from", b"decompress", b"crc32", b"adler32", b"b2a_hex", b"hexlify"})
_BINARY = {b"'r'": b"'rb'", b"'w'": b"'wb'", b"'a'": b"'ab'", b"'r+'": b"'r+b'", b"'w+'": b"'w+b'"}
_BINARY |= {key.replace(b"'", b'"'): value.replace(b"'", b'"') for key, value in _BINARY.items()}
_TEXTUAL = {value: key for key, value in _BINARY.items()}


def to_bytes(source: Source, node: Node, *, data: bool = False) -> Iterator[Fix]:
    """Fixes after which ``node`` is bytes, where it was text; one character a byte comes first for ``data``."""
    node = nodes.bare(node)
    flipped = literal(source, node, binary=True)
    if flipped is not None:
        yield Fix("Write bytes literals where bytes are needed", ((source.path, flipped),))
        return
    yield from _drop(source, node, b"decode", "Drop a decode() whose result must be bytes")
    yield from origin(source, node, binary=True)
    encodings = ENCODINGS[::-1] if data else ENCODINGS
    yield from _converted(source, node, "encode", "Encode text as {} where bytes are needed", "bytes", encodings)


def to_text(source: Source, node: Node) -> Iterator[Fix]:
    """Fixes after which ``node`` is text, where it was bytes."""
    node = nodes.bare(node)
    flipped = literal(source, node, binary=False)
    if flipped is not None:
        yield Fix("Write text literals where text is needed", ((source.path, flipped),))
        return
    yield from _drop(source, node, b"encode", "Drop an encode() whose result must be text")
    yield from origin(source, node, binary=False)
    yield from _converted(source, node, "decode", "Decode bytes as {} where text is needed", "str", ENCODINGS)


def literal(source: Source, node: Node, *, binary: bool) -> Edit | None:
    """The edit that gives the literal ``node`` the prefix ``b``, or takes it away; None where it is none such."""
    if node.type != "string":
        return None
    text = source.text(node)
    if binary:
        match = _PLAIN.match(text)
        if match is None or not text.isascii() or b"\\u" in text or b"\\N" in text:
            return None
        return Edit(start=node.start_byte, end=node.start_byte, text=b"b")
    match = _BYTES.match(text)
    if match is None:
        return None
    prefix = match[1].lower().replace(b"b", b"")
    return Edit(start=node.start_byte, end=node.start_byte + len(match[1]), text=prefix)


def _drop(source: Source, node: Node, name: bytes, title: str) -> Iterator[Fix]:
    """Without its ``.encode(…)`` or ``.decode(…)``."""
    if node.type != "call":
        return
    function = node.child_by_field_name("function")
    if function is None or function.type != "attribute":
        return
    method, holder = function.child_by_field_name("attribute"), function.child_by_field_name("object")
    if method is not None and holder is not None and method.text == name:
        edit = Edit(start=holder.end_byte, end=node.end_byte, text=b"")
        yield Fix(title, ((source.path, edit),))


def reads_data(call: Node) -> bool:
    """Whether ``call`` takes apart binary data, whose characters were bytes: UTF-8 would change their number."""
    function = call.child_by_field_name("function") if call.type == "call" else None
    return function is not None and (function.text or b"").rpartition(b".")[2] in _DATA


def _converted(
    source: Source, node: Node, method: str, title: str, kind: str, encodings: Sequence[tuple[str, str]]
) -> Iterator[Fix]:
    """By ``.encode('…')`` or ``.decode('…')``; then only where it is not the right kind already."""
    if node.type in ("integer", "float", "none", "true", "false", "lambda", "list", "dictionary", "tuple", "set"):
        return
    if node.type in ("list_splat", "dictionary_splat", "keyword_argument", "generator_expression"):
        return
    wrapped = nodes.operand(source.text(node), node)
    for encoding, name in encodings:
        call = wrapped + f".{method}('{encoding}')".encode()
        if wrapped == source.text(node):
            edits: tuple[Edit, ...] = (insert(node.end_byte, call[len(wrapped) :]),)
        else:
            edits = (insert(node.start_byte, b"("), insert(node.end_byte, call[len(wrapped) - 1 :]))
        yield Fix(title.format(name), tuple((source.path, edit) for edit in edits))
    if node.type in _SIMPLE and b"\n" not in source.text(node):
        text = source.text(node)
        call = f".{method}('{encodings[0][0]}')".encode()
        guarded = b"%s if isinstance(%s, %s) else %s%s" % (text, text, kind.encode(), text, call)
        fitted = nodes.fit(guarded, nodes.CONDITIONAL, node)
        yield Fix(f"{method.capitalize()} what is not {kind} yet", ((source.path, replace(node, fitted)),))


def origin(source: Source, node: Node, *, binary: bool) -> Iterator[Fix]:
    """Where the name or attribute ``node`` gets its value: a literal, a file or a buffer of the other kind."""
    base = node
    while base.type in ("call", "attribute", "subscript"):
        inner = base.child_by_field_name({"call": "function", "attribute": "object", "subscript": "value"}[base.type])
        if inner is None or (base.type == "attribute" and source.text(inner) == b"self"):
            break
        base = inner
    if base.type not in ("identifier", "attribute"):
        return
    for value in assigned(source, base):
        flipped = literal(source, _repeated(nodes.bare(value)), binary=binary)
        if flipped is not None:
            kind = "bytes" if binary else "text"
            yield Fix(
                f"Write {kind} literals where {kind} {'are' if binary else 'is'} needed", ((source.path, flipped),)
            )
        yield from opened(source, value, binary=binary)
        if value.type == "attribute" and (held := value.child_by_field_name("object")) is not None:
            # ``write = out.write``: it is ``out`` that takes the one kind or the other
            yield from (fix for made in assigned(source, held) for fix in opened(source, made, binary=binary))


def _repeated(value: Node) -> Node:
    """The string that is repeated, where ``value`` is ``'\\0' * 8``."""
    left = value.child_by_field_name("left") if value.type == "binary_operator" else None
    operator = value.child_by_field_name("operator")
    return nodes.bare(left) if left is not None and operator is not None and operator.text == b"*" else value


def assigned(source: Source, target: Node) -> list[Node]:
    """The values that the name or ``self.name`` ``target`` is given in its scope, or in the file for attributes; the
    default of a parameter among them.
    """
    text = source.text(target)
    scope = source.root if target.type == "attribute" else enclosing_scope(target)
    found: list[Node] = []
    start = source.data.find(text, scope.start_byte, scope.end_byte)
    while start >= 0:
        node = source.root.named_descendant_for_byte_range(start, start + len(text))
        parent = node.parent if node is not None else None
        if node is not None and parent is not None and source.text(node) == text:
            right = parent.child_by_field_name("right")
            if parent.type == "assignment" and parent.child_by_field_name("left") == node and right is not None:
                found.append(right)
            elif parent.type == "default_parameter" and parent.child_by_field_name("name") == node:
                found += [value for value in [parent.child_by_field_name("value")] if value is not None]
            elif parent.type == "as_pattern_target" and parent.parent is not None:
                found.append(parent.parent.named_children[0])
        start = source.data.find(text, start + len(text), scope.end_byte)
    if not found and target.type == "identifier" and scope != source.root:
        found = [
            right
            for node in source.bindings.in_scope(text, source.root)
            if node.parent is not None and node.parent.type == "assignment"
            for right in [node.parent.child_by_field_name("right")]
            if right is not None
        ]
    return found[:6]


def opened(source: Source, value: Node, *, binary: bool) -> Iterator[Fix]:
    """``open`` in the other mode, ``BytesIO`` for ``StringIO`` and the other way round, within ``value``."""
    for call in walk(value):
        if call.type != "call":
            continue
        function = call.child_by_field_name("function")
        name = source.text(function).rsplit(b".", 1)[-1] if function is not None else b""
        given = nodes.plain_arguments(call) or []
        if function is not None and name in (b"open", b"fdopen"):
            yield from _mode(source, call, given, binary)
        elif function is not None and name == (b"StringIO" if binary else b"BytesIO"):
            edit = _buffer(source, function, binary)
            if edit is not None:
                yield Fix(f"Keep {'bytes' if binary else 'text'} in a buffer of {'bytes' if binary else 'text'}", edit)


def _mode(source: Source, call: Node, given: list[Node], binary: bool) -> Iterator[Fix]:
    table = _BINARY if binary else _TEXTUAL
    title = "Open a file in binary mode" if binary else "Open a file as text"
    if len(given) >= 2:
        changed = table.get(source.text(given[1]))
        if changed is not None:
            yield Fix(title, ((source.path, replace(given[1], changed)),))
    elif len(given) == 1 and binary and nodes.keyword(call, b"mode") is None:
        yield Fix(title, ((source.path, insert(given[0].end_byte, b", 'rb'")),))


def _buffer(source: Source, function: Node, binary: bool) -> tuple[tuple[str, Edit], ...] | None:
    name = b"BytesIO" if binary else b"StringIO"
    last = function.child_by_field_name("attribute") if function.type == "attribute" else function
    if last is None:
        return None
    edits = [replace(last, name)]
    if function.type == "identifier":
        edits += source.ensure_import(f"from io import {name.decode()}")
    return tuple((source.path, edit) for edit in edits)
