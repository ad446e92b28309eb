"""The corpus: real Python-2-only packages as their authors released them, pinned by hash.

``corpus.json`` says of each where it comes from and how its own tests run, the same way under 2.7
and 3.12. A package without a suite is there to be compiled only.
"""

import json
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Literal

from benchmarks.sdists import fetch
from overhaul.domain.base import Frozen

HERE = Path(__file__).resolve().parent


class Suite(Frozen):
    """How a package's tests are run."""

    runner: Literal["pytest", "nose", "unittest"]
    """``unittest``: the argument is ``module:callable``, and the callable makes the suite."""
    arguments: tuple[str, ...]
    folder: str = "."
    """Where the runner starts, relative to the package."""
    import_path: tuple[str, ...] = (".",)
    files: tuple[str, ...] = ()
    """pytest's ``python_files``."""
    doctest_flags: tuple[str, ...] = ()
    limit_seconds: int = 120


class Package(Frozen):
    """One pinned source distribution."""

    name: str
    version: str
    sdist: str
    sha256: str
    suite: Suite | None = None
    legacy_dependencies: tuple[str, ...] = ()
    target_dependencies: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    """Files taken out before anything is measured: they keep the suite from starting at all."""
    move: tuple[tuple[str, str], ...] = ()
    """Folders renamed to what installation would have called them."""


def corpus() -> list[Package]:
    """All packages, the smallest first."""
    return [Package.model_validate(row) for row in json.loads((HERE / "corpus.json").read_text())]


def source_of(package: Package, folder: Path) -> Path:
    """``folder`` with the package's tree in it, fetched and unpacked unless it is there.

    Raises:
        SystemExit: the index lacks the archive, or it is not the pinned one.
    """
    if folder.is_dir():
        return folder
    archive = fetch(package.name, package.sdist, package.sha256)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        unpacked = Path(name)
        if archive.suffix == ".zip":
            with zipfile.ZipFile(archive) as zipped:
                zipped.extractall(unpacked)
        else:
            with tarfile.open(archive) as packed:
                packed.extractall(unpacked, filter="data")
        entries = list(unpacked.iterdir())
        top = entries[0] if len(entries) == 1 and entries[0].is_dir() else unpacked
        _tidy(top, package)
        shutil.copytree(top, folder, symlinks=True)
    return folder


def _tidy(top: Path, package: Package) -> None:
    """Make modes ordinary, drop compiled and resource-fork files, and apply the package's own changes."""
    for path in list(top.rglob("*")):
        if path.is_symlink():
            continue
        runs = path.is_dir() or path.stat().st_mode & 0o111
        path.chmod(0o755 if runs else 0o644)
        if path.is_file() and (path.suffix in (".pyc", ".pyo") or path.name.startswith("._")):
            path.unlink()
    for name in package.remove:
        (top / name).unlink()
    for old, new in package.move:
        (top / old).rename(top / new)


def copy_of(tree: Path, destination: Path) -> Path:
    """A fresh copy of ``tree`` without its history and without compiled files."""
    shutil.rmtree(destination, ignore_errors=True)
    return shutil.copytree(tree, destination, symlinks=True, ignore=shutil.ignore_patterns(".git", "*.pyc"))


def python_files(tree: Path) -> list[str]:
    """Every ``*.py`` file below ``tree``, relative to it, links left out, in order."""
    found = (path for path in tree.rglob("*.py") if path.is_file() and not path.is_symlink())
    return sorted(str(path.relative_to(tree)) for path in found)


def line_count(tree: Path) -> int:
    """Lines of Python below ``tree``."""
    return sum((tree / name).read_bytes().count(b"\n") for name in python_files(tree))
