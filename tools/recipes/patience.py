"""How long recipes may look at one file: one that finds no end must not hold up a job."""

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

SECONDS = 60.0
_BYTES_A_SECOND = 20_000
"""A file may take longer the larger it is; most take a thousandth of what it is given."""


class OutOfTime(BaseException):
    """A file took too long. No ``Exception``, which recipes may catch."""


def limited(size: int, work: Callable[[], T], seconds: float = SECONDS) -> T:
    """What ``work`` gives for a file of ``size`` bytes, which a large one may take more than ``seconds`` for.

    Processor time counts, so that a busy machine changes nothing.

    Only a process's first thread can be stopped, which is where workers run; in others there is no limit.

    Raises:
        OutOfTime: it took longer than it may.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, max(seconds, size / _BYTES_A_SECOND))
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise OutOfTime
