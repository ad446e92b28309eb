"""Searching a source for the anchors of many recipes in one pass, and asking the recipes that have one there."""

import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tools.recipes import anchors
from tools.recipes.merging import Found
from tools.recipes.recipe import Hit, Match, Phase, Recipe, When
from tools.recipes.source import Source
from tools.syntax.words import all_occurrences

_Ranked = tuple[int, int, Recipe]
"""A plan's place, and that of a recipe in it, with the recipe."""
_Sighted = tuple[int, Recipe, list[Hit]]
"""A recipe's place in its plan, the recipe, and where one of its words stands."""


class Plan:
    """Recipes that run together as one stage, in the order in which they win where edits overlap."""

    def __init__(self, recipes: Sequence[Recipe]) -> None:
        self.recipes = tuple(recipes)
        self.is_lexical = any(recipe.phase is Phase.LEXICAL for recipe in recipes)


class Search:
    """Looks for everything that the recipes of some plans offer.

    A word that recipes of several plans ask for is looked for once.
    """

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = tuple(plans)
        self._anchors: dict[tuple[str, bool], _Anchors] = {}

    def __call__(self, source: Source) -> list[list[Found]]:
        """The matches in ``source``, a list a plan: in recipe order and, within a recipe, in byte order."""
        return list(self.by_plan(source))

    def by_plan(self, source: Source) -> Iterator[list[Found]]:
        """The same, plan by plan: recipes are asked once their plan's turn comes.

        Kept on the source: plans that could not be made together are asked again one by one.
        """
        chosen: _Anchors | None = None
        for index, plan in enumerate(self.plans):
            known = source.memo.get(plan)
            if not isinstance(known, list):
                if chosen is None:
                    chosen = self._chosen(source)
                    sighted = self._by_word(source, chosen)
                rows: list[tuple[int, int, Match]] = []
                for rank, recipe, hits in sighted[index]:
                    for hit in hits:
                        _visit(source, hit, rank, recipe, rows)
                _by_pattern(source, chosen.patterned[index], rows)
                rows.sort(key=_place)
                known = source.memo[plan] = [Found(plan.recipes[rank], match) for rank, _, match in rows]
            yield known

    def _by_word(self, source: Source, chosen: "_Anchors") -> list[list[_Sighted]]:
        """Where the words of recipes stand, a list a plan."""
        found: list[list[_Sighted]] = [[] for _ in self.plans]
        mask = source.lexed.mask
        for word in sorted(source.lexed.words & chosen.words):
            length = len(word)
            hits = [Hit(start, start + length) for start in all_occurrences(mask, word)]
            for plan, rank, recipe in chosen.by_word[word]:
                found[plan].append((rank, recipe, hits))
        return found

    def _chosen(self, source: Source) -> "_Anchors":
        key = (posixpath.splitext(source.path)[1], source.modern)
        chosen = self._anchors.get(key)
        if chosen is None:
            chosen = self._anchors[key] = _Anchors(self.plans, *key)
        return chosen


class _Sought(NamedTuple):
    """A pattern of a recipe."""

    is_raw: bool
    """Whether it is searched for in the bytes themselves, and not in the mask."""
    needle: bytes
    """What stands in every text it matches in; may be empty."""
    find: anchors.Finder


class _Patterned(NamedTuple):
    """A recipe that has patterns, with what is asked of a file before they are searched for."""

    rank: int
    recipe: Recipe
    having: frozenset[bytes] | None
    when: When | None
    sought: list[_Sought]
    """Those for the mask first."""


class _Anchors:
    """The anchors of the recipes that apply to files with one ending and of one dialect."""

    def __init__(self, plans: Sequence[Plan], suffix: str, modern: bool) -> None:
        self.by_word: dict[bytes, list[_Ranked]] = {}
        self.patterned: list[list[_Patterned]] = [[] for _ in plans]
        """By plan."""
        for place, plan in enumerate(plans):
            for rank, recipe in enumerate(plan.recipes):
                if suffix in recipe.suffixes and (recipe.any_dialect or not modern):
                    self._add(place, rank, recipe)
        self.words = frozenset(self.by_word)

    def _add(self, place: int, rank: int, recipe: Recipe) -> None:
        for word in recipe.words:
            self.by_word.setdefault(word, []).append((place, rank, recipe))
        if recipe.patterns or recipe.raw:
            both = [(False, pattern) for pattern in recipe.patterns] + [(True, pattern) for pattern in recipe.raw]
            sought = [_Sought(is_raw, anchors.needle(p), anchors.finder(p)) for is_raw, p in both]
            self.patterned[place].append(_Patterned(rank, recipe, recipe.having, recipe.when, sought))


def _place(row: tuple[int, int, Match]) -> tuple[int, int]:
    return row[:2]


def _by_pattern(source: Source, patterned: Sequence[_Patterned], rows: list[tuple[int, int, Match]]) -> None:
    lexed = source.lexed
    mask, data, words = lexed.mask, source.data, lexed.words
    for rank, recipe, having, when, patterns in patterned:
        if (having is not None and having.isdisjoint(words)) or (when is not None and not when(lexed)):
            continue
        for is_raw, needle, find in patterns:
            text = data if is_raw else mask
            if needle in text:
                for match in find(text):
                    _visit(source, Hit(*match.span()), rank, recipe, rows)


def _visit(source: Source, hit: Hit, rank: int, recipe: Recipe, rows: list[tuple[int, int, Match]]) -> None:
    """Note what ``recipe`` offers at ``hit``. A recipe that fails there is a finding, never the end of the job."""
    try:
        result = recipe.visit(source, hit)
        if result is None:
            return
        if isinstance(result, Match):
            rows.append((rank, result.at, result))
        else:
            rows += [(rank, match.at, match) for match in tuple(result)]
    except Exception as error:  # noqa: BLE001 - a recipe is a plug-in: its failure is reported, not spread
        said = f"the recipe {recipe.info.id} failed here: {type(error).__name__}: {error}"
        rows.append((rank, hit.start, Match(hit.start, message=said)))
