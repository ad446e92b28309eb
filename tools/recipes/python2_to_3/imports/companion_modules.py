"""Modules that are gone, imported from stand-ins that become part of the repository."""

import re
from itertools import islice

from tree_sitter import Node

from tools.recipes.bindings import enclosing_scope
from tools.recipes.guards import version_checked
from tools.recipes.python2_to_3._shared.companions import COMPANIONS, PARTIAL, Companion, companion, defined
from tools.recipes.python2_to_3._shared.fallbacks import in_fallback, settled
from tools.recipes.python2_to_3._shared.import_text import imported_modules
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.module_plan import plan_from, plan_plain
from tools.recipes.python2_to_3._shared.moved_modules import SPREAD
from tools.recipes.python2_to_3._shared.old_trees import TREES, wants_old_trees
from tools.recipes.python2_to_3._shared.statements import Clause, clauses_of, put, render
from tools.recipes.python2_to_3._shared.uses import chain, import_statement, uses
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_WORDS = sorted({module.partition(".")[0] for module in COMPANIONS})
_ANCHOR = re.compile(rb"\b(?:" + b"|".join(word.encode() for word in _WORDS) + rb")\b")


@recipe(
    "companion-modules",
    title="Stand-ins for modules that are gone",
    stage="imports",
    words=_WORDS,
)
def companion_modules(source: Source, hit: Hit) -> Match | None:
    """``import asyncore`` becomes ``from package import _legacy_asyncore as asyncore``, with that module added.

    ``from asyncore import dispatcher`` becomes ``from package._legacy_asyncore import dispatcher``, where the
    stand-in has all the names. Modules of the repository by the same name, fallbacks with a branch that
    works, and version checks are left alone.
    """
    if COMPANIONS.keys().isdisjoint(imported_modules(source, hit)):
        return None
    statement = import_statement(source.node(hit.start, hit.end))
    if statement is None:
        return None
    first = _ANCHOR.search(source.lexed.mask, statement.start_byte, statement.end_byte)
    if first is None or first.start() != hit.start:
        return None
    if settled(source, statement) and not _other_shape(source, statement):
        return None
    if statement.type == "import_from_statement":
        return _from(source, hit, statement)
    return _plain(source, hit, statement)


def _other_shape(source: Source, statement: Node) -> bool:
    """Whether the first branch of a fallback imports a module that is there and gives something else now."""
    block = statement.parent
    holder = block.parent if block is not None else None
    if holder is None or holder.type != "try_statement" or version_checked(source.data, statement):
        return False
    modules = [clause.module for _, clause in clauses_of(statement)]
    return any(module in TREES and wants_old_trees(source, module) for module in modules)


def stands_in(source: Source, statement: Node, module: str) -> bool:
    """Whether the import of ``module`` by ``statement`` gets a stand-in."""
    found = _companion(source, module)
    if found is None or (module in SPREAD and _moves(source, statement, module)):
        return False
    if statement.type == "import_statement":
        return module not in PARTIAL or _used(source, statement, module) <= defined(COMPANIONS[module])
    return _provides(module, [c for _, c in clauses_of(statement)])


def _used(source: Source, statement: Node, module: str) -> set[str]:
    """The attributes that are taken of ``module``, as ``statement`` imports it."""
    scope = enclosing_scope(statement)
    bound = {item.bound for item in source.imports.names if item.statement == statement and item.module == module}
    found = [node for name in bound for node in uses(source, name.encode(), scope)]
    return {step.name for node in found for step in islice(chain(node), 1)}


def _moves(source: Source, statement: Node, module: str) -> bool:
    """Whether every name of ``module`` that is used has another place now, where another recipe takes it from."""
    items = [item for item in source.imports.names if item.statement == statement]
    if statement.type == "import_from_statement":
        return bool(plan_from(source, statement, items))
    pairs = zip(items, clauses_of(statement), strict=True)
    return all(plan_plain(source, item, clause) for item, (_, clause) in pairs if clause.module == module)


def _companion(source: Source, module: str) -> Companion | None:
    if module not in COMPANIONS or is_own_module(source, module):
        return None
    return companion(source, module)


def _provides(module: str, clauses: list[Clause]) -> bool:
    names = {clause.name for clause in clauses}
    return names <= defined(COMPANIONS[module]) | {"*"}


def _from(source: Source, hit: Hit, statement: Node) -> Match | None:
    clauses = [clause for _, clause in clauses_of(statement)]
    module_node = statement.child_by_field_name("module_name")
    if not clauses or module_node is None or not stands_in(source, statement, clauses[0].module):
        return None
    found = _companion(source, clauses[0].module)
    assert found is not None
    return Match(hit.start, (replace(module_node, found.module.encode()),), files=found.files)


def _plain(source: Source, hit: Hit, statement: Node) -> Match | None:
    wanted: list[Clause] = []
    files: dict[tuple[str, bytes], None] = {}
    for _, clause in clauses_of(statement):
        found = _companion(source, clause.module) if stands_in(source, statement, clause.module) else None
        if found is None:
            wanted.append(clause)
            continue
        if not clause.alias and "." in clause.module:
            # What is bound is the package, which holds the rest.
            clause = Clause(clause.module.partition(".")[0])
            found = _companion(source, clause.module) or found
        package, name = found.parts
        alias = clause.alias or clause.module
        wanted.append(Clause(package, name, alias) if package else Clause(name, None, alias))
        files.update(dict.fromkeys(found.files))
    if not files:
        return None
    return Match(hit.start, (put(source, statement, render(wanted)),), again=in_fallback(statement), files=tuple(files))
