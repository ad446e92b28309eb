"""A plain folder, file by file, as a commit's changes."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from overhaul.domain.bundle import is_bundle
from overhaul.domain.errors import BadRepository
from tools.vcs.objects import EXECUTABLE, LINK, REGULAR, path_text
from tools.vcs.writing import Change

MAX_FILES = 200_000
MAX_BYTES = 4 << 30
MAX_FILE_BYTES = 512 << 20


class Budget:
    """Counts what is taken in, so that no source fills memory or disk."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._files = 0
        self._bytes = 0

    def take(self, path: str, size: int) -> None:
        """Count one file.

        Raises:
            BadRepository: one of the limits is passed.
        """
        self._files += 1
        self._bytes += size
        if size > MAX_FILE_BYTES:
            raise self._over(f"{path!r} is larger than {MAX_FILE_BYTES >> 20} MiB")
        if self._files > MAX_FILES:
            raise self._over(f"it holds more than {MAX_FILES} files")
        if self._bytes > MAX_BYTES:
            raise self._over(f"it holds more than {MAX_BYTES >> 30} GiB")

    def _over(self, why: str) -> BadRepository:
        return BadRepository(
            f"{self._what} is too large to be taken in: {why}.",
            hint="Give the folder that holds the sources, or a git repository.",
        )


def folder_changes(root: Path, skip: frozenset[Path], notes: list[str]) -> Iterator[Change]:
    """Every file under ``root`` in path order, bytes as they are.

    Git folders and ``skip`` (absolute) are left out; links are kept as links and never followed; what
    is neither file nor link goes into ``notes``.

    Raises:
        BadRepository: something cannot be read, or it is too much.
    """
    budget = Budget(str(root))
    pending = [root]
    while pending:
        place = pending.pop()
        relative = path_text(os.fsencode(place.relative_to(root)))
        try:
            # The root itself may be a link the user gave; nothing below it is followed.
            mode = place.stat(follow_symlinks=place == root).st_mode
            if place != root and (place.name.lower() == ".git" or place in skip):
                continue
            if place != root and stat.S_ISDIR(mode) and is_bundle(place):
                notes.append(f"{relative!r} is the result of an earlier run and was left out.")
                continue
            if stat.S_ISDIR(mode):
                pending.extend(sorted(place.iterdir(), reverse=True))
                continue
            change = _change(place, relative, mode, budget)
        except OSError as exc:
            raise BadRepository(f"{str(place)!r} cannot be read: {exc.strerror}.") from exc
        if change is None:
            notes.append(f"{relative!r} is no regular file and was left out.")
        else:
            yield change


def _change(place: Path, relative: str, mode: int, budget: Budget) -> Change | None:
    if stat.S_ISLNK(mode):
        target = os.fsencode(os.readlink(place))  # noqa: PTH115 - Path.readlink tidies the target
        budget.take(relative, len(target))
        return Change(relative, LINK, target)
    if not stat.S_ISREG(mode):
        return None
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # it may be a link or pipe by now
    with os.fdopen(os.open(place, flags), "rb") as file:
        budget.take(relative, os.fstat(file.fileno()).st_size)
        content = file.read()
    return Change(relative, EXECUTABLE if mode & 0o100 else REGULAR, content)
