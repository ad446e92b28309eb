"""What in a file can give bytes at all: asked before the kinds of its values are worked out."""

import re
from collections.abc import Iterator

from tools.recipes.python2_to_3._shared import bytes_properties
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared.binary_evidence import bound, octets, uses
from tools.recipes.python2_to_3._shared.quoted import quotes_one
from tools.recipes.python2_to_3._shared.repository_kinds import known
from tools.recipes.source import Source
from tools.syntax.lexical import Span
from tools.syntax.words import occurrences

_WORDS = frozenset(
    b"encode recv recvfrom accept tostring tobytes getbuffer sendall StringIO BytesIO ZipFile socket create_connection"
    b" gzip bz2 dispatcher dispatcher_with_send async_chat".split()
)
"""Methods and classes that give bytes, take nothing else, or are made of them, whatever they are taken from."""
_CHANNELS = frozenset({b"dispatcher", b"dispatcher_with_send", b"async_chat", b"recv", b"recvfrom"})
_SENDING = frozenset({b"send", b"sendto", b"push"})
_SOCKET_METHODS = frozenset({b"connect", b"bind", b"makefile", b"settimeout"})
"""What tells a socket from other things that send; see ``wants``."""
_OPENERS = frozenset({b"open", b"file", b"fdopen"})
_CODECS = frozenset(
    spelled.encode() for name in tables.BYTES_CODECS for spelled in (name, name.upper(), name.capitalize())
)
_BINARY_MODE = re.compile(rb"['\"][rwaxtU+]{0,3}b")
_SEEKS = re.compile(rb"\.seek\([^()\n]*,\s*(?:1|2|(?:os\.)?SEEK_)")
_PREFIXES = frozenset({b"b", b"br", b"rb"})


def _spellings() -> dict[bytes, list[frozenset[bytes]]]:
    """Last name → the words of each function by that name that gives bytes or asks for them."""
    dotted = {*tables.BYTES_FUNCTIONS, *tables.ARMOR, *tables.HASHES, *tables.BINARY_OPENERS, *tables.SINKS}
    older = {old for old, new in tables.CANONICAL.items() if new in dotted}
    for old, new in tables.CANONICAL.items():
        older |= {old + name.removeprefix(new) for name in dotted if name.startswith(new + ".")}
    found: dict[bytes, list[frozenset[bytes]]] = {}
    for name in sorted(dotted | older):
        parts = name.encode().split(b".")
        found.setdefault(parts[-1], []).append(frozenset(parts))
    return found


_SPELLINGS = _spellings()


def may_hold_bytes(source: Source) -> bool:
    """Whether the file holds a literal of bytes, a binary mode, or the words of anything that deals in bytes."""
    if _giving_words(source) or bound(source) or octets(source) or not source.lexed.prefixes.isdisjoint(_PREFIXES):
        return True
    if b"seek" in source.lexed.words and _SEEKS.search(source.lexed.mask) is not None:
        return True
    return next(_inputs(source), None) is not None


def givers(source: Source) -> Iterator[Span]:
    """Where the literals of bytes stand, and the words of whatever gives bytes or takes nothing else."""
    lexed = source.lexed
    if not lexed.prefixes.isdisjoint(_PREFIXES):
        yield from (Span(token.start, token.end) for token in lexed.strings if token.prefix.lower() in _PREFIXES)
    for word in sorted(_giving_words(source)):
        yield from (Span(at, at + len(word)) for at in occurrences(lexed.mask, word))
    yield from (Span(at, at + len(word)) for word in bound(source) for at in occurrences(lexed.mask, word))
    yield from (Span(at, at + len(b"chr")) for at in sorted(octets(source)))
    yield from _inputs(source)
    yield from uses(source)


def _inputs(source: Source) -> Iterator[Span]:
    """Where ``environ['wsgi.input']`` stands."""
    for key in sorted(tables.INPUTS) if b"wsgi.input" in source.data else ():
        at = source.data.find(b"[" + key + b"]")
        while at >= 0:
            holder = source.node(at, at + len(key) + 2)
            if holder.type == "subscript":
                yield Span(holder.start_byte, holder.end_byte)
            at = source.data.find(b"[" + key + b"]", at + 1)


def _giving_words(source: Source) -> frozenset[bytes]:
    known = source.memo.get(_giving_words)
    if not isinstance(known, frozenset):
        known = source.memo[_giving_words] = _told(source)
    return known


def _told(source: Source) -> frozenset[bytes]:
    words = source.lexed.words
    found = set(words & _WORDS)
    found |= words & known(source.project).words
    if not words.isdisjoint(_SOCKET_METHODS) or found & _CHANNELS:
        found |= words & _SENDING
    if b"decode" in words and quotes_one(source, _CODECS):
        found.add(b"decode")
    found |= {last for last in words & _SPELLINGS.keys() if any(parts <= words for parts in _SPELLINGS[last])}
    if not words.isdisjoint(_OPENERS) and _BINARY_MODE.search(source.data) is not None:
        found |= words & _OPENERS
    found |= bytes_properties.spoken_of(source)
    return frozenset(found)
