"""Changes as data: byte ranges, where each came from, and how they are put together."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

from overhaul.domain.base import Frozen

SourceBytes = Annotated[
    bytes,
    PlainSerializer(lambda data: data.decode("latin-1"), return_type=str, when_used="json"),
    BeforeValidator(lambda value: value.encode("latin-1") if isinstance(value, str) else value),
]
"""Bytes of a source. In JSON each character is one byte (latin-1): readable, and nothing is lost."""


class ProposerKind(StrEnum):
    """Who may propose a change."""

    RECIPE = "recipe"
    TEMPLATE = "template"
    MODEL = "model"


class Origin(Frozen):
    """Where a change came from: enough to make it again."""

    kind: ProposerKind
    id: str
    """The recipe's or template's id, or the model's name."""
    version: str = "1"
    detail: str = ""
    """For models: adapter and prompt hash. For templates: the failure it answers."""
    sibling: bool = False
    """True where no test reaches it: the same shape as an accepted fix elsewhere."""


class Edit(Frozen):
    """Replace the bytes ``start`` (inclusive) to ``end`` (exclusive) of one file with ``text``."""

    start: int
    end: int
    text: SourceBytes


class Hunk(Frozen):
    """An edit in a file, with its origin: one line of the evidence."""

    path: str
    """POSIX path relative to the repository root."""
    line: int
    """1-based line of the edit's start in the text the edit applies to."""
    edit: Edit
    origin: Origin


class FileChange(Frozen):
    """One file before and after. ``None`` stands for absent: a creation or a deletion."""

    path: str
    before: str | None
    """sha256 of the content before."""
    after: str | None
    """sha256 of the content after; the bytes are in the artifact store under that name."""


class Proposal(Frozen):
    """A change somebody offers: nothing about it is believed until the gate has run it."""

    id: str
    title: str
    """Imperative, under 70 characters: becomes the commit's subject."""
    reason: str = ""
    """Why: the finding or the failure it answers."""
    changes: tuple[FileChange, ...]
    origins: tuple[Origin, ...]
    hunks: tuple[Hunk, ...] = ()
    touches_tests: bool = False

    def paths(self) -> tuple[str, ...]:
        """The paths this proposal changes, sorted."""
        return tuple(sorted(change.path for change in self.changes))


class EditConflict(ValueError):
    """Two edits of one file overlap."""


def apply_edits(source: bytes, edits: Iterable[Edit]) -> bytes:
    """Return ``source`` with ``edits`` made; bytes outside them are untouched.

    Edits at one position are inserted in the order given. Identical duplicates count once.

    Raises:
        EditConflict: two edits overlap, or one reaches outside the source.
    """
    ordered = sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))
    parts: list[bytes] = []
    position = 0
    for edit in ordered:
        if edit.start < position or not edit.start <= edit.end <= len(source):
            raise EditConflict(f"edit at bytes {edit.start}-{edit.end} overlaps another or leaves the file")
        parts.append(source[position : edit.start])
        parts.append(edit.text)
        position = edit.end
    parts.append(source[position:])
    return b"".join(parts)


def line_of(source: bytes, offset: int) -> int:
    """The 1-based line of the byte ``offset``."""
    return source.count(b"\n", 0, offset) + 1


def sorted_changes(changes: Sequence[FileChange]) -> tuple[FileChange, ...]:
    """Changes in path order: one order everywhere keeps results deterministic."""
    return tuple(sorted(changes, key=lambda change: change.path))
