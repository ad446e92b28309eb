"""A backslash that continues the last line of a file."""

from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, delete


@recipe(
    "trailing-backslash",
    title="the last line is not continued",
    stage="syntax",
    phase=Phase.LEXICAL,
    pattern=r"\\(?=\s*\Z)",
    any_dialect=True,
)
def trailing_backslash(source: Source, hit: Hit) -> Match:
    """There is nothing to continue with; Python 2 let that pass."""
    start = source.lexed.before(hit.start) + 1
    return Match(hit.start, (delete(start, hit.end),))
