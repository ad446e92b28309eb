"""The kinds of values that the stage for bytes and text tells apart."""

from enum import Enum


class Kind(Enum):
    """What an expression gives."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"
    """``None`` or a number standing in: says nothing about the other values of a name."""
    NATIVE = "native"
    """A literal without prefix, or several: text as it stands, bytes with a ``b`` before it."""
    TEXT = "text"
    BYTES = "bytes"
    ARMOR = "armor"
    """Bytes that are ASCII letters, made to be put into text: base64, hex."""
    OUTPUT = "output"
    """What a process wrote: bytes, unless the process is asked for text."""
    BYTE = "byte"
    """One element of bytes: an integer now, a string of one byte in Python 2."""
    BYTES_LIST = "bytes list"
    TEXT_LIST = "text list"
    TEXT_TABLE = "text table"
    """Rows of text: what ``csv.reader`` gives."""
    TEXT_DICT = "text dict"
    TEXT_DICTS = "text dicts"
    BYTES_FILE = "bytes file"
    TEXT_FILE = "text file"
    HASH = "hash"
    SOCKET = "socket"
    ARCHIVE = "archive"
    PROCESS = "process"


NEUTRAL = frozenset({Kind.NATIVE, Kind.NOTHING})
"""Kinds that give way to any other kind of the same name."""
ELEMENTS = {
    Kind.BYTES_LIST: Kind.BYTES,
    Kind.TEXT_LIST: Kind.TEXT,
    Kind.BYTES_FILE: Kind.BYTES,
    Kind.TEXT_FILE: Kind.TEXT,
    Kind.TEXT_TABLE: Kind.TEXT_LIST,
    Kind.TEXT_DICTS: Kind.TEXT_DICT,
    Kind.BYTES: Kind.BYTE,
    Kind.TEXT: Kind.TEXT,
}
BINARY = frozenset({Kind.BYTES, Kind.BYTES_LIST, Kind.BYTES_FILE})
"""Kinds that are told on from one function, and one file, to the next."""
LISTS = {Kind.BYTES: Kind.BYTES_LIST, Kind.TEXT: Kind.TEXT_LIST}
FILES = {Kind.BYTES_FILE: Kind.BYTES, Kind.TEXT_FILE: Kind.TEXT}


def joined(kinds: list[Kind]) -> Kind:
    """What a name is that has values of all ``kinds``; unknown where there are none."""
    sure = set(kinds) - NEUTRAL
    if len(sure) == 1:
        return sure.pop()
    if sure or not kinds:
        return Kind.UNKNOWN
    return Kind.NATIVE if Kind.NATIVE in kinds else Kind.NOTHING
