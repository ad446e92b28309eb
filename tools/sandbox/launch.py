"""Starting bubblewrap, watching it, and telling its failures from those of what ran inside."""

import json
import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

from overhaul.domain.errors import SandboxFailure
from overhaul.domain.sandbox import CommandResult, Ended, Limits
from tools.sandbox.arguments import Descriptors, limited
from tools.sandbox.cgroups import ControlGroups, Group
from tools.sandbox.seccomp import program
from tools.sandbox.stream import Collected, Collector

_SETUP_SECONDS: Final = 30.0
_GONE_SECONDS: Final = 10.0


class Launch(NamedTuple):
    """One command to be run in bubblewrap."""

    wrapper: Callable[[Descriptors], list[str]]
    """Makes the command line that ends where the command begins."""
    argv: Sequence[str]
    stdin: bytes
    limits: Limits
    groups: ControlGroups | None
    watch: Callable[[], str]


class _Ends(NamedTuple):
    output: int
    status: int
    unblock: int


def launch(order: Launch) -> CommandResult:
    """Run the command and return once every process it started is gone.

    Raises:
        SandboxFailure: bubblewrap could not set the sandbox up, or was killed.
    """
    group = order.groups.create(order.limits) if order.groups else None
    started = time.monotonic()
    try:
        with _started(order, group) as (process, ends):
            return _supervise(order, process, ends, group, started)
    except OSError as exc:
        raise SandboxFailure(f"bubblewrap cannot be run: {exc}") from exc
    finally:
        if group is not None:
            group.close()


@contextmanager
def _started(order: Launch, group: Group | None) -> Iterator[tuple["subprocess.Popen[bytes]", _Ends]]:
    output_r, output_w = os.pipe()
    status_r, status_w = os.pipe()
    block_r, block_w = os.pipe()
    inherited = [status_w, block_r]
    filter_fd = _filter_descriptor()
    if filter_fd is not None:
        inherited.append(filter_fd)
    ends = _Ends(output_r, status_r, block_w)
    process = None
    stdin = _stdin_descriptor(order.stdin)
    try:
        try:
            argv = order.wrapper(Descriptors(status_w, block_r, filter_fd))
            argv += limited(order.argv, order.limits, grouped=group is not None)
            # In a session of its own: Ctrl-C would end it, and that would look like the command's doing.
            process = subprocess.Popen(
                argv,
                stdin=stdin,
                stdout=output_w,
                stderr=output_w,
                pass_fds=inherited,
                env={},
                cwd="/",
                start_new_session=True,
            )
        finally:
            for fd in (stdin, output_w, *inherited):
                os.close(fd)
        yield process, ends
    finally:
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()
        for fd in ends:
            with suppress(OSError):
                os.close(fd)


def _supervise(
    order: Launch, process: "subprocess.Popen[bytes]", ends: _Ends, group: Group | None, started: float
) -> CommandResult:
    limits = order.limits
    collector = Collector(ends.output, limits.output_bytes, started + limits.wall_seconds, order.watch)
    status = _Status(ends.status)
    child = status.child_pid()
    if child is None:
        process.kill()
        collector.drain(_GONE_SECONDS)
        raise SandboxFailure(f"bubblewrap could not set up the sandbox: {_tail(collector)}")
    with _pidfd(child) as first_inside, _pidfd(process.pid) as wrapper:
        if group is not None and first_inside is not None:
            group.attach(child)
        with suppress(BrokenPipeError):
            os.write(ends.unblock, b"x")
        collected = collector.run(wrapper if wrapper is not None else ends.status)
        if collected.timed_out or collected.stopped:
            process.kill()
        process.wait()
        _await_end(first_inside)
    if not collector.drain(_GONE_SECONDS):
        raise SandboxFailure("processes of the sandbox are still alive after it ended")
    out_of_memory = group is not None and group.ran_out_of_memory()
    return _result(collected, collector, status.exit_code(), time.monotonic() - started, out_of_memory)


def _result(
    collected: Collected, collector: Collector, exit_code: int | None, seconds: float, out_of_memory: bool
) -> CommandResult:
    output, truncated = collector.kept()
    ended = Ended.EXITED
    if collected.timed_out:
        ended, exit_code = Ended.TIMED_OUT, 128 + 9
    elif collected.stopped:
        output += f"\n[overhaul] stopped: {collected.stopped}\n".encode()
        ended, exit_code = Ended.KILLED, 128 + 9
    elif exit_code is None and out_of_memory:
        ended, exit_code = Ended.KILLED, 128 + 9
    elif exit_code is None:
        raise SandboxFailure(f"the sandbox ended before its command did: {_tail(collector)}")
    elif exit_code > 128:
        # A program may exit with such a status by itself; shells cannot tell either.
        ended = Ended.KILLED
    return CommandResult(ended=ended, exit_code=exit_code, output=output, truncated=truncated, seconds=seconds)


class _Status:
    """What bubblewrap reports of itself: JSON documents, one a line, on a pipe of its own."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._text = b""

    def child_pid(self) -> int | None:
        """The first process inside, as the host numbers it; None where there never was one."""
        deadline = time.monotonic() + _SETUP_SECONDS
        while b"\n" not in self._text:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._fd], [], [], left)[0] or not self._read():
                return None
        value = self._documents().get("child-pid")
        return value if isinstance(value, int) else None

    def exit_code(self) -> int | None:
        """The command's exit status; None where bubblewrap did not live to report one."""
        while self._read():
            pass
        value = self._documents().get("exit-code")
        return value if isinstance(value, int) else None

    def _read(self) -> bool:
        data = os.read(self._fd, 4096)
        self._text += data
        return bool(data)

    def _documents(self) -> dict[str, object]:
        merged: dict[str, object] = {}
        for line in self._text.splitlines():
            with suppress(ValueError):
                merged |= json.loads(line)
        return merged


def _filter_descriptor() -> int | None:
    rules = program()
    return None if rules is None else _memory_file("seccomp", rules)


def _stdin_descriptor(content: bytes) -> int:
    """Standard input as a file: nobody has to feed it and nobody can block on us."""
    if not content:
        return os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    return _memory_file("stdin", content)


def _memory_file(name: str, content: bytes) -> int:
    """A descriptor, for reading only, of a file without a name that holds ``content``."""
    fd = os.memfd_create(name)
    with os.fdopen(fd, "wb") as file:
        file.write(content)
        file.flush()
        return os.open(f"/proc/self/fd/{fd}", os.O_RDONLY | os.O_CLOEXEC)


@contextmanager
def _pidfd(pid: int) -> Iterator[int | None]:
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        yield None
        return
    try:
        yield fd
    finally:
        os.close(fd)


def _await_end(first_inside: int | None) -> None:
    """The first process of a process namespace ends after all others: then the whole tree is gone."""
    if first_inside is None:
        return
    poll = select.poll()
    poll.register(first_inside, select.POLLIN)
    if not poll.poll(_GONE_SECONDS * 1000):
        raise SandboxFailure("processes of the sandbox are still alive after it ended")


def _tail(collector: Collector) -> str:
    output, _truncated = collector.kept()
    return output.decode(errors="replace").strip()[-500:] or "it said nothing"
