"""Which file is imported by which name: packages, roots, and what an import statement reaches."""

import posixpath
from collections.abc import Iterable, Sequence

from tools.syntax.imports import Import

_SUFFIXES = (".py", ".pyw")
_EXTENSIONS = (".pyx", ".so", ".pyd", ".c", ".cpp", ".pxd")
_USUAL_ROOTS = ("", "src", "lib", "python")


def find_roots(paths: Iterable[str], declared: Sequence[str] = ()) -> tuple[str, ...]:
    """The folders on the import path, most likely first; ``""`` is the repository root.

    ``declared`` (options, ``package_dir``) come first, then the repository root, ``src`` and ``lib``
    where they hold modules or packages, then every other folder that holds a top-level package.
    """
    python = [path for path in paths if path.endswith(_SUFFIXES)]
    packages = {_folder(path) for path in python if posixpath.basename(path) == "__init__.py"}
    with_modules = {_folder(path) for path in python} - packages
    parents = {_folder(package) for package in packages} - packages
    roots: dict[str, None] = {_clean(root): None for root in declared}
    roots[""] = None
    for usual in _USUAL_ROOTS:
        if usual in parents or usual in with_modules:
            roots[usual] = None
    for parent in sorted(parents, key=lambda folder: (folder.count("/"), folder)):
        roots[parent] = None
    return tuple(roots)


def _clean(root: str) -> str:
    path = posixpath.normpath(root) if root else ""
    return "" if path in (".", "/") or path.startswith("..") else path.strip("/")


def _folder(path: str) -> str:
    return posixpath.dirname(path)


def _with_parents(folders: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for folder in folders:
        while folder not in found:
            found.add(folder)
            folder = _folder(folder)
    return found


class Modules:
    """The modules of a repository.

    Args:
        paths: every file of the repository, POSIX, relative.
        roots: folders on the import path, as ``find_roots`` returns them.
    """

    def __init__(self, paths: Iterable[str], roots: Sequence[str] = ("",)) -> None:
        self.roots = tuple(roots)
        ordered = sorted(paths)
        self._paths = frozenset(path for path in ordered if path.endswith(_SUFFIXES))
        self._packages = frozenset(_folder(path) for path in self._paths if posixpath.basename(path) == "__init__.py")
        self._folders = frozenset(_with_parents(_folder(path) for path in self._paths))
        self._names = {path: self._name(path) for path in sorted(self._paths)}
        self._by_name: dict[str, str] = {}
        for path, name in self._names.items():
            if name is not None:
                self._by_name.setdefault(name, path)
        self._tops = {name.partition(".")[0] for name in self._by_name}
        self._tops |= {
            posixpath.basename(path).partition(".")[0].removesuffix("module")
            for path in ordered
            if path.endswith(_EXTENSIONS)
        }

    def name(self, path: str) -> str | None:
        """The dotted name ``path`` is imported by; None for files that are not modules."""
        return self._names.get(path)

    def is_own(self, top: str) -> bool:
        """Whether a top-level name is the repository's: a module, a package or an extension in C."""
        return top in self._tops

    def _name(self, path: str) -> str | None:
        folder, base = posixpath.split(path)
        stem = posixpath.splitext(base)[0]
        parts = [] if stem == "__init__" else [stem]
        while folder in self._packages and folder:
            folder, package = posixpath.split(folder)
            parts.insert(0, package)
        if not parts:
            return None
        if len(parts) == 1 and stem != "__init__" and folder not in self.roots:
            parts = self._namespace(folder) + parts
        return ".".join(parts) if all(part.isidentifier() for part in parts) else None

    def _namespace(self, folder: str) -> list[str]:
        """The folders between the nearest usual root and ``folder``, where one is a package's."""
        below = [root for root in self.roots if root and folder.startswith(root + "/")]
        root = max(below, key=len, default=None)
        if root is None:
            return []
        relative = folder[len(root) + 1 :].split("/")
        return relative if posixpath.join(root, relative[0]) in self._packages else []

    def resolve(self, importer: str, item: Import) -> tuple[str, ...]:
        """The files of the repository that ``item`` reaches from ``importer``, most specific only.

        ``from package import module`` reaches the module; ``from package import name`` reaches the
        package. Nothing is returned for what stands outside the repository.
        """
        base = self._base(importer, item)
        if base is None:
            return ()
        folder_or_file, known = base
        if not item.names:
            return (known,) if known else ()
        reached: dict[str, None] = {}
        for name in item.names:
            inner = self._in_folder(folder_or_file, name) if name != "*" else None
            target = inner or known
            if target is not None:
                reached[target] = None
        return tuple(reached)

    def _base(self, importer: str, item: Import) -> tuple[str, str | None] | None:
        """(folder in which names are looked up, file of the module itself) of an import."""
        folder = _folder(importer)
        if item.level:
            for _ in range(item.level - 1):
                folder = _folder(folder)
            return self._at(folder, item.module)
        script = folder not in self._packages
        if item.implicit or script:
            found = self._at(folder, item.module)
            if found is not None and found[1] is not None:
                return found
        for root in self.roots:
            found = self._at(root, item.module)
            if found is not None and (found[1] is not None or item.names):
                return found
        path = self._by_name.get(item.module)
        return None if path is None else (posixpath.splitext(path)[0].removesuffix("/__init__"), path)

    def _at(self, folder: str, module: str) -> tuple[str, str | None] | None:
        """Where ``module`` is below ``folder``: the folder its names are in and its own file."""
        target = posixpath.join(folder, *module.split(".")) if module else folder
        for path in (posixpath.join(target, "__init__.py"), target + ".py", target + ".pyw"):
            if path in self._paths:
                return target, path
        return (target, None) if target in self._folders else None

    def _in_folder(self, folder: str, name: str) -> str | None:
        target = posixpath.join(folder, name)
        for path in (posixpath.join(target, "__init__.py"), target + ".py", target + ".pyw"):
            if path in self._paths:
                return path
        return None
