"""One run of a server's program: its own process group, its log followed, its end certain."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import IO

from overhaul.domain.errors import NotPossible
from serving.failures import tidy
from serving.vllm.command import ServeCommand

_KEPT_LINES = 400
_LONGEST_LINE = 16_384
_REMOVE_SECONDS = 20


class ServerProcess:
    """A started ``command``. What it prints goes, line by line, to ``said`` and into ``log_file``.

    Raises:
        NotPossible: the program cannot be started or the log cannot be written.
    """

    def __init__(self, command: ServeCommand, said: Callable[[str], None], log_file: Path | None = None) -> None:
        self._command, self._said = command, said
        self._tail: deque[str] = deque(maxlen=_KEPT_LINES)
        self._log = _opened(log_file)
        try:
            self._child = subprocess.Popen(
                command.argv,
                env=command.environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a group of its own: signals reach all of it, and a terminal's ^C none
            )
        except OSError as exc:
            if self._log is not None:
                self._log.close()
            raise NotPossible(
                f"{command.argv[0]} cannot be started: {exc.strerror}", hint="check server.program"
            ) from exc
        self._reader = threading.Thread(target=self._follow, name="server log", daemon=True)
        self._reader.start()

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""
        return self._child.poll()

    def tail(self) -> list[str]:
        """The last lines it said."""
        return list(self._tail)

    def stop(self, seconds: float) -> None:
        """End the whole group: asked to first, forced after ``seconds``. Safe to call twice."""
        if self._child.poll() is None:
            self._signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(seconds)
        # Workers may outlive the one that started them, with the GPU's memory in their hands.
        self._signal(signal.SIGKILL)
        self._child.wait()
        self._remove_container()
        self._reader.join(timeout=5)

    def wait(self, seconds: float) -> bool:
        """Whether it ended within ``seconds``."""
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, number)

    def _remove_container(self) -> None:
        """A killed client leaves its container running."""
        if not self._command.container:
            return
        with contextlib.suppress(subprocess.TimeoutExpired, OSError):
            subprocess.run(
                [self._command.argv[0], "rm", "--force", self._command.container],
                env=self._command.environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_REMOVE_SECONDS,
            )

    def _follow(self) -> None:
        """Read to the end whatever happens to the readers: a pipe that nobody empties stops the server."""
        assert self._child.stdout is not None
        log, listened = self._log, True
        with self._child.stdout as stream, self._log or contextlib.nullcontext():
            while data := stream.readline(_LONGEST_LINE):
                line = data.decode(errors="replace").rstrip()
                if not line:
                    continue
                self._tail.append(line)
                log = log if log is not None and _written(log, line) else None
                listened = listened and _told(self._said, line)


def _written(log: IO[str], line: str) -> bool:
    """False where the disk is full."""
    try:
        log.write(time.strftime("%Y-%m-%dT%H:%M:%S ") + line + "\n")
        log.flush()
    except OSError:
        return False
    return True


def _told(said: Callable[[str], None], line: str) -> bool:
    """False where nobody listens any more, as behind ``| head``."""
    try:
        said(tidy(line))
    except OSError:
        return False
    return True


def _opened(log_file: Path | None) -> IO[str] | None:
    if log_file is None:
        return None
    try:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        return log_file.open("a", encoding="utf-8")
    except OSError as exc:
        raise NotPossible(f"the log {log_file} cannot be written: {exc.strerror}", hint="set server.log_file") from exc
