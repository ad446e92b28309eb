"""A watchman over the disk: many small files fill it as well as one large one."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

_LEAST_BYTES: Final = 512 << 20
_LEAST_FILES: Final = 10_000


def watch_disk(folder: Path) -> Callable[[], str]:
    """A function that returns why a command must stop, or an empty text.

    A command is stopped when it brings the file system of ``folder`` below a floor, or, where the
    file system was below it already, when it takes another half of what was left.
    """
    first = os.statvfs(folder)
    least_bytes = min(_LEAST_BYTES, first.f_bavail * first.f_frsize // 2)
    least_files = min(_LEAST_FILES, first.f_favail // 2)

    def full() -> str:
        now = os.statvfs(folder)
        if now.f_bavail * now.f_frsize < least_bytes:
            return "the disk is nearly full"
        if now.f_files and now.f_favail < least_files:
            return "the file system has nearly no room for more files"
        return ""

    return full
