"""Taking statements out, and asking whether one stands alone."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.source import Source, delete, replace


def remove(source: Source, statement: Node) -> Edit:
    """The edit that takes ``statement`` out, with its line where it stands alone on it.

    The only statement of a block becomes ``pass``.
    """
    parent = statement.parent
    siblings = [c for c in parent.named_children if c.type != "comment"] if parent is not None else []
    if parent is not None and parent.type == "block" and len(siblings) == 1:
        return replace(statement, b"pass")
    mask = source.lexed.mask
    if alone_on_its_lines(source, statement):
        start, end = source.lexed.line_start(statement.start_byte), _line_end(mask, statement.end_byte)
        if source.data[statement.end_byte : end].strip():
            return replace(statement, b"pass")
        newline = source.lexed.newline
        return delete(start, end + (len(newline) if mask.startswith(newline, end) else 0))
    end = _line_end(mask, statement.end_byte, b" \t")
    if mask[end : end + 1] == b";":
        return delete(statement.start_byte, source.lexed.after(end + 1))
    before = source.lexed.before(statement.start_byte)
    if before >= 0 and mask[before] == 0x3B:
        return delete(before, statement.end_byte)
    return replace(statement, b"pass")


def alone_on_its_lines(source: Source, statement: Node) -> bool:
    """Whether nothing else stands on the first and the last line of ``statement``, comments apart."""
    mask = source.lexed.mask
    start, end = source.lexed.line_start(statement.start_byte), statement.end_byte
    end = _line_end(mask, end, b" \t")
    return not mask[start : statement.start_byte].strip() and (end >= len(mask) or mask[end] in b"\r\n")


def _line_end(mask: bytes, offset: int, blanks: bytes = b"") -> int:
    """The end of the line from ``offset`` on; where ``blanks`` are given, the first byte that is none."""
    while offset < len(mask) and (mask[offset] in blanks if blanks else mask[offset] not in b"\r\n"):
        offset += 1
    return offset
