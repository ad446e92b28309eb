"""Keeps a model server running: starts it, waits until it answers, watches it, starts it again, ends it cleanly."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from overhaul.domain.errors import OverhaulError, ServerDied
from serving.vllm.command import ServeCommand
from serving.vllm.process import ServerProcess
from serving.vllm.troubles import Trouble, find_trouble

_WATCH_SECONDS = 5.0
_DEAF_ROUNDS = 12
"""Watch rounds without an answer, after which a server that still runs counts as hanging."""
_MOST_BACKOFF = 60.0
_TAIL = 12


class Moment(StrEnum):
    """What is told of a server's life."""

    STARTING = "starting"
    WAITING = "waiting"
    READY = "ready"
    LOG = "log"
    CRASHED = "crashed"
    STOPPED = "stopped"


@dataclass
class Engine:
    """Runs one server until ``stop`` is called.

    Args:
        command: made anew for every start, so that adapters registered meanwhile are served.
        healthy: whether the server answers now; never raises.
        ready: called after every start, once it answers; what it raises ends the server.
        told: hears of every moment, with a line of text.
        restarts: after crashes, until the server has run for ``steady_seconds``.
    """

    command: Callable[[], ServeCommand]
    healthy: Callable[[], bool]
    ready: Callable[[], None]
    told: Callable[[Moment, str], None]
    start_seconds: float = 900
    stop_seconds: float = 30
    restarts: int = 5
    backoff_seconds: float = 2
    steady_seconds: float = 600
    log_file: Path | None = None
    watch_seconds: float = _WATCH_SECONDS
    _stopping: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """End the server and let ``run`` return; may be called from a signal handler or any thread."""
        self._stopping.set()

    def run(self) -> None:
        """Start the server and keep it running until ``stop``.

        Raises:
            ServerDied: it will not start, or crashed too often.
            OverhaulError: what ``ready`` raised.
        """
        crashes = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            trouble, tail = self._live()
            if self._stopping.is_set():
                break
            crashes = 1 if time.monotonic() - began > self.steady_seconds else crashes + 1
            self.told(Moment.CRASHED, trouble.what)
            if trouble.lasting or crashes > self.restarts:
                raise _died(trouble, crashes, self.restarts, tail, self.log_file)
            pause = min(self.backoff_seconds * 2 ** (crashes - 1), _MOST_BACKOFF)
            self.told(Moment.STARTING, f"again in {pause:g} seconds ({crashes} of {self.restarts})")
            self._stopping.wait(pause)
        self.told(Moment.STOPPED, "the server has ended")

    def _live(self) -> tuple[Trouble, list[str]]:
        """One life of the server: how it ended, and its last lines."""
        command = self.command()
        self.told(Moment.STARTING, command.shown())
        ready = False
        process = ServerProcess(command, lambda line: self.told(Moment.LOG, line), self.log_file)
        try:
            trouble = self._until_ready(process)
            if trouble is None and not self._stopping.is_set():
                ready = True  # what it started with cannot be what ended it
                trouble = self._made_ready(process) or self._watch(process)
        finally:
            process.stop(self.stop_seconds)
        tail = process.tail()
        if trouble is None or trouble.what:
            return trouble or Trouble("it was stopped", "", lasting=False), tail
        found = find_trouble(tail) or _unexplained(process.returncode)
        return (found._replace(lasting=False) if ready else found), tail

    def _until_ready(self, process: ServerProcess) -> Trouble | None:
        """None once it answers, or is to stop."""
        began = time.monotonic()
        told = 0.0
        while not self._stopping.wait(0.5):
            passed = time.monotonic() - began
            if process.returncode is not None:
                return _ENDED
            # In this order: another server that has the port would answer for one that is just ending.
            if self.healthy() and not process.wait(0.2):
                return None
            if passed > self.start_seconds:
                advice = "raise server.start_seconds if the model is large, and read the log"
                return Trouble(f"it did not answer within {self.start_seconds:g} seconds", advice, lasting=True)
            if passed - told >= 5:
                told = passed
                self.told(Moment.WAITING, f"{passed:.0f} s")
        return None

    def _made_ready(self, process: ServerProcess) -> Trouble | None:
        try:
            self.ready()
        except OverhaulError:
            if process.wait(0.5):  # that is why
                return _ENDED
            raise
        self.told(Moment.READY, "it answers")
        return None

    def _watch(self, process: ServerProcess) -> Trouble | None:
        """Until it ends, hangs, or is to stop (None)."""
        deaf = 0
        while not self._stopping.is_set():
            if self._ends_within(process, self.watch_seconds):
                return _ENDED
            deaf = 0 if self.healthy() else deaf + 1
            if deaf >= _DEAF_ROUNDS:
                return Trouble("it runs and no longer answers", "", lasting=False)
        return None

    def _ends_within(self, process: ServerProcess, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if process.returncode is not None:
                return True
            if self._stopping.wait(0.2):
                return False
        return False


_ENDED = Trouble("", "", lasting=False)
"""The process is gone; its log may say why."""


def _unexplained(returncode: int | None) -> Trouble:
    if returncode == -signal.SIGKILL:
        advice = "somebody did that, or the kernel for want of memory (dmesg says); see server.max_model_len"
        return Trouble("it was killed", advice, lasting=False)
    how = f"signal {-returncode}" if returncode is not None and returncode < 0 else f"exit code {returncode}"
    return Trouble(f"it ended with {how}", "", lasting=False)


def _died(trouble: Trouble, crashes: int, restarts: int, tail: Sequence[str], log_file: Path | None) -> OverhaulError:
    often = f", {crashes} times in a row" if crashes > 1 else ""
    where = f"the whole log: {log_file}" if log_file else f"its last lines: {' | '.join(tail[-_TAIL:])[-1500:]}"
    advice = trouble.advice or (f"it was started again {restarts} times; read the log" if restarts else "read the log")
    return ServerDied(f"the model server ended: {trouble.what}{often}", hint=f"{advice}; {where}")
