"""Edits as a model can say them: anchored to a definition, to a text or to lines, never to byte offsets."""

from enum import StrEnum
from typing import NamedTuple


class AnchorKind(StrEnum):
    """What an edit holds on to."""

    DEFINITION = "replace-definition"
    """Anchor: the qualified name of a function or class, e.g. ``Ledger.post``."""
    TEXT = "replace-text"
    """Anchor: text that stands exactly once in the file."""
    LINES = "replace-lines"
    """Anchor: ``12`` or ``12-18``, 1-based, both included."""


class AnchoredEdit(NamedTuple):
    """Replace what ``anchor`` names in ``path`` by ``text``; an empty text deletes it."""

    kind: AnchorKind
    path: str
    anchor: str
    text: str


class Definition(NamedTuple):
    """A function or class of a file."""

    name: str
    """Qualified within the file, e.g. ``Ledger.post``; the second of one name is ``Ledger.post#2``."""
    kind: str
    """``function`` or ``class``."""
    start: int
    """Byte offset of its first decorator, or of ``def`` or ``class``."""
    end: int
    first_line: int
    """1-based, of ``start``."""
    last_line: int
    head: str
    """Its first line without the indentation, decorators aside."""
    code: int
    """Byte offset of ``def`` or ``class``, behind its decorators."""


class Misplaced(NamedTuple):
    """Why an edit cannot be made, in words its author can act on."""

    problem: str
