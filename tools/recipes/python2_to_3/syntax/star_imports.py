"""``from m import *`` in a function becomes ``exec("from m import *", globals())``."""

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.suites import definitions_around
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source


@recipe(
    "star-import",
    title="star imports in functions are executed in the module",
    stage="syntax",
    phase=Phase.LEXICAL,
    pattern=r"import(?<!\wimport)[ \t]*\*",
)
def star_import(source: Source, hit: Hit) -> Match | None:
    """Python 3 has star imports at module level only; names a function does not bind are the module's.

    The names become the module's, where Python 2 kept them in the function. In a class body they
    stay in the class.
    """
    lexed = source.lexed
    start = lexed.mask.rfind(b"from", lexed.line_start(hit.start), hit.start)
    if start < 0 or not lexed.starts_statement(start):
        return None
    kind = next((kind for kind, _ in definitions_around(lexed, start)), None)
    if kind is None:
        return None
    statement = b" ".join(source.data[start : hit.end].split())
    scope = b", globals()" if kind == b"def" else b""
    return Match(start, (Edit(start=start, end=hit.end, text=b'exec("' + statement + b'"' + scope + b")"),))
