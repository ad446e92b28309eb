"""Text is not decoded: what is text already, and files that can be opened with their encoding."""

import codecs
import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.coding import drop_method
from tools.recipes.python2_to_3._shared.kind_calls import codec_of
from tools.recipes.python2_to_3._shared.kind_tables import BYTES_CODECS, ESCAPES, TEXT_CODECS
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of
from tools.recipes.python2_to_3._shared.literals import as_bytes, looks_binary, parts
from tools.recipes.python2_to_3._shared.modes import mode_argument, mode_of
from tools.recipes.python2_to_3._shared.openers import opener, with_keyword, with_mode
from tools.recipes.python2_to_3._shared.reaching import reaching
from tools.recipes.python2_to_3._shared.shapes import takes_several
from tools.recipes.python2_to_3._shared.struct_names import goes_on
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_READS = frozenset({b"read", b"readline", b"readlines", b"next"})
_COOKIE = re.compile(rb"(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*(?P<name>[-\w.]+)")
_CODEC = re.compile(r"[a-z0-9][a-z0-9_-]*\Z", re.IGNORECASE)


@recipe("text-decodes", title="Text is decoded no more", stage="text", words=("decode",))
def text_decodes(source: Source, hit: Hit) -> Match | None:
    """``x.decode(…)`` where ``x`` is surely text: an argument of the program, a cell of csv, a formatted
    literal, ``str()``, what ``input()`` gave.

    What was read of a file opened as text in the same function is read with that encoding. A literal of
    bytes that ASCII does not have becomes one of bytes, and is decoded.
    """
    found = nodes.method_call(source.node(hit.start, hit.end))
    if found is None or source.legacy_only(found.call):
        return None
    codec = codec_of(source, found.call)
    if codec is None or codec in BYTES_CODECS | ESCAPES | TEXT_CODECS or len(nodes.arguments(found.call)) > 2:
        return None
    literals = parts(nodes.bare(found.object))
    if literals:
        return _literal(source, hit, found, nodes.bare(found.object))
    kinds = kinds_of(source)
    if kinds.of(found.object) is not Kind.TEXT or _is_for_show(found):
        return None
    if goes_on(source, found.object) and kinds.was_unpacked(found.object):
        return None
    opened = _file_of(source, kinds, found.object)
    if opened is None:
        return Match(hit.start, drop_method(found.call))
    return _reopened(source, hit, found, opened)


def _is_for_show(found: nodes.MethodCall) -> bool:
    """Whether the decoding is all that is done, to see whether it fails, or is how a class makes its text."""
    parent = found.call.parent
    return (parent is not None and parent.type == "expression_statement") or found.object.text == b"str(self)"


def _literal(source: Source, hit: Hit, found: nodes.MethodCall, literal: Node) -> Match | None:
    if kinds_of(source).of(literal) is Kind.BYTES:
        return None
    if looks_binary(source, literal):
        edits = as_bytes(source, literal)
        return Match(hit.start, edits) if edits else None
    passed = nodes.arguments(found.call)
    if not _reads_alike(source, literal, passed[0] if passed else None):
        return None
    return Match(hit.start, drop_method(found.call))


def _reads_alike(source: Source, literal: Node, codec: Node | None) -> bool:
    """Whether ``literal`` is the same text by the file's own encoding as by the literal ``codec``."""
    if source.text(literal).isascii():
        return True
    declared = _COOKIE.match(source.data)
    names = [declared["name"].decode("ascii") if declared is not None else "utf-8"]
    names.append(
        source.text(codec).lstrip(b"bBuU").strip(b"'\"").decode("ascii", "replace") if codec is not None else "ascii"
    )
    try:
        return len({codecs.lookup(name).name for name in names}) == 1
    except LookupError:
        return False


def _file_of(source: Source, kinds: Kinds, node: Node, depth: int = 0) -> Node | None:
    """The call of ``open`` whose content ``node`` is; None where it is no file's content."""
    node = nodes.bare(node)
    if depth > 3:
        return None
    if node.type == "call":
        found = node.child_by_field_name("function")
        name = found.child_by_field_name("attribute") if found is not None else None
        holder = found.child_by_field_name("object") if found is not None else None
        if name is None or holder is None:
            return None
        return opener(source, kinds, holder) if name.text in _READS else _file_of(source, kinds, holder, depth + 1)
    if node.type == "subscript":
        value = node.child_by_field_name("value")
        return _file_of(source, kinds, value, depth + 1) if value is not None else None
    binders = reaching(source, node) if node.type == "identifier" else []
    parent = binders[0].parent if len(binders) == 1 else None
    if parent is None or parent.type not in ("assignment", "for_statement", "for_in_clause"):
        return None
    value = parent.child_by_field_name("right")
    if value is None:
        return None
    if parent.type != "assignment":
        return opener(source, kinds, value) or _file_of(source, kinds, value, depth + 1)
    return _file_of(source, kinds, value, depth + 1)


def _reopened(source: Source, hit: Hit, found: nodes.MethodCall, opened: Node) -> Match | None:
    passed = nodes.arguments(found.call)
    if nodes.keyword(opened, b"encoding") is not None:
        return Match(hit.start, drop_method(found.call))
    literal = mode_argument(opened)
    mode = mode_of(source, literal) if literal is not None else b"r"
    if mode is None or b"b" in mode:
        return None
    encoding = _encoding(source, opened, passed)
    if encoding is not None:
        return Match(hit.start, (*encoding, *drop_method(found.call)), again=True)
    if _is_chained(found.object, opened):
        binary = with_mode(source, opened, b"rb")
        return Match(hit.start, (binary,)) if binary is not None else None
    return None


def _is_chained(node: Node, opened: Node) -> bool:
    return nodes.contains(node, opened)


@recipe("text-conversions", title="str(x, encoding) of text is x", stage="text", words=("unicode", "str"))
def text_conversions(source: Source, hit: Hit) -> Match | None:
    """``unicode(x, encoding)``, where ``x`` is surely text: what ``text-decodes`` does for ``x.decode``."""
    if not takes_several(source.lexed, hit.end):
        return None
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    passed = nodes.arguments(call) if call is not None else []
    if call is None or not 2 <= len(passed) <= 3 or not source.is_builtin(name) or source.legacy_only(call):
        return None
    kinds = kinds_of(source)
    if passed[0].text == b"str(self)":
        return None
    if parts(passed[0]):
        if not _reads_alike(source, passed[0], passed[1]):
            return None
        if not looks_binary(source, passed[0]):
            return Match(hit.start, (replace(call, source.text(passed[0])),))
        binary = as_bytes(source, passed[0])
        return Match(hit.start, binary) if binary else None
    if kinds.of(passed[0]) is not Kind.TEXT:
        return None
    edits = (replace(call, nodes.fit(source.text(passed[0]), nodes.tightness(passed[0]), call)),)
    opened = _file_of(source, kinds, passed[0])
    if opened is None:
        return Match(hit.start, edits)
    encoding = _encoding(source, opened, passed[1:])
    return Match(hit.start, (*encoding, *edits), again=True) if encoding is not None else None


def _encoding(source: Source, opened: Node, given: list[Node]) -> tuple[Edit, ...] | None:
    """The edit that opens a file as text of the literal encoding that is ``given``; none where it says one."""
    if nodes.keyword(opened, b"encoding") is not None:
        return ()
    literal = mode_argument(opened)
    mode = mode_of(source, literal) if literal is not None else b"r"
    if mode is None or b"b" in mode or len(given) != 1 or given[0].type != "string":
        return None
    name = source.text(given[0]).lstrip(b"bBuU")
    if not _CODEC.match(name.strip(b"'\"").decode("latin-1")):
        return None
    addition = with_keyword(opened, b"encoding=" + name)
    return (addition,) if addition is not None else None


@recipe("ascii-folding", title="Text folded to ASCII is text again", stage="text", words=("encode",))
def ascii_folding(source: Source, hit: Hit) -> Match | None:
    """``unicodedata.normalize(…).encode('ascii', 'ignore')``, which is meant to be text, unless decoded."""
    if b"unicodedata" not in source.lexed.words:
        return None
    found = nodes.method_call(source.node(hit.start, hit.end))
    if found is None or found.object.type not in ("call", "identifier") or source.legacy_only(found.call):
        return None
    if codec_of(source, found.call) not in ("ascii", "us-ascii") or len(nodes.arguments(found.call)) != 2:
        return None
    if not _is_normalized(source, found.object):
        return None
    after = nodes.outermost(found.call).parent
    if after is not None and after.type == "attribute" and (after.text or b"").endswith(b".decode"):
        return None
    return Match(hit.start, (insert(found.call.end_byte, b".decode('ascii')"),))


def _is_normalized(source: Source, node: Node) -> bool:
    if node.type == "identifier":
        binders = reaching(source, node)
        parent = binders[-1].parent if binders and enclosing_scope(binders[-1]).type != "module" else None
        value = parent.child_by_field_name("right") if parent is not None and parent.type == "assignment" else None
        return value is not None and value.type == "call" and _is_normalized(source, value)
    return kinds_of(source).dotted(node.child_by_field_name("function") or node) == "unicodedata.normalize"
