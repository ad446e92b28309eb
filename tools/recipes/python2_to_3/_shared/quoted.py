"""Whether a file names something in a string: asked before anything is looked for in its tree."""

import re
from collections.abc import Iterable
from functools import lru_cache

from tools.recipes.source import Source


def quotes_one(source: Source, names: frozenset[bytes]) -> bool:
    """Whether one of ``names`` is all that a string of the file holds."""
    key = (quotes_one, names)
    known = source.memo.get(key)
    if known is None:
        known = source.memo[key] = _quoted(names).search(source.data) is not None
    return bool(known)


@lru_cache(maxsize=64)
def _quoted(names: Iterable[bytes]) -> re.Pattern[bytes]:
    return re.compile(rb"['\"](?:" + b"|".join(sorted(map(re.escape, names))) + rb")['\"]")
