"""Giving a file a function, or a class, of its own."""

from collections.abc import Sequence

from overhaul.domain.edits import Edit
from tools.recipes.importing import insertion_point
from tools.recipes.source import Source, insert

_HEAD = ("comment", "expression_statement", "future_import_statement")


def define(source: Source, lines: Sequence[bytes]) -> Edit:
    """The edit that puts the definition made of ``lines`` after the file's first run of imports."""
    newline = source.lexed.newline
    at = insertion_point(source.lexed, source.root)
    for child in source.root.named_children:
        if child.type in ("import_statement", "import_from_statement"):
            at = source.lexed.data.find(b"\n", child.end_byte) + 1 or len(source.data)
        elif child.type not in _HEAD:
            break
    gap = 1 if source.data[at : at + 1] in (b"\r", b"\n", b"") else 3
    return insert(at, newline * 2 * (at > 0) + newline.join(lines) + newline * gap)
