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


class Merger:
    """Takes matches in order; one whose edits touch an earlier match's waits for the next round."""

    def __init__(self) -> None:
        self.edits: list[tuple[Recipe, Edit]] = []
        """Those that can be made together, each with its recipe."""
        self.waiting = False
        """Whether a match asks for another round: its edits touch an earlier one's, or make room for more."""
        self._files: dict[tuple[str, bytes], Recipe] = {}
        self._occupied = _Ranges()
        self._seen: set[Edit] = set()

    @property
    def files(self) -> tuple[tuple[Recipe, str, bytes], ...]:
        """The new files that those edits rely on, (recipe, path, content)."""
        return tuple((recipe, *file) for file, recipe in self._files.items())

    def take(self, found: Iterable[Found]) -> "Merger":
        """Add matches behind those that were taken before; those without edits say nothing."""
        for recipe, match in found:
            if not match.edits:
                continue
            fresh = [edit for edit in match.edits if not (_shared(edit) and edit in self._seen)]
            if any(self._occupied.overlaps(edit) for edit in fresh):
                self.waiting = True
                continue
            self.waiting = self.waiting or match.again
            for file in match.files:
                self._files.setdefault(file, recipe)
            for edit in fresh:
                self._seen.add(edit)
                if not _shared(edit):
                    self._occupied.add(edit)
                self.edits.append((recipe, edit))
        return self


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
