"""The package layout of a repository: which modules lie where, decided from its list of files."""

import sys
from functools import lru_cache
from pathlib import PurePosixPath

from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes.source import Source

_MODULES = (".py", ".so", ".pyd", ".pyx")
_EXTENSIONS = (".c", ".cc", ".cpp", ".cxx")

_Folders = dict[str, tuple[frozenset[str], frozenset[str]]]


@lru_cache(maxsize=4)
def _read(paths: frozenset[str]) -> _Folders:
    """Folder → (names importable from it, names of C sources in it), made in one pass over ``paths``."""
    modules: dict[str, set[str]] = {}
    extensions: dict[str, set[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        stem = name.split(".", 1)[0]
        if name == "__init__.py":
            above, _, package = folder.rpartition("/")
            if package:
                modules.setdefault(above, set()).add(package)
            modules.setdefault(folder, set()).add("__init__")
        elif name.endswith(_MODULES):
            modules.setdefault(folder, set()).add(stem.removesuffix("module") if name.endswith(".so") else stem)
        elif name.endswith(_EXTENSIONS):
            extensions.setdefault(folder, set()).update({stem, stem.removesuffix("module")})
    return {
        folder: (frozenset(modules.get(folder, ())), frozenset(extensions.get(folder, ())))
        for folder in modules.keys() | extensions.keys()
    }


_latest: tuple[frozenset[str], _Folders] = (frozenset(), {})


def _folders(paths: frozenset[str]) -> _Folders:
    """``_read``, asked thousands of times of one set: comparing sets of paths takes longer than the look-up."""
    global _latest
    if _latest[0] is not paths:
        _latest = paths, _read(paths)
    return _latest[1]


def modules_in(project: ProjectFacts, folder: str) -> frozenset[str]:
    """The modules and packages that lie directly in ``folder``; ``__init__`` where it is a package."""
    return _folders(project.paths).get(folder, (frozenset(), frozenset()))[0]


def is_package(project: ProjectFacts, folder: str) -> bool:
    """Whether ``folder`` holds an ``__init__.py``."""
    return "__init__" in modules_in(project, folder)


def folder_of(path: str) -> str:
    """The folder of a POSIX path; empty for the root."""
    return path.rpartition("/")[0]


def normal(root: str) -> str:
    """A root as folders are written here: ``.`` is empty, no slash at the end."""
    text = str(PurePosixPath(root)) if root else ""
    return "" if text == "." else text


def siblings(source: Source) -> frozenset[str]:
    """The names an implicit relative import may find from this file; empty outside packages."""
    folder = folder_of(source.path)
    python, compiled = _folders(source.project.paths).get(folder, (frozenset(), frozenset()))
    if "__init__" not in python:
        return frozenset()
    return (python | compiled) - {"__init__"}


def siblings_named(source: Source) -> frozenset[str]:
    """Those of ``siblings`` that the file has a word for."""
    known = source.memo.get(siblings_named)
    if not isinstance(known, frozenset):
        words = source.lexed.words
        known = frozenset(name for name in siblings(source) if name.encode() in words)
        source.memo[siblings_named] = known
    return known


def is_sibling(source: Source, module: str) -> bool:
    """Whether ``import module`` means a sibling in the package, under Python 2, and Python 3 would miss it.

    It would not where the folder itself is on the import path. A C source counts as the module built of
    it unless the standard library or a folder on the import path has the name.
    """
    folder = folder_of(source.path)
    top = module.partition(".")[0]
    if top not in siblings(source) or b"absolute_import" in source.lexed.futures:
        return False
    roots = _roots(source.project)
    if folder in roots:
        return False
    if top in modules_in(source.project, folder):
        return True
    return top not in sys.stdlib_module_names and not any(top in modules_in(source.project, root) for root in roots)


def _roots(project: ProjectFacts) -> frozenset[str]:
    return _normal_roots(project.roots)


@lru_cache(maxsize=4)
def _normal_roots(roots: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normal, roots))


def dotted_package(project: ProjectFacts, folder: str) -> str | None:
    """The dotted name under which the package in ``folder`` is imported from a root; None where unsure."""
    names: list[str] = []
    while folder and is_package(project, folder):
        folder, _, name = folder.rpartition("/")
        names.append(name)
    if not names or folder not in _roots(project):
        return None
    return ".".join(reversed(names))


def is_own_module(source: Source, module: str) -> bool:
    """Whether ``module``, imported in this file under Python 2, is one of the repository's own.

    A sibling in the package wins over the standard library unless the file asks for absolute imports;
    so does a module in a folder on the import path, or beside a script.
    """
    if is_sibling(source, module):
        return True
    folders = set(_roots(source.project))
    if not is_package(source.project, folder_of(source.path)):
        folders.add(folder_of(source.path))
    top = module.partition(".")[0]
    return any(top in modules_in(source.project, folder) for folder in folders)
