"""What a command sees: the same places and the same environment in every sandbox."""

from collections.abc import Iterable
from typing import Final

WORKSPACE: Final = "/repo"
"""Where the workspace is mounted, writable. ``Command.cwd`` is relative to it."""
HOME: Final = "/home/overhaul"
"""Private and empty at the start of every command."""
USER: Final = "overhaul"
UID: Final = 1000
"""The user inside; never root."""
ENVIRONMENT: Final = "/overhaul/environment"
"""Suggested place for a mounted ``Environment``."""
HOSTNAME: Final = "overhaul"

_SCRUBBED: Final = (
    ("HOME", HOME),
    ("LC_ALL", "C.UTF-8"),
    ("PATH", "/usr/local/bin:/usr/bin:/bin"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
    ("PYTHONHASHSEED", "0"),
    ("TMPDIR", "/tmp"),
    ("TZ", "UTC"),
    ("USER", USER),
)


def environment(extra: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """The scrubbed environment with ``extra`` on top; nothing of the host's is in it.

    Raises:
        ValueError: a name is empty or holds ``=``, or a NUL stands anywhere.
    """
    result = dict(_SCRUBBED)
    for name, value in extra:
        if not name or "=" in name or "\0" in name + value:
            raise ValueError(f"not an environment variable: {name!r}")
        result[name] = value
    return result
