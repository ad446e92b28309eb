"""Whether anything in a file can be bytes at all: asked before the kinds of its values are worked out."""

import re

from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared.quoted import quotes_one
from tools.recipes.source import Source

_WORDS = frozenset(
    b"encode recv recvfrom accept tostring tobytes getbuffer sendall StringIO BytesIO ZipFile socket create_connection"
    b" gzip bz2 dispatcher dispatcher_with_send async_chat".split()
)
"""Methods and classes that give bytes, take nothing else, or are made of them, whatever they are taken from."""
_SENDING = frozenset({b"send", b"sendto"})
_SOCKET_METHODS = frozenset({b"connect", b"bind", b"makefile", b"settimeout"})
"""What tells a socket from other things that send; see ``wants``."""
_OPENERS = frozenset({b"open", b"file", b"fdopen"})
_CODECS = frozenset(
    spelled.encode() for name in tables.BYTES_CODECS for spelled in (name, name.upper(), name.capitalize())
)
_BINARY_MODE = re.compile(rb"['\"][rwaxtU+]{0,3}b")
_LATE_PREFIX = re.compile(rb"[rR][bB]['\"]")


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
    known = source.memo.get(may_hold_bytes)
    if known is None:
        known = source.memo[may_hold_bytes] = _told(source)
    return bool(known)


def _told(source: Source) -> bool:
    words, openings = source.lexed.words, source.lexed.openings
    if not words.isdisjoint(_WORDS) or not openings.isdisjoint(b"bB"):
        return True
    if not words.isdisjoint(_SENDING) and not words.isdisjoint(_SOCKET_METHODS):
        return True
    if b"decode" in words and quotes_one(source, _CODECS):
        return True
    if any(parts <= words for last in words & _SPELLINGS.keys() for parts in _SPELLINGS[last]):
        return True
    if not words.isdisjoint(_OPENERS) and _BINARY_MODE.search(source.data) is not None:
        return True
    return not openings.isdisjoint(b"rR") and _LATE_PREFIX.search(source.data) is not None
