"""Globs over repository paths, one meaning everywhere."""

import re
from collections.abc import Iterable
from functools import cache


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    parts = []
    for token in re.split(r"(\*\*/|\*\*|\*|\?)", glob):
        parts.append({"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(token, re.escape(token)))
    return re.compile("".join(parts) + r"(?:/.*)?\Z", re.DOTALL)


def matches(path: str, globs: Iterable[str]) -> bool:
    """Whether ``path`` (POSIX, relative) is matched by one of ``globs``.

    ``*`` stays within a folder, ``**`` crosses folders, and a glob that names a folder covers
    everything below it.
    """
    return any(_pattern(glob.rstrip("/")).match(path) for glob in globs)
