"""An archive, file by file, as a commit's changes. Nothing is unpacked onto the disk."""

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from overhaul.domain.errors import BadRepository
from tools.vcs.folders import MAX_FILE_BYTES, Budget
from tools.vcs.objects import EXECUTABLE, LINK, REGULAR
from tools.vcs.writing import Change

_BROKEN = (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


def archive_changes(path: Path, notes: list[str]) -> Iterator[Change]:
    """Every file of a tar or zip archive, without the one folder an sdist puts around it.

    Git folders are left out. Links stay links; hard links become files of their own.

    Raises:
        BadRepository: it is no archive, is broken or too large, or a name in it leads outside.
    """
    budget = Budget(str(path))
    try:
        if zipfile.is_zipfile(path):
            members = _zip_members(path, budget, notes)
            names = _zip_names(path)
        elif tarfile.is_tarfile(path):
            members = _tar_members(path, budget, notes)
            names = _tar_names(path)
        else:
            raise BadRepository(
                f"{path} is neither a repository nor an archive.", hint="Give a folder, .tar.gz or .zip."
            )
        top = _common_folder(names)
        for change in members:
            inner = change.path[len(top) :]
            parts = inner.split("/")
            if inner and not any(part.lower() == ".git" for part in parts):
                yield Change(inner, change.mode, change.content)
    except (NotImplementedError, RuntimeError) as exc:
        raise BadRepository(f"{path} is encrypted or packed in a way that cannot be read.") from exc
    except _BROKEN as exc:
        raise BadRepository(f"{path} is broken: {exc}.") from exc


def _common_folder(names: Iterable[str]) -> str:
    """``name-1.0/`` where everything lies in that one folder, else nothing."""
    tops = {name.partition("/")[0] if "/" in name else None for name in names}
    top = tops.pop() if len(tops) == 1 else None
    return f"{top}/" if top else ""


def _clean(name: str) -> str:
    """A member's name as a path in the tree.

    Raises:
        BadRepository: it is absolute, or ``..`` is in it.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name:
        raise BadRepository(f"The archive holds {name!r}, which leads out of it.")
    return "/".join(path.parts)


# --------------------------------------------------------------------------------------------- tar


def _tar_names(path: Path) -> list[str]:
    """Names of what is no folder. Reading names costs a pass; the limit on files holds here too."""
    budget = Budget(str(path))
    with tarfile.open(path, errors="surrogateescape", encoding="utf-8") as archive:
        names = []
        for member in archive:
            budget.take(member.name, 0)
            if not member.isdir() and _clean(member.name):
                names.append(_clean(member.name))
    return names


def _tar_members(path: Path, budget: Budget, notes: list[str]) -> Iterator[Change]:
    with tarfile.open(path, errors="surrogateescape", encoding="utf-8") as archive:
        for member in archive:
            name = _clean(member.name)
            if member.issym():
                target = member.linkname.encode("utf-8", "surrogateescape")
                budget.take(name, len(target))
                yield Change(name, LINK, target)
            elif member.isfile() or member.islnk():
                yield _tar_file(archive, member, name, budget)
            elif not member.isdir():
                notes.append(f"{name!r} is no regular file and was left out.")


def _tar_file(archive: tarfile.TarFile, member: tarfile.TarInfo, name: str, budget: Budget) -> Change:
    if member.islnk():
        _clean(member.linkname)
        target = archive.getmember(member.linkname)
        if not target.isfile():
            raise BadRepository(f"The archive links {name!r} to what is no file.")
        member = target
    budget.take(name, member.size)
    file = archive.extractfile(member)
    content = b"" if file is None else file.read(MAX_FILE_BYTES + 1)
    if len(content) != member.size:
        raise tarfile.ReadError("it ends early")
    return Change(name, EXECUTABLE if member.mode & 0o100 else REGULAR, content)


# --------------------------------------------------------------------------------------------- zip


def _zip_names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [_clean(name) for name in archive.namelist() if not name.endswith("/")]


def _zip_members(path: Path, budget: Budget, notes: list[str]) -> Iterator[Change]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            name = _clean(member.filename)
            mode = member.external_attr >> 16
            if member.is_dir():
                continue
            if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFLNK):
                notes.append(f"{name!r} is no regular file and was left out.")
                continue
            # The size in the header may lie: what counts is what comes out.
            budget.take(name, member.file_size)
            with archive.open(member) as file:
                content = file.read(MAX_FILE_BYTES + 1)
            if len(content) > member.file_size:
                budget.take(name, len(content))
            if stat.S_ISLNK(mode):
                yield Change(name, LINK, content)
            else:
                yield Change(name, EXECUTABLE if mode & 0o100 else REGULAR, content)
