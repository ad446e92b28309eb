"""What the user meant by a source: a repository here, one behind a URL, a folder, or an archive.

The rules, in order:

1. ``file://`` URLs are paths. Other URLs may be https, http, ssh or git, or scp-like ``host:path``.
   Everything else git could be told to do (``ext::``, other helpers) is refused.
2. A folder that is the root of a work tree, a bare repository or a ``.git`` folder is a repository.
3. Any other folder is taken as it lies, even inside a repository: then only that folder is read, with
   what is uncommitted in it, and no branch can be left. A note says so.
4. A file is an archive: tar (plain, gzip, bzip2, xz) or zip.
"""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from overhaul.domain.errors import BadRepository
from tools.vcs.hardening import NETWORK_PROTOCOLS
from tools.vcs.process import redacted


class LocalRepository(NamedTuple):
    """A repository on this machine."""

    root: Path
    """What the user named: the work tree's root, or the git folder where there is none."""
    git_dir: Path
    """Holds HEAD and the index; of a linked work tree, its own."""
    common_dir: Path
    """Holds objects, refs and configuration."""

    @property
    def bare(self) -> bool:
        """Whether there is no work tree at the root."""
        return self.root == self.git_dir


class RemoteRepository(NamedTuple):
    """A repository behind a URL."""

    url: str


class Folder(NamedTuple):
    """A plain folder."""

    root: Path
    inside: Path | None = None
    """The root of the repository it lies in, where it lies in one."""


class Archive(NamedTuple):
    """An archive file."""

    path: Path


Source = LocalRepository | RemoteRepository | Folder | Archive


def locate(text: str) -> Source:
    """What ``text``, as the user gave it, stands for.

    Raises:
        BadRepository: nothing usable is there, or the protocol is not allowed.
    """
    if not text.strip() or "\0" in text:
        raise BadRepository("No source was given.", hint="Give a path or a URL of a repository.")
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", text)
    if scheme and scheme[1].lower() == "file":
        return _at(Path(unquote(urlsplit(text).path)), text)
    if scheme:
        return _remote(text, scheme[1].lower())
    path = Path(text).expanduser()
    if not path.exists():
        if re.match(r"[A-Za-z0-9+.-]+::", text):
            raise _refused(text)
        if re.match(r"(?:[^/@:\s-][^/@:\s]*@)?[^/@:\s-][^/@:\s]*:[^\s]", text):
            return RemoteRepository(text)
    return _at(path, text)


def repository_at(folder: Path) -> LocalRepository | None:
    """The repository whose root is ``folder``, or None.

    Raises:
        BadRepository: it has a ``.git`` that leads nowhere.
    """
    folder = folder.absolute()
    if folder.name == ".git" and _is_git_dir(folder):
        return LocalRepository(folder.parent, folder, folder)
    dot = folder / ".git"
    if dot.is_dir() and _is_git_dir(dot):
        return LocalRepository(folder, dot, dot)
    if dot.is_file():
        return _linked(folder, dot)
    if dot.exists():
        raise _broken(folder)
    if _is_git_dir(folder):
        return LocalRepository(folder, folder, folder)
    return None


def _at(path: Path, text: str) -> Source:
    path = path.absolute()
    try:
        if path.is_dir():
            return repository_at(path) or Folder(path, _surrounding(path))
        if path.is_file():
            return Archive(path)
    except OSError as exc:
        raise BadRepository(f"{text} cannot be read: {exc.strerror}.") from exc
    if path.exists() or path.is_symlink():
        raise BadRepository(f"{text} is neither a folder nor an archive.")
    raise BadRepository(f"There is nothing at {text}.", hint="Check the path or the URL.")


def _remote(text: str, scheme: str) -> RemoteRepository:
    if scheme not in NETWORK_PROTOCOLS:
        raise _refused(text)
    host = urlsplit(text).hostname or ""
    if not host or host.startswith("-") or any(ord(c) < 33 for c in text):
        raise BadRepository(f"{redacted(text)} is not a usable URL.", hint="Check the URL.")
    return RemoteRepository(text)


def _linked(folder: Path, dot: Path) -> LocalRepository:
    """A linked work tree or a submodule: ``.git`` is a file that says where the git folder is."""
    match = re.match(rb"gitdir: (.+)", dot.read_bytes()[:8192])
    if match is None:
        raise _broken(folder)
    git_dir = (folder / match[1].decode("utf-8", "surrogateescape").strip()).resolve()
    common = git_dir / "commondir"
    common_dir = git_dir
    if common.is_file():
        named = common.read_bytes()[:8192].decode("utf-8", "surrogateescape").strip()
        common_dir = (git_dir / named).resolve()
    if not (git_dir / "HEAD").exists() or not _is_git_dir(common_dir):
        raise _broken(folder)
    return LocalRepository(folder, git_dir, common_dir)


def _is_git_dir(folder: Path) -> bool:
    head = folder / "HEAD"
    if not (head.is_file() or head.is_symlink()):
        return False
    return (folder / "objects").is_dir() and (folder / "refs").is_dir()


def _surrounding(folder: Path) -> Path | None:
    for parent in folder.resolve().parents:
        if (parent / ".git").exists():
            return parent
    return None


def _broken(folder: Path) -> BadRepository:
    return BadRepository(
        f"{folder} has a .git that is no git repository.",
        hint="Repair it, or copy the files without .git and give the copy.",
    )


def _refused(text: str) -> BadRepository:
    allowed = ", ".join(NETWORK_PROTOCOLS)
    return BadRepository(
        f"{redacted(text)} uses a protocol Overhaul does not speak.",
        hint=f"Use a path, or one of: {allowed}.",
    )
