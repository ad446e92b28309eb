"""Reading and writing a tree that hostile code has had its hands on.

Every component of a path is opened by itself and never through a link, so nothing that code left
behind (links, FIFOs, devices, endless files) can lead a read or a write elsewhere or make it hang.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

READ_LIMIT: Final = 64 << 20
"""The largest file ``TreeFiles.read`` takes into memory, in bytes."""
_FOLDER: Final = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def components(path: str) -> tuple[str, ...]:
    """The parts of a relative POSIX path; ``.`` has none.

    Raises:
        ValueError: it is absolute, climbs, or holds a NUL.
    """
    if path.startswith("/") or "\0" in path:
        raise ValueError(f"not a path inside the workspace: {path!r}")
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if ".." in parts:
        raise ValueError(f"path leaves the workspace: {path!r}")
    return parts


class TreeFiles:
    """The files under one folder, reached by an open descriptor of it.

    Args:
        root: descriptor of the folder (``O_PATH`` is enough); closed by ``close``.
        owner: uid and gid that written files get, or None for the current user's.
    """

    def __init__(self, root: int, owner: int | None = None) -> None:
        self._root = root
        self._owner = owner

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._root)

    def read(self, path: str) -> bytes:
        """The content of a regular file.

        Raises:
            FileNotFoundError: there is no regular file of that name.
            ValueError: the path leaves the tree or goes through a link, or the file is larger than
                ``READ_LIMIT`` or closed to us.
        """
        *folders, name = self._named(path)
        with _translated(path), self._folder(folders) as folder:
            self._refuse_special(folder, name, path)
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
            fd = os.open(name, flags, dir_fd=folder)
            try:
                if not stat.S_ISREG(os.fstat(fd).st_mode):
                    raise FileNotFoundError(errno.ENOENT, "not a regular file", path)
                return _read_capped(fd, path)
            finally:
                os.close(fd)

    def write(self, path: str, content: bytes | None) -> None:
        """Replace or create the file, with its folders; ``None`` deletes it, if it is there.

        Raises:
            ValueError: the path leaves the tree, goes through a link, or names a folder.
        """
        *folders, name = self._named(path)
        try:
            with _translated(path), self._folder(folders, create=content is not None) as folder:
                mode = self._mode_of(folder, name, path)
                if content is None:
                    os.unlink(name, dir_fd=folder)
                else:
                    self._replace(folder, name, content, mode)
        except FileNotFoundError as exc:
            if content is not None:
                raise ValueError(f"path goes through something that is not a folder: {path!r}") from exc

    def is_folder(self, path: str) -> bool:
        """Whether ``path`` is a folder reached through no link."""
        try:
            with _translated(path), self._folder(components(path)):
                return True
        except (OSError, ValueError):
            return False

    @staticmethod
    def _named(path: str) -> tuple[str, ...]:
        parts = components(path)
        if not parts:
            raise ValueError("the workspace itself is not a file")
        return parts

    @contextmanager
    def _folder(self, parts: tuple[str, ...] | list[str], create: bool = False) -> Iterator[int]:
        fd = os.open(".", _FOLDER, dir_fd=self._root)
        try:
            for part in parts:
                if create:
                    self._make_folder(fd, part)
                try:
                    below = os.open(part, _FOLDER, dir_fd=fd)
                except NotADirectoryError:
                    if stat.S_ISLNK(os.stat(part, dir_fd=fd, follow_symlinks=False).st_mode):
                        raise ValueError(f"path goes through a link: {'/'.join(parts)!r}") from None
                    raise
                os.close(fd)
                fd = below
            yield fd
        finally:
            os.close(fd)

    def _make_folder(self, folder: int, name: str) -> None:
        try:
            os.mkdir(name, 0o755, dir_fd=folder)
        except FileExistsError:
            return
        if self._owner is not None:
            os.chown(name, self._owner, self._owner, dir_fd=folder, follow_symlinks=False)

    @staticmethod
    def _refuse_special(folder: int, name: str, path: str) -> None:
        """Never open a FIFO or a device: opening alone can block or have effects."""
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        if stat.S_ISLNK(mode):
            raise ValueError(f"path goes through a link: {path!r}")
        if not stat.S_ISREG(mode):
            raise FileNotFoundError(errno.ENOENT, "not a regular file", path)

    @staticmethod
    def _mode_of(folder: int, name: str, path: str) -> int:
        """Permission bits a replacement keeps: the old file's, without set-id bits."""
        try:
            mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return 0o644
        if stat.S_ISDIR(mode):
            raise ValueError(f"path is a folder: {path!r}")
        return (mode & 0o777) | 0o600 if stat.S_ISREG(mode) else 0o644

    def _replace(self, folder: int, name: str, content: bytes, mode: int) -> None:
        """By way of a new file and a rename, so that a link or FIFO of that name is replaced, not used."""
        temporary = f".overhaul-{secrets.token_hex(8)}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        fd = os.open(temporary, flags, 0o600, dir_fd=folder)
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(content)
                file.flush()
                if self._owner is not None:
                    os.fchown(fd, self._owner, self._owner)
                os.fchmod(fd, mode)
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            os.unlink(temporary, dir_fd=folder)
            raise


def _read_capped(fd: int, path: str) -> bytes:
    if os.fstat(fd).st_size > READ_LIMIT:
        raise ValueError(f"file is larger than {READ_LIMIT} bytes: {path!r}")
    parts: list[bytes] = []
    left = READ_LIMIT + 1
    while left > 0 and (part := os.read(fd, min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise ValueError(f"file is larger than {READ_LIMIT} bytes: {path!r}")
    return b"".join(parts)


@contextmanager
def _translated(path: str) -> Iterator[None]:
    """What code can bring about by arranging files is an answer about the path, not an accident."""
    try:
        yield
    except OSError as exc:
        if exc.errno == errno.ELOOP:
            raise ValueError(f"path goes through a link: {path!r}") from exc
        if exc.errno in (errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.EISDIR):
            raise ValueError(f"path cannot be used ({os.strerror(exc.errno)}): {path!r}") from exc
        if exc.errno == errno.ENOTDIR:
            raise FileNotFoundError(errno.ENOENT, "a folder on the way is not one", path) from exc
        raise
