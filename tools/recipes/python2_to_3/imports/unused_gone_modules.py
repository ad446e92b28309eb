"""Imports of modules that are gone, of which nothing is used."""

import re

from tools.recipes.importing import Imported
from tools.recipes.python2_to_3._shared.fallbacks import settled
from tools.recipes.python2_to_3._shared.import_text import imported_modules
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.moved_modules import locate
from tools.recipes.python2_to_3._shared.statements import clauses_of, put, render
from tools.recipes.python2_to_3._shared.unused_imports import is_unused
from tools.recipes.python2_to_3._shared.uses import import_statement
from tools.recipes.python2_to_3.imports.companion_modules import stands_in
from tools.recipes.python2_to_3.imports.gone_modules import GONE
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_ANCHOR = re.compile(rb"\b(?:" + b"|".join(sorted(name.encode() for name in GONE)) + rb")\b")


@recipe(
    "unused-gone-modules",
    title="Modules that are gone and were not used are imported no more",
    stage="imports",
    words=sorted(GONE),
)
def unused_gone_modules(source: Source, hit: Hit) -> Match | None:
    """``import sys, mimetools`` becomes ``import sys`` where nothing reads ``mimetools``.

    Modules of the repository by the same name, those with a stand-in, fallbacks with a branch that works,
    version checks, and what a package's ``__init__`` imports are left alone.
    """
    if GONE.keys().isdisjoint(module.partition(".")[0] for module in imported_modules(source, hit)):
        return None
    statement = import_statement(source.node(hit.start, hit.end))
    if statement is None:
        return None
    first = _ANCHOR.search(source.lexed.mask, statement.start_byte, statement.end_byte)
    if first is None or first.start() != hit.start or settled(source, statement):
        return None
    clauses = [clause for _, clause in clauses_of(statement)]
    items = [item for item in source.imports.names if item.statement == statement]
    kept = [c for c, item in zip(clauses, items, strict=True) if not _is_idle(source, item)]
    return Match(hit.start, (put(source, statement, render(kept)),)) if len(kept) < len(clauses) else None


def _is_idle(source: Source, item: Imported) -> bool:
    top = item.module.partition(".")[0]
    if locate(item.module, item.name or "") is not None:
        return False  # it is imported from where it is now
    if top not in GONE or is_own_module(source, top) or stands_in(source, item.statement, item.module):
        return False
    return is_unused(source, item)
