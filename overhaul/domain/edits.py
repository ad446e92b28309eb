"""Changes as data: byte ranges, where each came from, and how they are put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class Latin1:
    """How bytes stand in JSON: each character is one byte, so it is readable and nothing is lost."""

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        # whoever only makes edits does not wait for pydantic to load
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(
            lambda value: value.encode("latin-1") if isinstance(value, str) else value,
            handler(source),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda data: data.decode("latin-1"), return_schema=core_schema.str_schema(), when_used="json"
            ),
        )


SourceBytes = Annotated[bytes, Latin1()]
"""Bytes of a source."""
STRICT: dict[str, str] = {"extra": "forbid"}
"""How pydantic reads the plain values of this and other modules: unknown fields are refused."""


class ProposerKind(StrEnum):
    """Who may propose a change."""

    RECIPE = "recipe"
    TEMPLATE = "template"
    MODEL = "model"


@dataclass(frozen=True)
class Origin:
    """Where a change came from: enough to make it again."""

    __pydantic_config__: ClassVar = STRICT

    kind: ProposerKind
    id: str
    """The recipe's or template's id, or the model's name."""
    version: str = "1"
    detail: str = ""
    """For models: adapter and prompt hash. For templates: the failure it answers."""
    sibling: bool = False
    """True where no test reaches it: the same shape as an accepted fix elsewhere."""


@dataclass(frozen=True)
class Edit:
    """Replace the bytes ``start`` (inclusive) to ``end`` (exclusive) of one file with ``text``."""

    __pydantic_config__: ClassVar = STRICT

    start: int
    end: int
    text: SourceBytes


@dataclass(frozen=True)
class Hunk:
    """An edit in a file, with its origin: one line of the evidence."""

    __pydantic_config__: ClassVar = STRICT

    path: str
    """POSIX path relative to the repository root."""
    line: int
    """1-based line of the edit's start in the text the edit applies to."""
    edit: Edit
    origin: Origin


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
