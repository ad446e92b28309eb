"""Literals that are compared with, added to or looked for in bytes become bytes."""

import re
from collections.abc import Iterable

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of
from tools.recipes.python2_to_3._shared.literals import as_bytes, looks_binary
from tools.recipes.python2_to_3._shared.wants import ASKING, wanted
from tools.recipes.python2_to_3._shared.words import whole_word
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source
from tools.syntax.lexical import StringToken

_PRODUCERS = (
    "encode", "recv", "recvfrom", "sendall", "pack", "read", "readline", "readlines", "digest", "urandom", "b64decode",
    "decodestring", "compress", "decompress", "unhexlify", "a2b_hex", "hexlify", "getvalue", "check_output",
    "communicate", "tostring", "dumps", "md5", "sha", "sha1", "hashlib", "hmac", "async_chat", "dispatcher", "urlopen",
    "open", "file",
)  # fmt: skip
_OPENERS = frozenset({b"open", b"file"})
_WORDS = frozenset(word.encode() for word in _PRODUCERS) - _OPENERS
_BINARY_MODE = re.compile(rb"['\"][rwa]\+?b")
_PLACE = re.compile(
    rb"(?:[=!<>]=|[<>+*]|(?<![=!<>])=|\b(?:in|return|or|and|else)|"
    rb"\.(?:startswith|endswith|r?find|r?index|count|r?split|r?partition|replace|[lr]?strip|join|write|writelines|send|sendall|"
    rb"sendto|push|update)\(\(?|[(\[,])[\s\\]*\Z"
)
_INDEXED = re.compile(
    rb"[\w)\]](?<!\bin)(?<!\bif)(?<!\bor)(?<!\band)(?<!\bnot)(?<!\belse)(?<!return)(?<!print)(?<!yield)\Z"
)
_METHOD = re.compile(rb"\.(\w+)\Z")
_AFTER = re.compile(rb"[\s\\]*(?:[=!<>]=|[<>+*]|(?:not\s+)?in\b|\.\s*join\b|or\b|if\b|[,)\]])")


@recipe("bytes-literals", title="Literals among bytes are bytes", stage="text", words=_PRODUCERS)
def bytes_literals(source: Source, hit: Hit) -> Iterable[Match]:
    """Every plain literal whose company is surely bytes.

    Its company is what it is compared with, added to, searched in, written to, or the other value of a
    name, an attribute of ``self`` or a function it is a value of. A name given a literal once becomes
    bytes where every use of it asks for bytes. Looked at once a file, at its first word that can stand
    for bytes.
    """
    if hit.start != _first_cached(source) or source.imports.has_future("unicode_literals"):
        return
    kinds = kinds_of(source)
    done = -1
    for token in source.lexed.strings:
        if token.start < done or token.prefix.lower() not in (b"", b"r") or not _may_matter(source, token):
            continue
        literal = _literal_at(source, token)
        if literal is None:
            continue
        done = literal.end_byte
        if wanted(source, kinds, literal) is not Kind.BYTES and not _constant(source, kinds, literal):
            continue
        edits = as_bytes(source, literal)
        if edits and not source.legacy_only(literal):
            yield Match(literal.start_byte, edits)


def _first(source: Source) -> int:
    """The first word of the file that can stand for bytes; -1 where none does."""
    if not may_hold_bytes(source):
        return -1
    mask, words = source.lexed.mask, source.lexed.words
    here = words & _WORDS
    if words & _OPENERS and _BINARY_MODE.search(source.data) is not None:
        here |= words & _OPENERS
    return min((at for word in here if (at := whole_word(mask, word)) >= 0), default=-1)


def _first_cached(source: Source) -> int:
    known = source.memo.get(_first)
    if not isinstance(known, int):
        known = source.memo[_first] = _first(source)
    return known


def _may_matter(source: Source, token: StringToken) -> bool:
    """Whether the text around a literal allows for company: told for most of them without the tree."""
    mask = source.lexed.mask
    if _stands_alone(source, token):
        return False
    return (
        _PLACE.search(mask, max(0, token.start - 24), token.start) is not None
        or _AFTER.match(mask, token.end, token.end + 24) is not None
    )


def _stands_alone(source: Source, token: StringToken) -> bool:
    """Whether a literal is surely a key or value in a dict, an index, a keyword's or parameter's value, or the
    first argument of a method that asks for no strings of one kind."""
    mask = source.lexed.mask
    before, after = source.lexed.before(token.start), source.lexed.after(token.end)
    left, right = mask[before : before + 1], mask[after : after + 1]
    if right == b":":
        return left in (b",", b"{")
    if right == b"]":
        return left == b"[" and _INDEXED.search(mask, max(0, before - 8), before) is not None
    if right not in (b",", b")"):
        return False
    if left == b"(":
        method = _METHOD.search(mask, max(0, before - 40), before)
        return method is not None and method.group(1) not in ASKING
    return left == b":" or (left == b"=" and mask[before - 1 : before] not in (b"=", b"!", b"<", b">"))


def _literal_at(source: Source, token: StringToken) -> Node | None:
    node: Node | None = source.node(token.start, token.end)
    while node is not None and node.type != "string":
        if node.start_byte < token.start:
            return None
        node = node.parent
    if node is None or node.start_byte != token.start:
        return None
    parent = node.parent
    return parent if parent is not None and parent.type == "concatenated_string" else node


def _constant(source: Source, kinds: Kinds, literal: Node) -> bool:
    """Whether ``literal`` is the only value of a name that is used as bytes, wherever it is used."""
    assignment = literal.parent
    target = assignment.child_by_field_name("left") if assignment is not None else None
    if assignment is None or assignment.type != "assignment" or target is None or target.type != "identifier":
        return False
    name, scope = target.text or b"", enclosing_scope(target)
    if scope.type == "class_definition":
        return looks_binary(source, literal) and _member_is_bytes(source, kinds, name)
    if len(source.bindings.binders(name)) != 1:
        return False
    uses = [node for node in source.bindings.uses(name) if node != target]
    if not uses or len(uses) > 40 or nodes.ancestor(literal, "lambda") is not None:
        return False
    return all(wanted(source, kinds, use) is Kind.BYTES for use in uses)


def _member_is_bytes(source: Source, kinds: Kinds, name: bytes) -> bool:
    """Whether ``x.name`` is surely used as bytes somewhere in the file, and nowhere as text."""
    wishes = set()
    for match in re.finditer(rb"\." + re.escape(name) + rb"\b", source.lexed.mask):
        attribute = source.node(match.start() + 1, match.end()).parent
        if attribute is not None and attribute.type == "attribute":
            wishes.add(wanted(source, kinds, attribute))
    return Kind.BYTES in wishes and Kind.TEXT not in wishes
