"""How much a prompt may hold, in tokens: small models have small contexts, and what does not fit is never asked.

Counted as the gateway counts, so that what is built to fit is not refused there.
"""

from collections.abc import Iterable, Iterator

from overhaul.domain.models import Segment
from overhaul.domain.tokens import estimate

_AROUND = 360
"""Tokens that belong to no segment: the chat's own, and a schema where the server must be told it in words."""
_LEAST_ANSWER, _MOST_ANSWER = 256, 4_096


def for_answer(window: int, share: float = 0.25, most: int = _MOST_ANSWER) -> int:
    """Tokens that an answer may have, of a ``window`` of prompt and answer together."""
    return max(_LEAST_ANSWER, min(most, int(window * share)))


def for_prompt(window: int) -> int:
    """Tokens that all segments of a prompt may have beside such an answer."""
    return window - for_answer(window) - _AROUND


def taken(segments: Iterable[Segment]) -> int:
    """Tokens of ``segments``."""
    return sum(estimate(segment.text) for segment in segments)


def fitting(texts: Iterable[str], room: int) -> Iterator[str]:
    """The first of ``texts``, as many as fit into ``room`` tokens."""
    for text in texts:
        room -= estimate(text) + 4
        if room < 0:
            return
        yield text
