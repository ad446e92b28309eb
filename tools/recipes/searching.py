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
                    sighted, sought = self._by_word(source, chosen), chosen.sought_in(source)
                rows: list[tuple[int, int, Match]] = []
                for rank, recipe, hits in sighted[index]:
                    for hit in hits:
                        _visit(source, hit, rank, recipe, rows)
                _by_pattern(source, sought[index], rows)
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
    """A pattern of a recipe, with what is asked of a file before it is searched for."""

    rank: int
    turn: int
    """Its place among the recipe's patterns; those for the mask come first."""
    recipe: Recipe
    is_raw: bool
    """Whether it is searched for in the bytes themselves, and not in the mask."""
    find: anchors.Finder


class _Needle(NamedTuple):
    """What is asked of a file before patterns are searched for in it."""

    having: frozenset[bytes] | None
    """Words of which it must hold one."""
    when: When | None
    text: str
    rarest: bytes
    whole: bytes
    """What stands in every text that the patterns match in; may be empty."""


class _Anchors:
    """The anchors of the recipes that apply to files with one ending and of one dialect."""

    def __init__(self, plans: Sequence[Plan], suffix: str, modern: bool) -> None:
        self.by_word: dict[bytes, list[_Ranked]] = {}
        self.by_needle: dict[_Needle, list[tuple[int, _Sought]]] = {}
        """What is asked of a file before patterns are searched for → the places of their plans, and the patterns."""
        self._plans = len(plans)
        for place, plan in enumerate(plans):
            for rank, recipe in enumerate(plan.recipes):
                if suffix in recipe.suffixes and (recipe.any_dialect or not modern):
                    self._add(place, rank, recipe)
        self.words = frozenset(self.by_word)

    def _add(self, place: int, rank: int, recipe: Recipe) -> None:
        for word in recipe.words:
            self.by_word.setdefault(word, []).append((place, rank, recipe))
        kinds = (("mask", recipe.patterns), ("data", recipe.raw), ("quoted", recipe.quoted))
        every = [(text, pattern) for text, patterns in kinds for pattern in patterns]
        for turn, (text, pattern) in enumerate(every):
            needle = anchors.needle(pattern)
            sought = _Sought(rank, turn, recipe, text != "mask", anchors.finder(pattern))
            known = b"" if recipe.having == frozenset((needle,)) else needle  # a word of the file is in its text
            key = _Needle(recipe.having, recipe.when, text, anchors.rarest(known), known)
            self.by_needle.setdefault(key, []).append((place, sought))

    def sought_in(self, source: Source) -> list[list[_Sought]]:
        """The patterns that may match in ``source``, a list a plan, in the order in which they are asked.

        Needles that several patterns share are looked for once.
        """
        lexed = source.lexed
        texts = {"mask": lexed.mask, "data": lexed.data, "quoted": lexed.quoted}
        found: list[list[_Sought]] = [[] for _ in range(self._plans)]
        words = lexed.words
        asked: dict[When | None, bool] = {None: True}
        for (having, when, name, rarest, needle), patterns in self.by_needle.items():
            if having is not None and having.isdisjoint(words):
                continue
            if when not in asked:
                asked[when] = when is not None and when(lexed)
            if not asked[when]:
                continue
            text = texts[name]
            if rarest in text and (rarest is needle or needle in text):
                for place, sought in patterns:
                    found[place].append(sought)
        for row in found:
            row.sort(key=_turn)
        return found


def _turn(sought: _Sought) -> tuple[int, int]:
    return sought[:2]


def _place(row: tuple[int, int, Match]) -> tuple[int, int]:
    return row[:2]


def _by_pattern(source: Source, every: Sequence[_Sought], rows: list[tuple[int, int, Match]]) -> None:
    """Note what the recipes of ``every`` offer where their patterns match."""
    lexed = source.lexed
    found: dict[tuple[bool, anchors.Finder], list[Hit]] = {}
    for rank, _, recipe, is_raw, find in every:
        hits = found.get((is_raw, find))
        if hits is None:
            text = lexed.data if is_raw else lexed.mask
            hits = found[is_raw, find] = [Hit(*match.span()) for match in find(text)]
        for hit in hits:
            _visit(source, hit, rank, recipe, rows)


def _visit(source: Source, hit: Hit, rank: int, recipe: Recipe, rows: list[tuple[int, int, Match]]) -> None:
    """Note what ``recipe`` offers at ``hit``. A recipe that fails there is a finding, never the end of the job."""
    try:
        result = recipe.visit(source, hit)
        if result is None:
            return
        matches = (result,) if isinstance(result, Match) else tuple(result)
        for match in matches:
            _check(source, match)
        rows += [(rank, match.at, match) for match in matches]
    except Exception as error:  # noqa: BLE001 - a recipe is a plug-in: its failure is reported, not spread
        said = f"the recipe {recipe.info.id} failed here: {type(error).__name__}: {error}"
        rows.append((rank, hit.start, Match(hit.start, message=said)))


def _check(source: Source, match: Match) -> None:
    """Raises ValueError where an edit of ``match`` is none in ``source``."""
    for edit in match.edits:
        if not 0 <= edit.start <= edit.end <= len(source.data):
            raise ValueError(f"it offers to change the bytes {edit.start}-{edit.end} of {len(source.data)}")
