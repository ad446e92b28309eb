"""One git repository's commands, run sealed through GitPython's command wrapper."""

import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

from overhaul.domain.errors import NotPossible
from tools.vcs.hardening import sealed_command

_GROUP_SIGNALS = frozenset({signal.SIGHUP, signal.SIGINT, signal.SIGTERM})


class GitFailed(Exception):
    """A git command did not exit with 0. Callers translate it: only they know what was wanted."""

    def __init__(self, arguments: Sequence[str], status: int, stderr: bytes) -> None:
        self.status = status
        self.said = redacted(stderr.decode("utf-8", "replace")).strip()
        super().__init__(f"git {arguments[0] if arguments else ''} exited with {status}: {self.said}")

    def last_line(self) -> str:
        """What git said last, without its prefixes: one clause for a message."""
        lines = [line.strip() for line in self.said.splitlines() if line.strip()]
        line = lines[-1] if lines else f"it exited with {self.status}"
        return line.removeprefix("fatal: ").removeprefix("error: ").rstrip(".")


class SealedGit(NamedTuple):
    """Runs git on one git folder, with nothing of the user's configuration and no protocols."""

    git_dir: Path
    variables: tuple[str, ...] = ()
    """Further environment variables, as ``NAME=value``."""

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """What the command wrote to its standard output.

        Raises:
            GitFailed: it did not exit with 0.
        """
        return run_command(self._command(arguments), arguments, stdin)

    def line(self, *arguments: str, stdin: bytes = b"") -> str:
        """The one line the command wrote, without its end."""
        return self.run(*arguments, stdin=stdin).decode("utf-8", "surrogateescape").strip()

    @contextmanager
    def started(self, *arguments: str, stdin: int | IO[bytes] | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """The running command, for streams. What it left unread is thrown away at the end.

        Raises:
            GitFailed: it did not exit with 0.
        """
        process = _start(self._command(arguments), stdin)
        try:
            yield process
        except BrokenPipeError:
            pass  # it ended early; its status and words say why
        except BaseException:
            process.kill()
            _drain(process)
            raise
        stderr = _drain(process)
        if process.returncode:
            raise GitFailed(arguments, process.returncode, stderr)

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return [*sealed_command(*self.variables), f"--git-dir={self.git_dir}", *arguments]


def run_command(
    command: Sequence[str],
    arguments: Sequence[str],
    stdin: bytes = b"",
    timeout: float | None = None,
    *,
    terminal: bool = False,
) -> bytes:
    """Run a whole command line; ``arguments`` is its part that may be shown.

    ``terminal`` leaves it the user's terminal, where it may ask for a passphrase.

    Raises:
        GitFailed: it did not exit with 0, or ran longer than ``timeout`` seconds.
    """
    for _ in range(2):  # twice where a signal to the whole group came before it had left the group
        process = _start(command, subprocess.PIPE, terminal=terminal)
        try:
            stdout, stderr = process.communicate(stdin, timeout)
        except subprocess.TimeoutExpired as exc:
            process.kill()
            process.communicate()
            raise GitFailed(arguments, -1, f"no end after {timeout:g} seconds".encode()) from exc
        if terminal or -process.returncode not in _GROUP_SIGNALS:
            break
    if process.returncode:
        raise GitFailed(arguments, process.returncode, stderr)
    return stdout


def redacted(text: str) -> str:
    """``text`` without the passwords and tokens of URLs in it."""
    return re.sub(r"(\w://)[^/@\s]+@", r"\1***@", text)


def _start(command: Sequence[str], stdin: int | IO[bytes] | None, *, terminal: bool = False) -> subprocess.Popen[bytes]:
    # GitPython looks for git as it is imported, and costs 75 ms: not before a command is needed.
    try:
        import git
    except ImportError as exc:
        raise NotPossible("git could not be started.", hint="Install git, version 2.34 or newer.") from exc
    # In a session of its own Ctrl-C does not reach it: half an answer would be taken for a whole one.
    handle = git.Git("/").execute(
        list(command),
        istream=cast(BinaryIO, stdin),
        as_process=True,
        shell=False,
        start_new_session=not terminal,
    )
    process = handle.proc if isinstance(handle, git.Git.AutoInterrupt) else None
    if not isinstance(handle, git.Git.AutoInterrupt) or process is None:
        raise NotPossible("git could not be started.", hint="Check that git and env are installed.")
    handle.proc = None  # ours now: the handle would end the process when it goes
    return cast("subprocess.Popen[bytes]", process)


def _drain(process: subprocess.Popen[bytes]) -> bytes:
    """Close what is open, wait, and return what it wrote to standard error."""
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdin = None  # communicate would flush it
    _, stderr = process.communicate()
    return stderr
