"""Which of many matches can be made together: edits that touch each other wait for another round."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import NamedTuple

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Match, Recipe


class Found(NamedTuple):
    """A match with the recipe it is of."""

    recipe: Recipe
    match: Match


class Merged(NamedTuple):
    """Edits that can be made together, each with its recipe, and the first match that asks for another round."""

    edits: list[tuple[Recipe, Edit]]
    waiting: int | None
    """Its place among the matches: its edits touch an earlier one's, or make room for more. None: there is none."""
    files: tuple[tuple[Recipe, str, bytes], ...] = ()
    """The new files that those matches rely on, (recipe, path, content)."""


def merge(found: Iterable[Found]) -> Merged:
    """Take matches in order; one whose edits touch an earlier match's waits for the next round."""
    taken: list[tuple[Recipe, Edit]] = []
    occupied = _Ranges()
    waiting: int | None = None
    seen: set[Edit] = set()
    files: dict[tuple[str, bytes], Recipe] = {}
    for place, (recipe, match) in enumerate(found):
        fresh = [edit for edit in match.edits if not (_shared(edit) and edit in seen)]
        if any(occupied.overlaps(edit) for edit in fresh):
            waiting = place if waiting is None else waiting
            continue
        if match.again and waiting is None:
            waiting = place
        for file in match.files:
            files.setdefault(file, recipe)
        for edit in fresh:
            seen.add(edit)
            if not _shared(edit):
                occupied.add(edit)
            taken.append((recipe, edit))
    return Merged(taken, waiting, tuple((recipe, *file) for file, recipe in files.items()))


def _shared(edit: Edit) -> bool:
    """Whether ``edit`` adds a whole import line: several matches may ask for one, at one place."""
    return edit.start == edit.end and edit.text.endswith((b"\n", b"\r")) and b"import " in edit.text


class _Ranges:
    """The byte ranges that edits have taken, sorted; no two of them overlap."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int]] = []

    def add(self, edit: Edit) -> None:
        insort(self._ranges, (edit.start, edit.end))

    def overlaps(self, edit: Edit) -> bool:
        """Whether ``edit`` shares a byte with a range, or inserts inside or at the same place as one.

        Who wraps whom cannot be told of two insertions at one place, so the later one waits.
        """
        if _shared(edit):
            return False
        index = bisect_left(self._ranges, (edit.start, edit.start))
        if index > 0 and self._ranges[index - 1][1] > edit.start:
            return True
        for start, end in self._ranges[index:]:
            if start > edit.end or (start == edit.end and edit.start < edit.end):
                return False
            if start == end == edit.start == edit.end:
                return True
            if edit.start < edit.end and (end > start or start > edit.start):
                return True
        return False
