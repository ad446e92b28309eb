"""How long to wait before the next try."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_FIRST = 0.5
_MOST = 20.0


def pause(tries: int, asked: float | None, jitter: Callable[[], float]) -> float:
    """Seconds to wait after ``tries`` tries failed.

    Full jitter: anything from nothing up to a bound that doubles, so that many callers do not return
    together. Never less than what the server ``asked`` for; a part of the jitter comes on top of that.

    Args:
        jitter: a number from 0 to 1, anew each time.
    """
    spread = jitter() * min(_MOST, _FIRST * 2.0 ** min(tries - 1, 16))
    return spread if asked is None else asked + min(spread, 1.0)


def retry_after(header: str | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, in numbers or as a date; None where it says nothing usable."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except (ValueError, TypeError):
            return None
        seconds = (moment - now()).total_seconds() if moment.tzinfo else 0.0
    return max(0.0, seconds) if math.isfinite(seconds) else None
