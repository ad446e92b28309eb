"""Executors: where units run. In this process, or in processes of this machine."""

import gc
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from overhaul.domain.errors import SandboxFailure

T = TypeVar("T")
R = TypeVar("R")

_SHARE = 4
"""A chunk is what is left, divided by so many times the workers: large ones first, single items at the end, so that no
worker is left with much to do while the others have nothing."""
_GARBAGE = 100_000
"""How many more objects a worker makes than it drops before it looks for cycles among them."""
_SMALL = 4
"""Fewer items than this a worker are not worth starting processes for."""


class SerialExecutor:
    """Runs everything here, one after the other."""

    def map(
        self, work: Callable[[T], R], items: Sequence[T], *, on_done: Callable[[int, R], None] | None = None
    ) -> list[R]:
        """``work`` over ``items``, in order."""
        results = []
        for index, item in enumerate(items):
            results.append(work(item))
            if on_done is not None:
                on_done(index, results[-1])
        return results


class ProcessExecutor:
    """Runs items in worker processes, a chunk at a time; ``work`` is sent to each worker once.

    Args:
        jobs: worker processes.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def map(
        self, work: Callable[[T], R], items: Sequence[T], *, on_done: Callable[[int, R], None] | None = None
    ) -> list[R]:
        """``work`` over ``items``; results in the items' order, whatever order they end in."""
        if self._jobs == 1 or len(items) < self._jobs * _SMALL:
            return SerialExecutor().map(work, items, on_done=on_done)
        results: dict[int, R] = {}
        method = _start_method()
        # workers that are forked have the items already, and are only told which
        known = items if method == "fork" else ()
        context = multiprocessing.get_context(method)
        with ProcessPoolExecutor(self._jobs, context, _start_worker, (work, known)) as pool:
            waiting: dict[Future[list[R]], int] = {
                pool.submit(_run_chunk, start, end, () if known else items[start:end]): start
                for start, end in _chunks(len(items), self._jobs)
            }
            try:
                while waiting:
                    ended, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in ended:
                        start = waiting.pop(future)
                        for offset, result in enumerate(future.result()):
                            results[start + offset] = result
                            if on_done is not None:
                                on_done(start + offset, result)
            except BrokenProcessPool as exc:
                raise SandboxFailure(
                    "a worker process died", hint="was it out of memory? try fewer with --jobs 1, then resume"
                ) from exc
            finally:
                for future in waiting:
                    future.cancel()
        return [results[index] for index in range(len(items))]


def _chunks(count: int, jobs: int) -> Iterator[tuple[int, int]]:
    """The ranges, start and end, in which ``count`` items are handed to ``jobs`` workers."""
    start = 0
    while start < count:
        end = start + max(1, (count - start) // (jobs * _SHARE))
        yield start, end
        start = end


_work: Callable[[Any], Any] | None = None
_items: Sequence[Any] = ()


def _start_worker(work: Callable[[Any], Any], items: Sequence[Any]) -> None:
    """Initialize a worker process; one that is forked is handed both as they are.

    ``items`` are all there are, or none: then each chunk brings its own.
    """
    global _work, _items
    _work, _items = work, items
    _leave_signals_to_the_job()
    # what is loaded stays: looking through it for garbage again and again took a tenth of the time
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 10)


def _leave_signals_to_the_job() -> None:
    """Ctrl-C on a terminal reaches the workers too: they go on, and the job stops at a safe point."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _start_method() -> str:
    """Fork where this is the only thread: workers then start with everything loaded. It is not safe otherwise."""
    return "fork" if threading.active_count() == 1 else "forkserver"


def _run_chunk(start: int, end: int, items: Sequence[Any]) -> list[Any]:
    assert _work is not None, "_start_worker was not called in this process"
    return [_work(item) for item in items or _items[start:end]]
