"""Finding and loading modules by hand: what the module ``imp`` did until Python 3.12 removed it.

Overhaul added this file when it converted the repository: it is part of the repository now, and may be
edited. New code is better written with ``importlib.util`` and ``importlib.machinery``.
"""

import _imp
import contextlib
import importlib.machinery
import importlib.util
import os
import sys
import tokenize
from _imp import acquire_lock as acquire_lock
from _imp import is_builtin as is_builtin
from _imp import is_frozen as is_frozen
from _imp import lock_held as lock_held
from _imp import release_lock as release_lock
from collections.abc import Iterable
from importlib import reload as reload
from types import ModuleType
from typing import Any

SEARCH_ERROR, PY_SOURCE, PY_COMPILED, C_EXTENSION, PY_RESOURCE = 0, 1, 2, 3, 4
PKG_DIRECTORY, C_BUILTIN, PY_FROZEN, PY_CODERESOURCE, IMP_HOOK = 5, 6, 7, 8, 9

Description = tuple[str, str, int]
"""(suffix, mode to open the file with, kind of module)."""


class NullImporter:
    """An importer that finds nothing."""

    def __init__(self, path: str) -> None:
        if path == "" or os.path.isdir(path):
            raise ImportError("empty pathname" if path == "" else "existing directory", path=path)

    def find_module(self, fullname: str, path: Any = None) -> None:
        """Nothing."""


def new_module(name: str) -> ModuleType:
    """An empty module, which is not put into ``sys.modules``."""
    return ModuleType(name)


def get_magic() -> bytes:
    """What compiled files begin with."""
    return importlib.util.MAGIC_NUMBER


def get_tag() -> str | None:
    """What the names of compiled files hold."""
    return sys.implementation.cache_tag


cache_from_source = importlib.util.cache_from_source
source_from_cache = importlib.util.source_from_cache


def get_suffixes() -> list[Description]:
    """How files of modules end, in the order in which they are looked for."""
    return [
        *((suffix, "rb", C_EXTENSION) for suffix in importlib.machinery.EXTENSION_SUFFIXES),
        *((suffix, "r", PY_SOURCE) for suffix in importlib.machinery.SOURCE_SUFFIXES),
        *((suffix, "rb", PY_COMPILED) for suffix in importlib.machinery.BYTECODE_SUFFIXES),
    ]


# ------------------------------------------------------------------------------------------ finding


def find_module(name: str, path: Iterable[str] | None = None) -> tuple[Any, str | None, Description]:
    """(open file or None, path, description) of the module ``name``, no dots in it, on ``path`` or ``sys.path``.

    Raises:
        ImportError: there is none.
    """
    if not isinstance(name, str):
        raise TypeError(f"'name' must be a str, not {type(name)}")
    if path is None:
        if is_builtin(name):
            return None, None, ("", "", C_BUILTIN)
        if is_frozen(name):
            return None, None, ("", "", PY_FROZEN)
        path = sys.path
    for entry in path:
        place = os.path.join(entry, name)
        if any(os.path.isfile(os.path.join(place, "__init__" + suffix)) for suffix in _package_suffixes()):
            return None, place, ("", "", PKG_DIRECTORY)
        for description in get_suffixes():
            file = place + description[0]
            if os.path.isfile(file):
                return _opened(file, description[1]), file, description
    raise ImportError(f"No module named {name!r}", name=name)


def _package_suffixes() -> list[str]:
    return importlib.machinery.SOURCE_SUFFIXES + importlib.machinery.BYTECODE_SUFFIXES


def _opened(file: str, mode: str) -> Any:
    return open(file, mode) if "b" in mode else tokenize.open(file)


# ------------------------------------------------------------------------------------------ loading


def load_module(name: str, file: Any, filename: str | None, details: Description) -> ModuleType:
    """Load what ``find_module`` found, as the module ``name``; one that is loaded is run anew.

    Raises:
        ImportError: it is of a kind that cannot be loaded.
    """
    _, mode, kind = details
    if mode and (not mode.startswith("r") or "+" in mode):
        raise ValueError(f"invalid file open mode {mode!r}")
    if file is None and kind in (PY_SOURCE, PY_COMPILED):
        raise ValueError(f"file object required for import (type code {kind})")
    if kind in (C_BUILTIN, PY_FROZEN):
        found: ModuleType = init_builtin(name) if kind == C_BUILTIN else init_frozen(name)
        return found
    if filename is None:
        raise ImportError(f"no path of the module {name!r} is given", name=name)
    if kind == PY_SOURCE:
        return load_source(name, filename, file)
    if kind == PY_COMPILED:
        return load_compiled(name, filename, file)
    if kind == C_EXTENSION:
        return load_dynamic(name, filename, file)
    if kind == PKG_DIRECTORY:
        return load_package(name, filename)
    raise ImportError(f"Don't know how to import {name} (type code {kind})", name=name)


def load_source(name: str, pathname: str, file: Any = None) -> ModuleType:
    """Run the source at ``pathname``, or what the open ``file`` holds, as the module ``name``."""
    return _load(name, pathname, _FromFile(name, pathname, file) if file else _Source(name, pathname))


def load_compiled(name: str, pathname: str, file: Any = None) -> ModuleType:
    """Run the compiled code at ``pathname`` as the module ``name``."""
    return _load(name, pathname, importlib.machinery.SourcelessFileLoader(name, pathname))


def load_dynamic(name: str, path: str, file: Any = None) -> ModuleType:
    """Load the extension module at ``path`` as ``name``."""
    return _load(name, path, importlib.machinery.ExtensionFileLoader(name, path))


def load_package(name: str, path: str) -> ModuleType:
    """Load the package whose folder, or whose ``__init__`` file, is ``path`` as ``name``."""
    folder = path
    if os.path.isdir(path):
        inside = [os.path.join(path, "__init__" + suffix) for suffix in _package_suffixes()]
        path = next((file for file in inside if os.path.exists(file)), "")
        if not path:
            raise ValueError(f"{folder!r} is not a package")
    else:
        folder = os.path.dirname(path)
    compiled = path.endswith(tuple(importlib.machinery.BYTECODE_SUFFIXES))
    loader = importlib.machinery.SourcelessFileLoader(name, path) if compiled else _Source(name, path)
    return _load(name, path, loader, [folder])


def init_builtin(name: str) -> Any:
    """The module ``name`` that is built into the interpreter; None where there is none."""
    return importlib.import_module(name) if is_builtin(name) else None


def init_frozen(name: str) -> Any:
    """The frozen module ``name``; None where there is none."""
    return importlib.import_module(name) if is_frozen(name) else None


def get_frozen_object(name: str) -> Any:
    """The code of the frozen module ``name``."""
    return _imp.get_frozen_object(name)


class _Source(importlib.machinery.SourceFileLoader):
    """A loader that lets the module be called anything."""

    def get_filename(self, name: str | None = None) -> str:
        return str(self.path)


class _FromFile(_Source):
    """A loader that reads the source from an open file."""

    def __init__(self, name: str, path: str, file: Any) -> None:
        super().__init__(name, path)
        self._file = file

    def get_code(self, fullname: str) -> Any:
        """The code, compiled each time: the file may hold something else than its path does."""
        return self.source_to_code(self.get_data(self.path), self.path)

    def get_data(self, path: str) -> bytes:
        """What the file holds from where it stands; what its path holds where it is closed."""
        if path != self.path or self._file is None or self._file.closed:
            return super().get_data(path)
        data = self._file.read()
        if isinstance(data, bytes):
            return data
        # What was decoded once must not be decoded by its own coding line again.
        return b"\xef\xbb\xbf" + _without_coding(data).encode()


def _without_coding(text: str) -> str:
    lines = text.split("\n", 2)
    for index, line in enumerate(lines[:2]):
        if line.lstrip().startswith("#") and "coding" in line:
            lines[index] = "#"
    return "\n".join(lines)


def _load(name: str, path: str, loader: Any, folders: list[str] | None = None) -> ModuleType:
    """Run ``loader`` in the module ``name``: the one that is loaded already, or a new one."""
    spec = importlib.util.spec_from_file_location(name, path, loader=loader, submodule_search_locations=folders)
    if spec is None:
        raise ImportError(f"{path!r} cannot be loaded", name=name, path=path)
    module = sys.modules.get(name)
    if module is not None and not isinstance(loader, importlib.machinery.ExtensionFileLoader):
        with contextlib.suppress(AttributeError):
            module.__spec__, module.__loader__, module.__file__ = spec, loader, path
        loader.exec_module(module)
        return sys.modules[name]
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return sys.modules[name]
