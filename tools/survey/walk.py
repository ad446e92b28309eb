"""Walking a tree that may be hostile: nothing is followed, nothing but regular files is opened."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_SKIPPED = frozenset({".git", ".hg", ".svn", ".bzr", "CVS", "_darcs", "__pycache__", ".tox", ".nox", ".eggs"})
_DEEPEST = 100
"""Folders below this depth are not entered: no source tree is that deep."""


class Entry(NamedTuple):
    """A regular file."""

    path: str
    """POSIX, relative to the tree; bytes that are not UTF-8 are shown as ``\\xNN``."""
    real: str
    """The path to open, as the operating system knows it."""
    size: int
    readable_name: bool
    """False: ``path`` does not lead back to the file, because its name is not UTF-8."""


def walk(tree: Path) -> list[Entry]:
    """Every regular file below ``tree``, sorted by path.

    Links, sockets, pipes and devices are left out, and so are the folders of version control,
    byte code, tox and virtual environments. Folders that cannot be read count as empty.
    """
    entries = list(_below(os.fspath(tree), "", 0))
    entries.sort(key=lambda entry: entry.path)
    return entries


def _below(folder: str, prefix: str, depth: int) -> Iterator[Entry]:
    if depth > _DEEPEST:
        return
    try:
        with os.scandir(folder) as scan:
            items = list(scan)
    except OSError:
        return
    if any(item.name == "pyvenv.cfg" for item in items) and prefix:
        return
    for item in items:
        try:
            status = item.stat(follow_symlinks=False)
        except OSError:
            continue
        if stat.S_ISDIR(status.st_mode):
            if item.name not in _SKIPPED:
                yield from _below(item.path, f"{prefix}{item.name}/", depth + 1)
        elif stat.S_ISREG(status.st_mode):
            yield _entry(prefix + item.name, item.path, status.st_size)


def _entry(path: str, real: str, size: int) -> Entry:
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    return Entry(shown, real, size, shown == path)


def read(entry: Entry, limit: int) -> bytes:
    """The first ``limit`` bytes of a file, opened without following a link or waiting for a pipe.

    Raises:
        OSError: it cannot be read, or is no regular file any more.
    """
    handle = os.open(entry.real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(f"{entry.path} is not a regular file")
        return file.read(limit)
