"""Where a text that was looked for might have been meant."""

import difflib
import re
from collections.abc import Sequence

_MOST_LINES = 8
"""Lines that are compared and shown: what follows them tells nothing new."""
_LIKE = 0.6
_LONGEST = 200
"""Characters of a line that are compared: a file may be one line."""
_MOST_KINDS = 500
"""Different lines of a file that are compared letter by letter: those that share most words."""
_MOST_PLACES = 40
"""Places that look alike and are compared further."""


def closest(lines: Sequence[str], wanted: Sequence[str]) -> tuple[int, int] | None:
    """The lines, 1-based and both included, that look most like ``wanted``; None where nothing does.

    The time is bounded, whatever file and text are.
    """
    if not wanted:
        return None
    sought = [line.strip()[:_LONGEST] for line in wanted[:_MOST_LINES]]
    kept = [line.strip()[:_LONGEST] for line in lines]
    kinds = dict.fromkeys(line for line in kept if _may_be_like(line, sought[0]))
    words = set(re.findall(r"\w+", sought[0]))
    likely = sorted(kinds, key=lambda line: (-len(words & set(re.findall(r"\w+", line))), line))[:_MOST_KINDS]
    firsts = difflib.get_close_matches(sought[0], likely, 3, _LIKE)
    best: tuple[float, int] | None = None
    for number in [number for number, line in enumerate(kept) if line in firsts][:_MOST_PLACES]:
        block = "\n".join(kept[number : number + len(sought)])
        ratio = difflib.SequenceMatcher(None, block, "\n".join(sought)).ratio()
        if best is None or ratio > best[0]:
            best = ratio, number
    if best is None:
        return None
    return best[1] + 1, min(len(lines), best[1] + len(sought))


def _may_be_like(line: str, sought: str) -> bool:
    """Whether lengths allow a likeness at all."""
    return bool(line) and 2 * min(len(line), len(sought)) >= _LIKE * (len(line) + len(sought))
