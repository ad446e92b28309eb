"""Reading trees and blobs: nothing is ever checked out, so no attribute or filter can change a byte."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tools.vcs.process import GitFailed, SealedGit

REGULAR = "100644"
EXECUTABLE = "100755"
LINK = "120000"
SUBMODULE = "160000"


class Entry(NamedTuple):
    """One file of a tree."""

    mode: str
    oid: str
    path: str
    """POSIX; bytes that are not UTF-8 are escaped as surrogates."""

    @property
    def regular(self) -> bool:
        """Whether it is a file with content: no link, no submodule."""
        return self.mode not in (LINK, SUBMODULE)


def path_bytes(path: str) -> bytes:
    """The path as git and the file system have it."""
    return path.encode("utf-8", "surrogateescape")


def path_text(path: bytes) -> str:
    """The path as we have it: any bytes, without loss."""
    return path.decode("utf-8", "surrogateescape")


def is_safe(path: str) -> bool:
    """Whether a path names something inside a tree, and no git folder."""
    parts = path.split("/")
    return "\0" not in path and all(p not in ("", ".", "..") and p.lower() != ".git" for p in parts)


def list_tree(git: SealedGit, commit: str) -> tuple[Entry, ...]:
    """Every file, link and submodule of a commit or tree, in git's order.

    Raises:
        GitFailed: there is no such object, or a part of it is missing.
    """
    entries = []
    for row in git.run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        if row:
            about, path = row.split(b"\t", 1)
            mode, _, oid = about.decode("ascii").split(" ")
            # Old tools wrote modes like 100664: git takes them as regular files, and so do we.
            entries.append(Entry(_canonical(mode), oid, path_text(path)))
    return tuple(entries)


def read_blobs(git: SealedGit, oids: Sequence[str]) -> Iterator[bytes]:
    """The contents of ``oids``, in order, through one process.

    Raises:
        GitFailed: one is missing.
    """
    with tempfile.TemporaryFile() as wanted:
        wanted.writelines(oid.encode() + b"\n" for oid in oids)
        wanted.seek(0)
        with git.started("cat-file", "--batch", "--buffer", stdin=wanted) as process:
            stream = process.stdout
            if stream is None:
                raise GitFailed(["cat-file"], -1, b"no output")
            for oid in oids:
                header = stream.readline().split()
                if len(header) != 3:
                    raise GitFailed(["cat-file"], -1, f"object {oid} is missing".encode())
                content = stream.read(int(header[2]))
                stream.read(1)
                yield content


def tree_of(git: SealedGit, commit: str) -> str:
    """The id of a commit's tree."""
    return git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{tree}}")


def unsafe_paths(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Paths that only an attack would have."""
    return tuple(entry.path for entry in entries if not is_safe(entry.path))


def _canonical(mode: str) -> str:
    if mode in (LINK, SUBMODULE):
        return mode
    return EXECUTABLE if int(mode, 8) & 0o100 else REGULAR
