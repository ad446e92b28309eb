"""``try: import a`` with ``except ImportError: import a``: what is left of a fallback between two old names."""

import re

from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_IMPORT_HANDLER = re.compile(rb"\s*:[\s;]*(?:import|from)\b")


@recipe(
    "same-fallback",
    title="A fallback whose branches import the same is one import",
    stage="imports",
    words=("ImportError",),
)
def same_fallback(source: Source, hit: Hit) -> Match | None:
    """A ``try`` of one import whose only handler, for ImportError alone, is that same import.

    ``try: import cStringIO as S`` with ``except ImportError: import StringIO as S`` ends so.
    """
    if not _IMPORT_HANDLER.match(source.lexed.mask, hit.end):
        return None
    clause = source.node(hit.start, hit.end).parent
    statement = clause.parent if clause is not None and clause.type == "except_clause" else None
    if clause is None or statement is None or statement.type != "try_statement":
        return None
    body = statement.child_by_field_name("body")
    handler = clause.named_children[-1]
    parts = [child for child in statement.named_children if child.type != "comment"]
    if body is None or parts != [body, clause] or clause.named_children[0].text != b"ImportError":
        return None
    if len(body.named_children) != 1 or len(handler.named_children) != 1:
        return None
    first, second = body.named_children[0], handler.named_children[0]
    if not first.type.startswith("import_") or source.text(first) != source.text(second):
        return None
    if source.text(statement).count(b"#") != source.text(first).count(b"#") * 2:
        return None
    return Match(hit.start, (replace(statement, source.text(first)),))
