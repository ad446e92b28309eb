"""``a <> b`` becomes ``a != b``."""

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source


@recipe(
    "inequality",
    title="<> becomes !=",
    stage="syntax",
    phase=Phase.LEXICAL,
    pattern=r"<>",
)
def inequality(source: Source, hit: Hit) -> Match:
    """Every ``<>`` outside strings is the operator."""
    return Match(hit.start, (Edit(start=hit.start, end=hit.end, text=b"!="),))
