"""Literals that are compared with, added to or looked for in bytes become bytes."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes.python2_to_3._shared import bytes_properties
from tools.recipes.python2_to_3._shared.argument_wants import ASKING
from tools.recipes.python2_to_3._shared.byte_flows import byte_places
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.python2_to_3._shared.constants import only_for_bytes
from tools.recipes.python2_to_3._shared.helper_parameters import helpers
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.literals import as_bytes
from tools.recipes.python2_to_3._shared.neutral_uses import goes_on
from tools.recipes.python2_to_3._shared.repository_kinds import concerned, known
from tools.recipes.python2_to_3._shared.wants import wanted
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source
from tools.syntax.lexical import StringToken

_PRODUCERS = frozenset(
    b"encode recv recvfrom sendall pack read readline readlines digest urandom b64decode decodestring"
    b" compress decompress unhexlify a2b_hex hexlify getvalue check_output communicate tostring dumps md5"
    b" sha sha1 hashlib hmac async_chat dispatcher urlopen BytesIO unpack unpack_from seek chr".split()
)
_OPENERS = frozenset({b"open", b"file"})
_BINARY_MODE = re.compile(rb"['\"][rwa]\+?b")
_PLACE = frozenset(b"=<>+*([,")
_PLACE_WORDS = re.compile(rb"\b(?:in|return|or|and|else)\Z")
"""What stands right before a literal that has company there."""
_INDEXED = re.compile(
    rb"[\w)\]](?<!\bin)(?<!\bif)(?<!\bor)(?<!\band)(?<!\bnot)(?<!\belse)(?<!return)(?<!print)(?<!yield)\Z"
)
_NAME = re.compile(rb"\w+\Z")
_METHOD = re.compile(rb"\.(\w+)\Z")
_AFTER = re.compile(rb"[\s\\]*(?:[=!<>]=|[<>+*]|(?:not\s+)?in\b|\.\s*join\b|or\b|if\b|[,)\]])")
_ROOM = 40
"""How far from a literal its company is looked for, in bytes."""
_GAPS = b" \t\n\r\f\v\\"


@recipe("bytes-literals", title="Literals among bytes are bytes", stage="text", pattern=r"\A")
def bytes_literals(source: Source, hit: Hit) -> Iterable[Match]:
    """Every plain literal whose company is surely bytes.

    Its company is what it is compared with, added to, searched in, written to, or the other value of a
    name, an attribute of ``self`` or a function it is a value of. A name given a literal once becomes
    bytes where every use of it asks for bytes. Looked at once a file.
    """
    if b"unicode_literals" in source.lexed.futures or not _may_have_company(source):
        return
    kinds = kinds_of(source)
    done = -1
    for token in _literals(source):
        if token.start < done or token.prefix.lower() not in (b"", b"r") or not _may_matter(source, token):
            continue
        literal = _literal_at(source, token)
        if literal is None:
            continue
        done = literal.end_byte
        if wanted(source, kinds, literal) is not Kind.BYTES and not only_for_bytes(source, kinds, literal):
            continue
        edits = as_bytes(source, literal)
        if edits and not source.legacy_only(literal):
            yield Match(literal.start_byte, edits, again=goes_on(source, literal))


def _literals(source: Source) -> Iterator[StringToken]:
    """The literals that stand where bytes may be met, in order."""
    lexed = source.lexed
    for start, end in byte_places(source):
        at = lexed.mask.find(b'"', start, end)
        while at >= 0 and (token := lexed.string_at(at)) is not None:
            yield token
            at = lexed.mask.find(b'"', token.end, end)


def _may_have_company(source: Source) -> bool:
    """Whether anything in the file can stand for bytes: told by its words, and by those the repository knows."""
    words = source.lexed.words
    if words.isdisjoint(_PRODUCERS) and not _is_known(source) and not _opens_binary(source):
        return False
    return may_hold_bytes(source)


def _opens_binary(source: Source) -> bool:
    return not source.lexed.words.isdisjoint(_OPENERS) and _BINARY_MODE.search(source.data) is not None


def _is_known(source: Source) -> bool:
    """Whether the file speaks of a property of bytes, or of anything else that is bytes in other files."""
    return concerned(source) or bool(bytes_properties.spoken_of(source))


def _may_matter(source: Source, token: StringToken) -> bool:
    """Whether the text around a literal allows for company: told for most of them without the tree."""
    mask = source.lexed.mask
    end = token.end
    after = mask[end : end + _ROOM]
    left = mask[max(0, token.start - _ROOM) : token.start].rstrip(_GAPS)
    right = after.lstrip(_GAPS)[:1]
    if _stands_alone(source, left, right):
        return False
    if left and (left[-1] in _PLACE or (left[-1:].isalpha() and _PLACE_WORDS.search(left) is not None)):
        return True
    return _AFTER.match(after) is not None


def _stands_alone(source: Source, left: bytes, right: bytes) -> bool:
    """Whether a literal is surely a key or value in a dict, an index, a keyword's or parameter's value, or the
    first argument of a method that asks for no strings of one kind.

    ``left`` is the text before it, ``right`` the byte behind it, both without the gap between.
    """
    last = left[-1:]
    if right == b":":
        return last in (b",", b"{")
    if right == b"]":
        return last == b"[" and _INDEXED.search(left[:-1]) is not None
    if right not in (b",", b")"):
        return False
    if last == b"(":
        method = _METHOD.search(left[:-1])
        if method is None or method.group(1) in ASKING or method.group(1) in helpers(source):
            return False
        return method.group(1) not in known(source.project).names
    if last == b"=" and left[-2:-1] not in (b"=", b"!", b"<", b">"):
        if concerned(source):
            return False  # it may be the default of what is given bytes
        name = _NAME.search(left[:-1])
        return name is None or not bytes_properties.is_name(source, name.group())
    return last == b":"


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
