"""Reading setup scripts: whether a file is one, its strings, and taking elements out of a list or a call."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.source import Source

_SCRIPT = re.compile(r"setup(?:_\w+|tools)?\.py\Z", re.IGNORECASE)


def is_setup_script(source: Source) -> bool:
    """Whether the file is called ``setup.py`` or the like and calls ``setup``."""
    return _SCRIPT.match(source.name) is not None and b"setup" in source.lexed.words


def content(source: Source, node: Node) -> bytes | None:
    """What is between the quotes of a string literal without escapes."""
    token = source.lexed.string_at(node.start_byte) if node.type == "string" else None
    if token is None or token.end != node.end_byte:
        return None
    text = source.data[token.content.start : token.content.end]
    return None if b"\\" in text else text


def take_out(source: Source, node: Node) -> Edit:
    """The edit that removes ``node``, one of several separated by commas, with its comma and its line."""
    data, mask = source.data, source.lexed.mask
    start, end = node.start_byte, node.end_byte
    after = _skip(mask, end)
    if after < len(mask) and mask[after] == 0x2C:
        end = after + 1
        line_start = source.lexed.line_start(start)
        rest = re.match(rb"[ \t]*(?:\r\n|\n|\r)", data[end:])
        if rest and not data[line_start:start].strip():
            return Edit(start=line_start, end=end + rest.end(), text=b"")
        blanks = re.match(rb"[ \t]*", data[end:])
        return Edit(start=start, end=end + (blanks.end() if blanks else 0), text=b"")
    before = start - 1
    while before >= 0 and mask[before] in b" \t\r\n\x0c":
        before -= 1
    if before >= 0 and mask[before] == 0x2C:
        return Edit(start=before, end=end, text=b"")
    return Edit(start=start, end=end, text=b"")


def _skip(mask: bytes, offset: int) -> int:
    while offset < len(mask) and mask[offset] in b" \t\r\n\x0c\\":
        offset += 1
    return offset
