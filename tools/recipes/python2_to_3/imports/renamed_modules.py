"""Modules of the standard library that have another name, or whose names are spread over others, now."""

import re
from typing import NamedTuple

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.fallbacks import in_fallback, settled
from tools.recipes.python2_to_3._shared.import_text import all_imported, imported_modules
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.module_plan import plan_from, plan_plain
from tools.recipes.python2_to_3._shared.moved_modules import RENAMED, SPREAD
from tools.recipes.python2_to_3._shared.statements import Clause, clauses_of, put, render
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_OLD = frozenset(RENAMED) | SPREAD
_NAMING = _OLD | {module.rpartition(".")[0] for module in _OLD} - {""}
"""Modules whose import may bring in an old one: ``email`` in ``from email import MIMEText``."""
_WORDS = frozenset(module.rpartition(".")[2] for module in _OLD)
_ANCHOR = re.compile(rb"\b(?:" + b"|".join(sorted(word.encode() for word in _WORDS)) + rb")\b")


@recipe(
    "renamed-modules",
    title="Modules of the standard library by their new names",
    stage="imports",
    words=sorted(_WORDS),
)
def renamed_modules(source: Source, hit: Hit) -> Match | None:
    """An import statement that names an old module, with every use of the name it binds.

    ``import Queue`` becomes ``import queue`` and ``Queue.Queue`` becomes ``queue.Queue``; where ``queue``
    means something else in the file, or the name has other bindings, it becomes ``import queue as Queue``
    and the uses stay. A module whose names were spread out (``urllib``) is imported as those modules
    that are used. Fallbacks with a branch that works, version checks, and modules of the repository by
    the same name are left alone.
    """
    if _NAMING.isdisjoint(all_imported(source)) or _NAMING.isdisjoint(imported_modules(source, hit)):
        return None
    statement = using.import_statement(source.node(hit.start, hit.end))
    if statement is None:
        return None
    first = _ANCHOR.search(source.lexed.mask, statement.start_byte, statement.end_byte)
    if first is None or first.start() != hit.start:
        return None
    if not any(_is_old(clause) for _, clause in clauses_of(statement)) or settled(source, statement):
        return None
    if statement.type == "import_statement":
        return _plain(source, hit, statement)
    return _from(source, hit, statement)


def _is_old(clause: Clause) -> bool:
    return clause.module in _OLD or (clause.name is not None and f"{clause.module}.{clause.name}" in _OLD)


class _Planned(NamedTuple):
    """One ``import`` statement, thought through."""

    wanted: tuple[Clause, ...]
    uses: tuple[Edit, ...]
    changed: tuple[Node, ...]
    """The names within the statement that do not stay as they are."""


def _planned(source: Source, statement: Node) -> _Planned:
    key = (_planned, statement.start_byte)
    known = source.memo.get(key)
    if not isinstance(known, _Planned):
        known = source.memo[key] = _think(source, statement)
    return known


def _think(source: Source, statement: Node) -> _Planned:
    wanted: list[Clause] = []
    edits: list[Edit] = []
    changed: list[Node] = []
    items = [item for item in source.imports.names if item.statement == statement]
    for (node, clause), item in zip(clauses_of(statement), items, strict=True):
        if clause.module not in _OLD or is_own_module(source, clause.module):
            wanted.append(clause)
            continue
        plan = plan_plain(source, item, clause)
        if plan is None:
            wanted.append(clause)
            continue
        wanted += plan.clauses
        edits += plan.edits
        if plan.clauses != (clause,):
            changed.append(node)
    return _Planned(tuple(dict.fromkeys(wanted)), tuple(edits), tuple(changed))


def _plain(source: Source, hit: Hit, statement: Node) -> Match | None:
    plan = _planned(source, statement)
    if not plan.changed:
        return Match(hit.start, plan.uses) if plan.uses else None
    fresh = [clause for clause in plan.wanted if clause not in _earlier(source, statement)]
    names = statement.children_by_field_name("name")
    if len(plan.changed) == 1 and len(fresh) == len(names):
        (node,) = plan.changed
        own = replace(node, fresh[names.index(node)].part().encode())
    elif len(names) == 1:
        own = put(source, statement, [line for clause in fresh for line in render([clause])])
    else:
        own = put(source, statement, render(fresh))
    return Match(hit.start, (own, *plan.uses), again=in_fallback(statement))


def _earlier(source: Source, statement: Node) -> set[Clause]:
    """What the module's own code will have imported before, unconditionally and unaliased."""
    if statement.parent != source.root:
        return set()
    known: set[Clause] = set()
    for item in source.imports.names:
        other = item.statement
        if other.start_byte >= statement.start_byte:
            break
        if other.type == "import_statement" and other.parent == source.root:
            known.update(clause for clause in _planned(source, other).wanted if not clause.alias)
    return known


def _from(source: Source, hit: Hit, statement: Node) -> Match | None:
    items = [item for item in source.imports.names if item.statement == statement]
    module = items[0].module if items else ""
    if not items or is_own_module(source, module):
        return None
    plan = plan_from(source, statement, items)
    return Match(hit.start, plan, again=in_fallback(statement)) if plan else None
