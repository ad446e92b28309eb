"""``from string import rsplit`` in a module that only hands it on."""

from tools.recipes.bindings import binding_scope, enclosing_scope
from tools.recipes.python2_to_3._shared.fallbacks import settled
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.statements import put
from tools.recipes.python2_to_3._shared.string_functions import FUNCTIONS, METHOD_NAMES, METHODS
from tools.recipes.python2_to_3._shared.uses import import_statement, uses
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "string-reexports",
    title="Functions of string that are handed on are methods of str",
    stage="imports",
    words=("string",),
)
def string_reexports(source: Source, hit: Hit) -> Match | None:
    """``from string import …`` of functions that became methods, none of them used in the file itself.

    Each becomes an assignment: ``rsplit = str.rsplit``. Names that are used here are another recipe's.
    """
    statement = import_statement(source.node(hit.start, hit.end))
    if statement is None or statement.type != "import_from_statement":
        return None
    items = [item for item in source.imports.of("string") if item.statement == statement]
    if not items or is_own_module(source, "string") or settled(source, statement):
        return None
    lines = []
    for item in items:
        name = (item.name or "").encode()
        found = uses(source, item.bound.encode(), enclosing_scope(statement))
        if any(binding_scope(node) is None for node in found):
            return None
        if name in METHODS:
            lines.append(f"{item.bound} = str.{METHOD_NAMES.get(name, name).decode()}")
        elif name in FUNCTIONS:
            lines.append(f"{item.bound} = {FUNCTIONS[name].decode()}")
        else:
            return None
    return Match(hit.start, (put(source, statement, lines),))
