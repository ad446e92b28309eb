"""Where a text that was looked for might have been meant."""

import difflib
from collections.abc import Sequence

_MOST_LINES = 8
_LIKE = 0.6
_LONGEST = 400
"""Characters of a line that are compared: a file may be one line."""


def closest(lines: Sequence[str], wanted: Sequence[str]) -> tuple[int, int] | None:
    """The lines, 1-based and both included, that look most like ``wanted``; None where nothing does."""
    if not wanted:
        return None
    firsts = difflib.get_close_matches(
        wanted[0].strip()[:_LONGEST], sorted({line.strip()[:_LONGEST] for line in lines if line.strip()}), 3, _LIKE
    )
    best: tuple[float, int] | None = None
    for number, line in enumerate(lines):
        if line.strip()[:_LONGEST] not in firsts:
            continue
        block = "\n".join(item.strip()[:_LONGEST] for item in lines[number : number + len(wanted)])
        ratio = difflib.SequenceMatcher(None, block, "\n".join(item.strip()[:_LONGEST] for item in wanted)).ratio()
        if best is None or ratio > best[0]:
            best = ratio, number
    if best is None:
        return None
    return best[1] + 1, min(len(lines), best[1] + min(len(wanted), _MOST_LINES))
