"""What a recipe is: anchors that say where to look, and a visit that says what to do there."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from overhaul.domain.edits import Edit
from overhaul.domain.findings import Severity
from overhaul.domain.tracks import RecipeInfo
from tools.recipes.source import Source
from tools.syntax.lexical import Lexed


class Phase(StrEnum):
    """Which view of the source a recipe needs."""

    LEXICAL = "lexical"
    """Tokens only: it runs while the file may still be Python 2."""
    TREE = "tree"
    """The syntax tree: it runs when every statement is one the grammar knows."""


class Hit(NamedTuple):
    """An anchor found in the mask: half-open byte range."""

    start: int
    end: int


class Match(NamedTuple):
    """What a recipe makes of a hit."""

    at: int
    """Byte offset of the finding."""
    edits: tuple[Edit, ...] = ()
    """Empty: only a finding, for a person or a model. All or none of them are made."""
    message: str = ""
    """Empty: the recipe's title."""
    again: bool = False
    """The edits make room for another match, of this recipe or one of a later stage: look again."""
    files: tuple[tuple[str, bytes], ...] = ()
    """New files the edits rely on, (path in the repository, content). One that is there already is used as it is."""


When = Callable[[Lexed], bool]
Visit = Callable[[Source, Hit], "Match | Iterable[Match] | None"]


@dataclass(frozen=True)
class Recipe:
    """A deterministic transform of one file.

    The engine finds ``words`` and ``pattern`` in the source's mask (strings and comments never
    match) and ``raw`` in its bytes, and calls ``visit`` for each hit, in order; an empty file has none.
    ``visit`` is pure. It must offer nothing for what is already right, so that a second run changes nothing.
    """

    info: RecipeInfo
    visit: Visit
    phase: Phase
    words: frozenset[bytes]
    """Identifiers and keywords, matched whole."""
    patterns: tuple[re.Pattern[bytes], ...]
    """Searched in the mask, beside ``words``."""
    raw: tuple[re.Pattern[bytes], ...]
    """Searched in the bytes themselves, strings and comments included."""
    quoted: tuple[re.Pattern[bytes], ...]
    """Searched in the bytes of files whose string literals hold what the pattern starts with."""
    suffixes: tuple[str, ...]
    """File name endings it applies to; ``""`` is a file without one."""
    any_dialect: bool
    """Whether it also applies to files that are Python 3 already."""
    when: "When | None"
    """A quick look at the tokens of the file: False where ``patterns`` and ``raw`` need not be searched."""
    having: frozenset[bytes] | None
    """Words of which the file must hold one for ``patterns`` and ``raw`` to be searched."""


PYTHON_SUFFIXES = (".py", ".pyw", "")


def recipe(
    id: str,
    *,
    title: str,
    stage: str,
    severity: Severity = Severity.ERROR,
    words: Iterable[str] = (),
    pattern: str | tuple[str, ...] = (),
    raw: str | tuple[str, ...] = (),
    quoted: str | tuple[str, ...] = (),
    phase: Phase = Phase.TREE,
    version: str = "1",
    fixable: bool = True,
    suffixes: tuple[str, ...] = PYTHON_SUFFIXES,
    any_dialect: bool = False,
    when: When | None = None,
    having: Iterable[str] = (),
) -> Callable[[Visit], Recipe]:
    """Make a ``Recipe`` of a visit function. The module that holds it is found by registration.

    A pattern that starts with a word, ``\\bclass\\b…``, or with a literal is searched for ten times as fast
    as one that starts with a set, a group or an assertion; write ``L(?<=[0-9]L)``, and several patterns
    rather than ``[lL]``. One that starts with ``\\A`` is tried once a file.
    """
    info = RecipeInfo(id=id, version=version, title=title, stage=stage, severity=severity, fixable=fixable)

    def decorate(visit: Visit) -> Recipe:
        return Recipe(
            info=info,
            visit=visit,
            phase=phase,
            words=frozenset(word.encode() for word in words),
            patterns=_compiled(pattern),
            raw=_compiled(raw),
            quoted=_compiled(quoted),
            suffixes=suffixes,
            any_dialect=any_dialect,
            when=when,
            having=frozenset(word.encode() for word in having) or None,
        )

    return decorate


def _compiled(patterns: str | tuple[str, ...]) -> tuple[re.Pattern[bytes], ...]:
    several = (patterns,) if isinstance(patterns, str) else patterns
    return tuple(re.compile(pattern.encode()) for pattern in several)
