"""A pool of forked processes: they have all there is to work on already, and are only told which part is next.

What is left to do waits in one pipe that all workers read; each sends what it made through a pipe of its own. No
thread is started and no lock is held, so a worker that dies leaves an end of file and nothing else.
"""

import gc
import os
import pickle
import select
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

_NEXT = struct.Struct("=I")
"""The number of a part, as workers are told it: so short that it is written and read whole."""
_SIZE = struct.Struct("=Q")
"""How many bytes a worker sends next."""
_READ = 1 << 20
_GARBAGE = 100_000
"""How many more objects a worker makes than it drops before it looks for cycles among them."""


class WorkerDied(Exception):
    """A worker ended before all was done."""


def run_forked(jobs: int, run: Callable[[int], Any], count: int, on_done: Callable[[int, Any], None]) -> None:
    """``run`` each number below ``count`` in one of ``jobs`` processes; ``on_done`` is told here what it gave.

    An error that ``run`` raises is raised here, with a note of where it was. No process is left when this returns.

    Raises:
        WorkerDied: a worker ended on its own.
    """
    waiting, todo = os.pipe()
    os.set_blocking(todo, False)
    workers: dict[int, int] = {}
    """Where a worker's results are read → its process."""
    finished = False
    try:
        for _ in range(jobs):
            reading, writing = os.pipe()
            pid = os.fork()
            if pid == 0:
                _work(run, waiting, writing, [todo, reading, *workers])
            os.close(writing)
            workers[reading] = pid
        left = _tell(todo, range(count))
        results = _results(list(workers))
        for _ in range(count):
            number, made, error = next(results)
            left = _tell(todo, left)
            if error is not None:
                raise error
            on_done(number, made)
        finished = True
    finally:
        for end in (waiting, todo, *workers):
            os.close(end)
        for pid in workers.values():
            if not finished:
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _tell(todo: int, numbers: Sequence[int]) -> Sequence[int]:
    """Hand out ``numbers`` as far as the pipe takes them; those that are left."""
    for place, number in enumerate(numbers):
        try:
            os.write(todo, _NEXT.pack(number))
        except BlockingIOError:
            return numbers[place:]
    return ()


def _results(ends: Sequence[int]) -> Iterator[tuple[int, Any, Exception | None]]:
    """What workers send, as it comes: (number, what was made, error)."""
    poll = select.poll()
    for end in ends:
        poll.register(end, select.POLLIN)
    while True:
        for end, _ in poll.poll():
            (size,) = _SIZE.unpack(_read(end, _SIZE.size))
            yield pickle.loads(_read(end, size))


def _read(end: int, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        parts.append(os.read(end, min(size, _READ)))
        if not parts[-1]:
            raise WorkerDied
        size -= len(parts[-1])
    return b"".join(parts)


def _work(run: Callable[[int], Any], waiting: int, results: int, others: Sequence[int]) -> NoReturn:
    """A worker's life; it ends when nobody can hand out anything any more."""
    try:
        for end in others:
            os.close(end)
        prepare_worker()
        while told := os.read(waiting, _NEXT.size):
            _send(results, _made(run, *_NEXT.unpack(told)))
        os._exit(0)
    finally:
        os._exit(1)


def prepare_worker() -> None:
    """Set up a process that works for this one.

    Ctrl-C on a terminal reaches the workers too: they go on, and the job stops at a safe point. What is loaded
    stays: looking through it for garbage again and again took a tenth of the time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 10)


def _made(run: Callable[[int], Any], number: int) -> bytes:
    try:
        return pickle.dumps((number, run(number), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - a process boundary: it is raised on the other side
        import traceback  # only now: what is not needed is not loaded

        error.add_note("In a worker process:\n" + traceback.format_exc())
        return pickle.dumps((number, None, error), pickle.HIGHEST_PROTOCOL)


def _send(results: int, data: bytes) -> None:
    left = memoryview(_SIZE.pack(len(data)) + data)
    while left:
        left = left[os.write(results, left) :]
