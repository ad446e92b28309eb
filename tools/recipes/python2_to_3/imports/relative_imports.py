"""Implicit relative imports: ``import sibling`` inside a package becomes ``from . import sibling``."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared import layout
from tools.recipes.python2_to_3._shared.fallbacks import STANDARD, settled
from tools.recipes.python2_to_3._shared.import_text import all_imported, imported_modules
from tools.recipes.python2_to_3._shared.statements import Clause, clauses_of, put, render
from tools.recipes.python2_to_3._shared.uses import import_statement, in_import
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace


@recipe(
    "relative-imports",
    title="Imports of siblings in a package are explicit",
    stage="imports",
    words=("import",),
)
def relative_imports(source: Source, hit: Hit) -> Match | None:
    """An absolute import, in a package, of a module that lies beside the file.

    Python 2 looks there first, whatever else has the name, unless the file says ``from __future__ import
    absolute_import``. Files whose own folder is on the import path are left alone: there it still works.
    A module that is also a script (it asks for ``__main__``) imports its siblings by the package's full
    name, which works both ways. C sources count as the modules built of them where nothing else has the
    name.
    """
    siblings = _siblings_imported(source)
    if siblings is None:
        return None
    named = {module.partition(".")[0] for module in imported_modules(source, hit)}
    if siblings.isdisjoint(named) and "__init__" not in named:
        return None
    statement = import_statement(source.node(hit.start, hit.end))
    if statement is not None and "__init__" in named:
        return _package_itself(source, hit, statement)
    if statement is None or not any(_names_sibling(source, clause) for _, clause in clauses_of(statement)):
        return None
    if settled(source, statement, by_value=False):
        return None
    base = _base(source)
    if statement.type == "import_from_statement":
        module = statement.child_by_field_name("module_name")
        prefix = base if base.endswith(".") else base + "."
        return None if module is None else Match(hit.start, (insert(module.start_byte, prefix.encode()),))
    return Match(hit.start, (_plain(source, statement, base),))


def _names_sibling(source: Source, clause: Clause) -> bool:
    """Whether ``clause`` names a module beside the file, as the file was written: ``http.server`` that has been made
    of ``BaseHTTPServer`` is none."""
    if not layout.is_sibling(source, clause.module):
        return False
    top = clause.module.partition(".")[0]
    return top in {module.partition(".")[0] for module in all_imported(source.origin)}


def _siblings_imported(source: Source) -> frozenset[str] | None:
    """The modules beside the file; None where no import of the file names one of them or the package itself."""
    if _siblings_imported in source.memo:
        known = source.memo[_siblings_imported]
        return known if isinstance(known, frozenset) else None
    siblings = layout.siblings_named(source)
    named = False
    if siblings or b"__init__" in source.lexed.words:
        tops = {module.partition(".")[0] for module in all_imported(source)}
        named = "__init__" in tops or not siblings.isdisjoint(tops)
    source.memo[_siblings_imported] = siblings if named else None
    return siblings if named else None


def _package_itself(source: Source, hit: Hit, statement: Node) -> Match | None:
    """``from __init__ import name`` in a package: the name is the package's."""
    module = statement.child_by_field_name("module_name")
    if module is None or module.text != b"__init__" or b"absolute_import" in source.lexed.futures:
        return None
    folder = layout.folder_of(source.path)
    if not layout.is_package(source.project, folder) or settled(source, statement, by_value=False):
        return None
    return Match(hit.start, (replace(module, _base(source).encode()),))


def _base(source: Source) -> str:
    """``.``, or the package's full name in a file that is also run as a script."""
    if source.name != "__init__.py" and b"__main__" in source.data and b"__name__" in source.lexed.words:
        package = layout.dotted_package(source.project, layout.folder_of(source.path))
        if package is not None and package.partition(".")[0] not in STANDARD:
            return package
    return "."


def _plain(source: Source, statement: Node, base: str) -> Edit:
    clauses: list[Clause] = []
    for _, clause in clauses_of(statement):
        if layout.is_sibling(source, clause.module):
            clauses += _explicit(source, clause, base)
        else:
            clauses.append(clause)
    return put(source, statement, render(clauses))


def _explicit(source: Source, clause: Clause, base: str) -> list[Clause]:
    """``import a.b`` binds ``a`` and sees to it that ``a.b`` is loaded: two imports do that by name."""
    package, _, last = clause.module.rpartition(".")
    holder = base if not package else f"{'' if base == '.' else base}.{package}"
    if clause.alias:
        return [Clause(holder, last, clause.alias)]
    if not package:
        return [Clause(base, last)]
    used = any(not in_import(node) for node in source.bindings.uses(last.encode()))
    alias = f"_{clause.module.replace('.', '_')}" if used else None
    return [Clause(base, clause.module.partition(".")[0]), Clause(holder, last, alias)]
