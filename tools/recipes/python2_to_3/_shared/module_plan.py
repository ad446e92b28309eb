"""What becomes of one imported module, or of the names imported from it: new clauses and edits of the uses."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.importing import Imported
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.call_changes import CHANGES, call_edits
from tools.recipes.python2_to_3._shared.moved_modules import NAMES, RENAMED, SPREAD, Location, locate, splits
from tools.recipes.python2_to_3._shared.statements import Clause, clauses_of, put, render
from tools.recipes.source import Source, replace

_REBINDING = frozenset({"global_statement", "nonlocal_statement", "delete_statement"})


class Plan(NamedTuple):
    """The clauses in the place of one clause, and the edits of the uses."""

    clauses: tuple[Clause, ...]
    edits: tuple[Edit, ...]


class Use(NamedTuple):
    """One use of an imported module: the expression to replace and where what it means is now."""

    node: Node
    place: Location
    extra: tuple[Edit, ...] = ()
    """Further edits where a call must change as well."""


def plan_plain(source: Source, item: Imported, clause: Clause) -> Plan | None:
    """The plan for ``import module`` and ``import module as alias`` of an old module; None where it must stay."""
    scope = enclosing_scope(item.statement)
    found, lost = _uses(source, item, clause, scope)
    if lost and clause.module in SPREAD:
        return None
    extra = tuple(edit for use in found for edit in use.extra)
    plan = _plan(source, item, clause, scope, found)
    return Plan(plan.clauses, (*plan.edits, *extra))


def _plan(source: Source, item: Imported, clause: Clause, scope: Node, found: Sequence[Use]) -> Plan:
    new = RENAMED.get(clause.module, "")
    here = {use.place.module for use in found}
    if not splits(clause.module) or (new and here <= {new}):
        return _renamed(source, item, clause, new, found)
    if new and not _rebinding(source, item, scope):
        return Plan((Clause(new, None, item.bound),), ())
    if clause.alias and len(here) == 1 and "" not in here and all(use.place.name for use in found):
        return Plan((Clause(here.pop(), None, clause.alias),), tuple(_renames_of_attributes(found)))
    return _split(source, item, clause, found)


def _uses(source: Source, item: Imported, clause: Clause, scope: Node) -> tuple[list[Use], bool]:
    """Each use of what ``clause`` binds, with the place of the name taken from it; whether any has none."""
    rest = [] if clause.alias else clause.module.split(".")[1:]
    found: list[Use] = []
    lost = False
    for node in using.uses(source, item.bound.encode(), scope):
        if _is_of_another(source, item, node):
            continue
        steps = list(using.chain(node))
        if [step.name for step in steps[: len(rest)]] != rest:
            continue
        expression = steps[len(rest) - 1].node if rest else node
        after = steps[len(rest) :]
        name = after[0].name if after else ""
        use = after[0].node if after else expression
        place = locate(clause.module, name)
        extra = call_edits(source, f"{clause.module}.{name}", use)
        if place is None or extra is None:
            lost = True
        else:
            found.append(Use(use, place, extra))
    return found, lost


def _is_of_another(source: Source, item: Imported, node: Node) -> bool:
    """Whether ``node`` stands in a branch without the import, which binds the name to something else."""
    branch, holder = node, node.parent
    while holder is not None and not nodes.contains(holder, item.statement):
        branch, holder = holder, holder.parent
    binders = source.bindings.binders(item.bound.encode())
    return any(nodes.contains(branch, binder) and binder != node for binder in binders)


def _rebinding(source: Source, item: Imported, scope: Node) -> bool:
    """Whether the name may be given up: only imports of this very module bind it, nothing deletes it."""
    name = item.bound
    others = using.imports_binding(source, name, scope)
    return (
        using.only_imported(source, name, scope)
        and all(other.module.split(".")[0] == item.module.split(".")[0] for other in others)
        and not any(
            node.parent is not None and node.parent.type in _REBINDING for node in source.bindings.uses(name.encode())
        )
        and not _exported(source, name)
    )


def _exported(source: Source, name: str) -> bool:
    """Whether ``__all__`` lists ``name``."""
    for node in source.bindings.binders(b"__all__"):
        if node.parent is not None:
            text = source.text(node.parent)
            if f'"{name}"'.encode() in text or f"'{name}'".encode() in text:
                return True
    return False


def _renamed(source: Source, item: Imported, clause: Clause, new: str, found: Sequence[Use]) -> Plan:
    """All of it is in one module: rename the module, or keep its old name where the new one is taken."""
    if clause.alias:
        return Plan((Clause(new, None, clause.alias),), tuple(_renames_of_attributes(found)))
    scope = enclosing_scope(item.statement)
    places = [use.node for use in found] or [item.statement]
    top = new.partition(".")[0]
    old = clause.module
    same_top = "." in old and old.partition(".")[0] == top
    if not same_top and (using.taken(source, top, places) or not _rebinding(source, item, scope)):
        return Plan((Clause(new, None, old),), tuple(_renames_of_attributes(found)))
    return Plan((Clause(new),), tuple(edit for use in found for edit in reach(source, use.node, use.place)))


def _renames_of_attributes(found: Iterable[Use]) -> Iterable[Edit]:
    """The edits where the module keeps its name in the file but one of its names has another now."""
    for use in found:
        attribute = use.node.child_by_field_name("attribute") if use.node.type == "attribute" else None
        if attribute is not None and use.place.name and (attribute.text or b"").decode() != use.place.name:
            yield replace(attribute, use.place.name.encode())


def _split(source: Source, item: Imported, clause: Clause, found: Sequence[Use]) -> Plan:
    """Import each module that is used and write the uses out in full."""
    clauses: list[Clause] = []
    edits: list[Edit] = []
    for use in found:
        module = use.place.module
        if not module:
            edits += reach(source, use.node, use.place)
            continue
        if use.node.type == "identifier" and not use.place.name and "." in clause.module:
            continue
        alias = module.replace(".", "_") if using.taken(source, module.partition(".")[0], [use.node]) else None
        if Clause(module, None, alias) not in clauses:
            clauses.append(Clause(module, None, alias))
        edits += reach(source, use.node, use.place, alias)
    clauses.sort()
    return Plan(tuple(clauses), tuple(edits))


def reach(source: Source, node: Node, place: Location, alias: str | None = None) -> list[Edit]:
    """The edit that makes the expression ``node`` mean ``place``, as small as may be."""
    if not place.module:
        return [replace(node, place.name.encode())]
    module = alias or place.module
    holder = node.child_by_field_name("object") if node.type == "attribute" else None
    attribute = node.child_by_field_name("attribute") if node.type == "attribute" else None
    if place.name and holder is not None and attribute is not None:
        edits = [] if source.text(holder) == module.encode() else [replace(holder, module.encode())]
        if attribute.text != place.name.encode():
            edits.append(replace(attribute, place.name.encode()))
        return edits
    text = f"{module}.{place.name}" if place.name else module
    return [] if source.text(node) == text.encode() else [replace(node, text.encode())]


# ------------------------------------------------------------------------------------ from … import


def plan_from(source: Source, statement: Node, items: Sequence[Imported]) -> tuple[Edit, ...]:
    """The edits of ``from module import …`` where the module or one of the names has moved."""
    if items[0].name == "*":
        return _star(source, statement, items[0])
    wanted: list[Clause] = []
    edits: list[Edit] = []
    names: list[Edit] = []
    assignments: list[str] = []
    if items[0].module in SPREAD and any(_lost(source, item) for item in items):
        return ()
    for item in items:
        assert item.name is not None
        alias = item.bound if item.node.type == "aliased_import" else None
        place = None if _lost(source, item) else locate(item.module, item.name)
        edits += _changed_calls(source, item) if place is not None else ()
        if place is None or (place.module, place.name) == (item.module, item.name):
            wanted.append(Clause(item.module, item.name, alias))
        elif not place.module:
            edits += _builtin(source, item, place, assignments)
        elif not place.name:
            package, _, last = place.module.rpartition(".")
            kept = item.bound if item.bound != last else None
            wanted.append(Clause(package, last, kept) if package else Clause(last, None, kept))
        else:
            clause, renames = _named(source, item, place, alias)
            wanted.append(clause)
            edits += renames
            if clause.part() != Clause(item.module, item.name, alias).part():
                names.append(replace(item.node, clause.part().encode()))
    return (*_statement(source, statement, items, wanted, names, assignments), *edits)


def _lost(source: Source, item: Imported) -> bool:
    """Whether a name is nowhere, or is used in a way that cannot be carried over."""
    dotted = f"{item.module}.{item.name}"
    if dotted in CHANGES:
        scope = enclosing_scope(item.statement)
        found = using.uses(source, item.bound.encode(), scope)
        return any(call_edits(source, dotted, node) is None for node in found)
    return locate(item.module, item.name or "") is None


def _changed_calls(source: Source, item: Imported) -> list[Edit]:
    dotted = f"{item.module}.{item.name}"
    if dotted not in CHANGES:
        return []
    found = using.uses(source, item.bound.encode(), enclosing_scope(item.statement))
    return [edit for node in found for edit in call_edits(source, dotted, node) or ()]


def _statement(
    source: Source,
    statement: Node,
    items: Sequence[Imported],
    wanted: Sequence[Clause],
    names: Sequence[Edit],
    assignments: Sequence[str],
) -> list[Edit]:
    """The statement's own edits: its module and single names where it stays one, all of it otherwise."""
    modules = {clause.module for clause in wanted}
    whole = len(wanted) == len(items) and len(modules) == 1 and all(clause.name for clause in wanted)
    module_node = statement.child_by_field_name("module_name")
    if whole and module_node is not None and all(_keeps(item) for item in items):
        (module,) = modules
        return [*([replace(module_node, module.encode())] if module != items[0].module else []), *names]
    if list(wanted) == [clause for _, clause in clauses_of(statement)] and not assignments:
        return []
    return [put(source, statement, [*render(wanted), *assignments])]


def _keeps(item: Imported) -> bool:
    """Whether what ``item`` imports is still a name of a module, not a module or builtin."""
    place = locate(item.module, item.name or "")
    return place is None or (bool(place.module) and bool(place.name))


def _named(source: Source, item: Imported, place: Location, alias: str | None) -> tuple[Clause, list[Edit]]:
    """The clause for a name that moved; where it is called otherwise now, its uses follow if they can."""
    if alias or place.name == item.name:
        return Clause(place.module, place.name, alias), []
    scope = enclosing_scope(item.statement)
    found = using.uses(source, item.bound.encode(), scope)
    if _may_rename(source, item, place.name, found):
        return Clause(place.module, place.name), [replace(node, place.name.encode()) for node in found]
    return Clause(place.module, place.name, item.bound), []


def _may_rename(source: Source, item: Imported, new: str, found: list[Node]) -> bool:
    scope = enclosing_scope(item.statement)
    return (
        len(source.bindings.in_scope(item.bound.encode(), scope)) == 1
        and not using.taken(source, new.partition(".")[0], found or [item.statement])
        and not _exported(source, item.bound)
    )


def _builtin(source: Source, item: Imported, place: Location, assignments: list[str]) -> list[Edit]:
    """A name that is a builtin now: its uses say so, or an assignment keeps the old name."""
    if item.bound == place.name:
        return []
    scope = enclosing_scope(item.statement)
    found = using.uses(source, item.bound.encode(), scope)
    plain = place.name.isidentifier()
    if (not plain and _may_rename(source, item, item.bound + "_", found)) or (
        plain and _may_rename(source, item, place.name, found)
    ):
        return [replace(node, place.name.encode()) for node in found]
    assignments.append(f"{item.bound} = {place.name}")
    return []


def _star(source: Source, statement: Node, item: Imported) -> tuple[Edit, ...]:
    """``from module import *``: a star of each module it is in now, and the names used that went elsewhere."""
    new = RENAMED.get(item.module)
    stars = [new] if new else []
    if new == "urllib.request":
        stars += ["urllib.parse", "urllib.error"]
    wanted = [Clause(module, "*") for module in stars]
    edits: list[Edit] = []
    for name in NAMES.get(item.module, {}):
        place = locate(item.module, name)
        if place is None or (place.module in stars and place.name == name) or not place.name:
            continue
        found = [node for node in source.bindings.uses(name.encode()) if source.bindings.is_free(node)]
        if found and place.module:
            wanted.append(Clause(place.module, place.name))
        if place.name != name:
            edits += [replace(node, place.name.encode()) for node in found]
    return (put(source, statement, render(wanted)), *edits)
