"""What a job has already worked out, as small files: a resumed job does not do it again."""

import os
import threading
from pathlib import Path

from overhaul.domain.base import digest_of
from overhaul.domain.errors import StoreFailure

_LENGTH = 64
"""Hexadecimal digits of a sha256."""


class FileMemo:
    """Implements the ``Memo`` port: one file a key below ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, key: str) -> str | None:
        """The artifact kept under ``key``."""
        try:
            digest = self._path(key).read_text("ascii")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            return None
        except OSError as exc:
            raise StoreFailure(f"the job's memory cannot be read: {exc}", hint="check the state folder") from exc
        # A machine that lost power may have kept the name and lost the content: then the work is done again.
        return digest if len(digest) == _LENGTH else None

    def put(self, key: str, digest: str) -> None:
        """Keep ``digest`` under ``key``: written beside it first, so that a crash leaves all or nothing."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
            partial.write_text(digest, "ascii")
            partial.replace(path)
        except OSError as exc:
            raise StoreFailure(f"the job's memory cannot be written: {exc}", hint="is the disk full?") from exc

    def _path(self, key: str) -> Path:
        return self._root / digest_of(key)
