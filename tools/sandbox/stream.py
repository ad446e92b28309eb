"""Collecting a running command's output: capped as it comes, against a clock and a watchman."""

import os
import select
import time
from collections.abc import Callable
from typing import Final, NamedTuple

_CHUNK: Final = 1 << 16
_WATCH_EVERY: Final = 0.2


class Collected(NamedTuple):
    """What came out, and why reading ended."""

    output: bytes
    truncated: bool
    timed_out: bool
    stopped: str
    """Why the watchman had it stopped; empty where he did not."""


class Collector:
    """Reads a pipe up to a limit and drops the rest, so that endless output costs no memory.

    Args:
        fd: the pipe's reading end, read until it ends.
        limit: bytes kept.
        deadline: in ``time.monotonic`` seconds.
        watch: asked now and then; a text means stop, and why.
        decode: makes output of what is read, where that is packed in frames.
    """

    def __init__(
        self,
        fd: int,
        limit: int,
        deadline: float,
        watch: Callable[[], str],
        decode: Callable[[bytes], bytes] = bytes,
    ) -> None:
        self._fd = fd
        self._decode = decode
        self._left = limit
        self._deadline = deadline
        self._watch = watch
        self._parts: list[bytes] = []
        self._truncated = False
        self._poll = select.poll()
        self._poll.register(fd, select.POLLIN)

    def run(self, ended: int | None) -> Collected:
        """Read until ``ended`` (a pidfd; None: the pipe itself) ends, time is up or the watchman objects."""
        if ended is not None:
            self._poll.register(ended, select.POLLIN)
        next_watch = time.monotonic() + _WATCH_EVERY
        while True:
            now = time.monotonic()
            if now >= self._deadline:
                return self._result(timed_out=True)
            if now >= next_watch:
                next_watch = now + _WATCH_EVERY
                if why := self._watch():
                    return self._result(stopped=why)
            ready = dict(self._poll.poll(max(0.0, min(self._deadline, next_watch) - now) * 1000))
            if self._fd in ready and not self._read():
                if ended is None:
                    return self._result()
                self._poll.unregister(self._fd)
            elif ended in ready and self._fd not in ready:
                return self._result()

    def drain(self, seconds: float) -> bool:
        """Read what is left once every writer is dead; False where the pipe does not end in time."""
        end = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        while (left := end - time.monotonic()) > 0:
            if poll.poll(left * 1000) and not self._read():
                return True
        return False

    def kept(self) -> tuple[bytes, bool]:
        """The output kept so far and whether any was dropped."""
        return b"".join(self._parts), self._truncated

    def _read(self) -> bool:
        raw = os.read(self._fd, _CHUNK)
        data = self._decode(raw)
        if len(data) > self._left:
            self._truncated = True
        if self._left > 0:
            self._parts.append(data[: self._left])
            self._left -= min(len(data), self._left)
        return bool(raw)

    def _result(self, *, timed_out: bool = False, stopped: str = "") -> Collected:
        return Collected(*self.kept(), timed_out=timed_out, stopped=stopped)
