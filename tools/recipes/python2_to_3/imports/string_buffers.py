"""``StringIO`` and ``cStringIO``: a buffer of text is ``io.StringIO`` now, one of bytes ``io.BytesIO``."""

from collections.abc import Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.bindings import enclosing_scope
from tools.recipes.importing import Imported
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.buffers import file_holds_bytes, holds_bytes
from tools.recipes.python2_to_3._shared.fallbacks import in_fallback, settled
from tools.recipes.python2_to_3._shared.import_text import all_imported, imported_modules
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.statements import Clause, clauses_of, put, render
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_MODULES = frozenset({"StringIO", "cStringIO"})
_CLASSES = frozenset({"StringIO", "InputType", "OutputType"})


@recipe(
    "string-buffers",
    title="StringIO and cStringIO become io.StringIO or io.BytesIO, by use",
    stage="imports",
    words=sorted(_MODULES),
)
def string_buffers(source: Source, hit: Hit) -> Match | None:
    """The import of either module, with every use of the name it binds.

    Each buffer is looked at on its own: see ``holds_bytes``. Where all buffers of a module that is no
    test hold bytes and the name was imported at module level, it is kept (``BytesIO as StringIO``): other
    modules may import it from there.
    """
    if _MODULES.isdisjoint(all_imported(source)) or _MODULES.isdisjoint(imported_modules(source, hit)):
        return None
    statement = using.import_statement(source.node(hit.start, hit.end))
    if statement is None or settled(source, statement):
        return None
    mine = [item for item in _items(source, statement) if not is_own_module(source, item.module)]
    if not mine or source.lexed.mask.find(mine[0].module.encode(), statement.start_byte) != hit.start:
        return None
    item = mine[0]
    if len(mine) > 1:
        clauses = [clause for _, clause in clauses_of(statement)]
        return Match(hit.start, (put(source, statement, [*map(_alone, clauses)]),), again=True)
    scope = enclosing_scope(statement)
    group = _group(source, item, scope)
    if not group or group[0].statement != statement or any(len(_items(source, g.statement)) > 1 for g in group):
        return None
    edits = _whole(source, group, scope) if item.name is None else _named(source, group, scope)
    return Match(hit.start, tuple(edits), again=in_fallback(statement)) if edits else None


def _items(source: Source, statement: Node) -> list[Imported]:
    return [item for item in _of(source, statement) if item.module in _MODULES]


def _of(source: Source, statement: Node) -> list[Imported]:
    return [item for item in source.imports.names if item.statement == statement]


def _alone(clause: Clause) -> str:
    """The statement that imports ``clause`` and nothing else: each class or module is then looked at by itself."""
    return render([clause])[0]


def _group(source: Source, item: Imported, scope: Node) -> list[Imported]:
    """The imports of either module that bind the same name there: the branches of a fallback."""
    return [
        other
        for other in using.imports_binding(source, item.bound, scope)
        if other.module in _MODULES and not settled(source, other.statement)
    ]


def _class_of(source: Source, expression: Node) -> str:
    """``BytesIO`` or ``StringIO`` for one use of the class."""
    call = expression.parent
    if call is not None and call.type == "call" and call.child_by_field_name("function") == expression:
        return "BytesIO" if holds_bytes(source, call) else "StringIO"
    return "BytesIO" if file_holds_bytes(source) else "StringIO"


def _whole(source: Source, group: list[Imported], scope: Node) -> Iterator[Edit] | list[Edit]:
    """``import StringIO``: its uses become those of ``io``, or of its old name where that cannot go."""
    name = group[0].bound
    found = using.uses(source, name.encode(), scope)
    keep = not using.only_imported(source, name, scope) or using.taken(source, "io", found or [group[0].statement])
    keep = keep or any(other not in group for other in using.imports_binding(source, name, scope))
    edits = [_swap(source, item, Clause("io", None, name if keep else None)) for item in group]
    for node in found:
        step = next(using.chain(node), None)
        if step is not None and step.name in _CLASSES:
            attribute = step.node.child_by_field_name("attribute")
            wanted = _class_of(source, step.node)
            if attribute is not None and attribute.text != wanted.encode():
                edits.append(replace(attribute, wanted.encode()))
        if not keep:
            edits.append(replace(node, b"io"))
    return edits


def _named(source: Source, group: list[Imported], scope: Node) -> list[Edit]:
    """``from StringIO import StringIO``: import the class, or both, that are used."""
    item = group[0]
    if item.name == "*":
        return [_swap(source, one, Clause("io", "StringIO")) for one in group]
    found = using.uses(source, item.bound.encode(), scope)
    kinds = {node.id: _class_of(source, node) for node in found}
    wanted = set(kinds.values()) or {"BytesIO" if file_holds_bytes(source) else "StringIO"}
    alone = len(using.imports_binding(source, item.bound, scope)) == len(group)
    free = alone and using.only_imported(source, item.bound, scope) and not source.bindings.uses(b"BytesIO")
    if wanted == {"StringIO"}:
        return [_swap(source, one, Clause("io", "StringIO", _alias(one, "StringIO"))) for one in group]
    public = scope.type == "module" and not source.is_test and wanted == {"BytesIO"}
    if item.bound != "StringIO" or not free or public:
        major = "BytesIO" if "BytesIO" in wanted else "StringIO"
        return [_swap(source, one, Clause("io", major, _alias(one, major))) for one in group]
    clauses = [Clause("io", kind) for kind in sorted(wanted)]
    edits = [_swap(source, one, *clauses) for one in group]
    return edits + [replace(node, b"BytesIO") for node in found if kinds[node.id] == "BytesIO"]


def _alias(item: Imported, name: str) -> str | None:
    return item.bound if item.bound != name else None


def _swap(source: Source, item: Imported, *clauses: Clause) -> Edit:
    """The edit that puts ``clauses`` in the place of ``item`` within its statement."""
    wanted: list[Clause] = []
    for node, clause in clauses_of(item.statement):
        wanted += clauses if node == item.node else (clause,)
    names = item.statement.children_by_field_name("name")
    if item.name is None and len(names) > 1 and len(clauses) == 1:
        return replace(item.node, clauses[0].part().encode())
    return put(source, item.statement, render(wanted))
