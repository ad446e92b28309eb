"""A time limit a test: first an exception inside the test, then, where it will not end, the end of the process.

Signals do not reach CPython 2.7 while it waits for a lock, so there a second thread watches too. The
reader starts another process for the tests that were left.
"""
from __future__ import absolute_import

import os
import signal
import sys
import time

HUNG = 86
"""Exit status of a process that ended itself because a test would not end."""
_GRACE_SECONDS = 3.0
_TRIES = 3

_sleep, _clock, _exit, _setitimer = time.sleep, time.time, os._exit, signal.setitimer


class TestTimedOut(BaseException):
    """The test ran longer than one test may. Not an ``Exception``: tests catch those."""

    __test__ = False


class TimeLimit(object):
    """``arm`` at a test's start, ``disarm`` at its end."""

    def __init__(self, seconds, on_hang):
        self._seconds = seconds
        self._on_hang = on_hang
        self._fired = 0
        self._deadline = None
        self._pid = os.getpid()
        if seconds and sys.version_info[0] == 2:
            import thread  # the low-level module: threading.enumerate() does not see this one

            thread.start_new_thread(self._watch, ())

    def arm(self):
        if not self._seconds:
            return
        self._fired = 0
        self._deadline = _clock() + self._seconds
        try:
            signal.signal(signal.SIGALRM, self._on_alarm)
        except ValueError:  # not the main thread: the watching thread or the wall clock must do
            return
        _setitimer(signal.ITIMER_REAL, self._seconds, _GRACE_SECONDS)

    def disarm(self):
        if self._seconds:
            self._deadline = None
            _setitimer(signal.ITIMER_REAL, 0)

    def _on_alarm(self, signum, frame):
        if os.getpid() != self._pid or self._deadline is None:
            return
        self._fired += 1
        if self._fired > _TRIES:
            self._on_hang()
            _exit(HUNG)
        raise TestTimedOut("longer than %g seconds" % self._seconds)

    def _watch(self):
        while True:
            _sleep(1.0)
            deadline = self._deadline
            if deadline is not None and _clock() > deadline + _GRACE_SECONDS * (_TRIES + 1):
                self._on_hang()
                _exit(HUNG)
