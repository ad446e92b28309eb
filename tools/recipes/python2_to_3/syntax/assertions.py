"""``assert (x, "text")`` is always true: found, not changed."""

from overhaul.domain.findings import Severity
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source


@recipe(
    "assert-tuple",
    title="assert on a tuple is always true",
    stage="syntax",
    severity=Severity.WARNING,
    phase=Phase.LEXICAL,
    having=("assert",),
    pattern=r"assert(?<!\wassert)[ \t]*\(",
    fixable=False,
    any_dialect=True,
)
def assert_tuple(source: Source, hit: Hit) -> Match | None:
    """``assert (condition, "message")``. Mending it could make a test fail that passes, so a person decides."""
    lexed = source.lexed
    closing = lexed.closing(hit.end - 1)
    if closing + 1 != lexed.statement_end(hit.start) or not lexed.commas(hit.end, closing):
        return None
    return Match(hit.start)
