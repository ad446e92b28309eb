"""The class without anything in it that ``pickle`` and ``copy`` had for themselves."""

from tools.recipes.python2_to_3._shared.definitions import define
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.statements import clauses_of, put
from tools.recipes.python2_to_3._shared.uses import import_statement
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_MODULES = frozenset({"pickle", "copy"})
_NAME = "_EmptyClass"


@recipe("empty-classes", title="pickle and copy have no empty class", stage="imports", words=(_NAME,))
def empty_classes(source: Source, hit: Hit) -> Match | None:
    """``from pickle import _EmptyClass``, which imports nothing else: the module has a class of that name itself, where
    it can be found by its name."""
    statement = import_statement(source.node(hit.start, hit.end))
    clauses = clauses_of(statement) if statement is not None else []
    if statement is None or len(clauses) != 1 or source.legacy_only(statement):
        return None
    clause = clauses[0][1]
    if clause.module not in _MODULES or clause.name != _NAME or is_own_module(source, clause.module):
        return None
    name = (clause.alias or _NAME).encode()
    if len(source.bindings.binders(name)) != 1:
        return None
    lines = [b"class " + name + b"(object):", b"    pass"]
    return Match(hit.start, (put(source, statement, []), define(source, lines)))
