"""Companion modules: stand-ins for modules that are gone, put into the repository beside what imports them.

Where one lies, and how it is imported, is decided from the repository's list of files alone, so that
every file, in whatever order and process it is converted, means the same module: they share state.
docs/adr/0005-companion-modules.md says why it is done like this.
"""

import ast
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes.python2_to_3._shared.layout import folder_of, is_package, modules_in, normal
from tools.recipes.python2_to_3._shared.old_trees import TREES, wants_old_trees
from tools.recipes.shipped import by_itself, needs
from tools.recipes.source import Source

PREFIX = "_legacy_"
COMPANIONS = {
    "_ast": "_legacy_ast",
    "ast": "_legacy_ast",
    "asynchat": "_legacy_asynchat",
    "asyncore": "_legacy_asyncore",
    "compiler": "_legacy_compiler",
    "compiler.ast": "_legacy_compiler_ast",
    "compiler.consts": "_legacy_compiler_consts",
    "compiler.transformer": "_legacy_compiler_transformer",
    "compiler.visitor": "_legacy_compiler_visitor",
    "imp": "_legacy_imp",
    "markupbase": "_legacy_markupbase",
    "sgmllib": "_legacy_sgmllib",
}
"""Module that is gone, or gives something else now → the companion that stands in for it."""

PARTIAL = frozenset({"compiler"})
"""Modules whose stand-ins lack something, and only stand in where that is not used."""

_BESIDE = {"markupbase": "sgmllib"}
"""Stand-ins that are only wanted where another is: the library has a module that serves others as well."""

_FOLDER = Path(__file__).resolve().parent.parent / "_companions"
_ASIDE = re.compile(
    r"(?:benchmark|bin|build|demo|dist|doc|example|sample|script|test|tool)s?\Z|testing\Z", re.IGNORECASE
)
_MARKS = ("setup.py", "setup.cfg", "pyproject.toml")


class Home(NamedTuple):
    """Where companions of a file live."""

    folder: str
    """Relative to the repository root."""
    package: str
    """The dotted package that folder is; empty where it is on the import path itself."""


class Companion(NamedTuple):
    """A companion as one file imports it."""

    module: str
    """The absolute dotted name."""
    files: tuple[tuple[str, bytes], ...]
    """Itself and the companions it is made of, to be put into the repository."""

    @property
    def parts(self) -> tuple[str, str]:
        """(package, module): the package is empty where it is a module by itself."""
        package, _, name = self.module.rpartition(".")
        return package, name


def companion(source: Source, module: str) -> Companion | None:
    """The companion that stands in for ``module`` in this file; None where there is none, or no place for it."""
    name = COMPANIONS.get(module)
    if name is None or (module in _BESIDE and not _imports(source, _BESIDE[module])):
        return None
    if module in TREES and not wants_old_trees(source, module):
        return None
    return placed(source, name)


def placed(source: Source, name: str) -> Companion | None:
    """The companion called ``name`` as this file imports it; None where there is no place for it."""
    home = home_of(source)
    files = tuple((f"{home.folder}/{needed}.py".lstrip("/"), rendered(needed, home)) for needed in _needed(name))
    project = source.project
    if any(path not in project.paths and not project.allows(path) for path, _ in files):
        return None
    return Companion(f"{home.package}.{name}" if home.package else name, files)


def home_of(source: Source) -> Home:
    """The home of this file's companions: the biggest package of its distribution that is no test.

    Where its distribution has no such package, the folder that the distribution's own modules lie in;
    for a file that imports none of these, its own folder.
    """
    distribution = _distribution(source.project, folder_of(source.path))
    home = _main_package(source.project, distribution)
    folder = folder_of(source.path)
    loose = not is_package(source.project, folder) and not source.is_test
    if home is not None and not (loose and folder not in _roots(source.project) and not _imports(source, home.package)):
        return home
    if loose:
        return Home(folder, "")
    within = [root for root in _roots(source.project) if _inside(root, distribution)]
    named = {item.module.partition(".")[0] for item in source.imports.names}
    for root in within:
        if named & modules_in(source.project, root):
            return Home(root, "")
    if not is_package(source.project, folder):
        return Home(folder, "")
    nearest = [root for root in within if _inside(folder, root)]
    return Home(max(nearest or within or [folder], key=len), "")


def _imports(source: Source, module: str) -> bool:
    """Whether the file imports ``module``, something beside or below it, or its stand-in."""
    top = module.partition(".")[0]
    tops = {item.module.partition(".")[0] for item in source.imports.names}
    names = tops | {item.name for item in source.imports.names if item.name is not None}
    return top in tops or COMPANIONS.get(module, top) in names


def _roots(project: ProjectFacts) -> list[str]:
    return sorted({normal(root) for root in project.roots})


def _inside(folder: str, outer: str) -> bool:
    return not outer or folder == outer or folder.startswith(outer + "/")


def _distribution(project: ProjectFacts, folder: str) -> str:
    """The nearest folder around with a setup script; the repository's root where there is none."""
    while folder:
        if any(f"{folder}/{mark}" in project.paths for mark in _MARKS):
            return folder
        folder = folder_of(folder)
    return ""


@lru_cache(maxsize=64)
def _main_package(project: ProjectFacts, distribution: str) -> Home | None:
    """The package of ``distribution`` that holds most modules; None where it has none but tests and the like."""
    found: list[tuple[int, str, str]] = []
    for root in _roots(project):
        if not _inside(root, distribution) or _distribution(project, root) != distribution:
            continue
        for name in modules_in(project, root):
            folder = f"{root}/{name}".lstrip("/")
            if _ASIDE.match(name) or not is_package(project, folder):
                continue
            inside = [path for path in project.paths if path.startswith(folder + "/") and path.endswith(".py")]
            size = sum(1 for path in inside if path not in project.tests)
            if size and _distribution(project, folder) == distribution:
                found.append((-size, name, folder))
    if not found:
        return None
    _, name, folder = min(found)
    return _below_namespaces(project, Home(folder, name))


def _below_namespaces(project: ProjectFacts, home: Home) -> Home:
    """The first package that is more than a name for the one package in it: such names are shared."""
    while True:
        inside = modules_in(project, home.folder) - {"__init__"}
        only = next(iter(inside)) if len(inside) == 1 else ""
        if not only or not is_package(project, f"{home.folder}/{only}"):
            return home
        home = Home(f"{home.folder}/{only}", f"{home.package}.{only}")


@cache
def text_of(name: str) -> bytes:
    """The source of the companion ``name``, as it lies among the companions."""
    return (_FOLDER / f"{name}.py").read_bytes()


def rendered(name: str, home: Home) -> bytes:
    """The source of the companion ``name`` for ``home``: companions import each other from there."""
    text = text_of(name)
    return text if home.package else by_itself(text)


@cache
def _needed(name: str) -> tuple[str, ...]:
    """``name`` and the companions it imports, directly or not, sorted."""
    needed, waiting = {name}, [name]
    while waiting:
        for other in needs(text_of(waiting.pop())):
            if other not in needed:
                needed.add(other)
                waiting.append(other)
    return tuple(sorted(needed))


@cache
def defined(name: str) -> frozenset[str]:
    """What the companion ``name`` defines at its top level, imports included."""
    found = set(dir(ast)) if name == COMPANIONS["ast"] else set[str]()  # it hands on what it does not replace
    waiting: list[ast.stmt] = list(ast.parse(text_of(name)).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.If, ast.Try)):
            waiting += [*node.body, *node.orelse]
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    return frozenset(found)
