"""``ez_setup``: a script that fetched setuptools before pip did."""

from tools.recipes.python2_to_3._shared.statements import put
from tools.recipes.python2_to_3._shared.uses import import_statement
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "ez-setup",
    title="setuptools comes with pip, not with ez_setup",
    stage="packaging",
    words=("ez_setup", "use_setuptools"),
    any_dialect=True,
)
def ez_setup(source: Source, hit: Hit) -> Match | None:
    """In ``setup.py``: the import of ``use_setuptools`` or ``ez_setup``, and the statement that calls it."""
    if source.name != "setup.py":
        return None
    node = source.node(hit.start, hit.end)
    statement = import_statement(node)
    if statement is not None:
        if source.lexed.mask.find(b"ez_setup", statement.start_byte, statement.end_byte) != hit.start:
            return None
        names = statement.children_by_field_name("name")
        return Match(hit.start, (put(source, statement, []),)) if len(names) == 1 else None
    call = node.parent
    if call is not None and call.type == "attribute":
        if call.child_by_field_name("attribute") != node:
            return None
        call = call.parent
    statement = call.parent if call is not None and call.type == "call" else None
    if statement is None or statement.type != "expression_statement" or node.text != b"use_setuptools":
        return None
    return Match(hit.start, (put(source, statement, []),))
