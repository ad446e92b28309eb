"""Executors: where units run. In this process, or in processes of this machine."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from overhaul.domain.errors import SandboxFailure
from workflows.forking import WorkerDied, prepare_worker, run_forked

T = TypeVar("T")
R = TypeVar("R")

_SHARE = 4
"""A chunk is what is left, divided by so many times the workers: large ones first, single items at the end, so that no
worker is left with much to do while the others have nothing."""
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
        chunks = list(_chunks(len(items), self._jobs))

        def chunk_done(number: int, made: Sequence[R]) -> None:
            for index, result in enumerate(made, chunks[number][0]):
                results[index] = result
                if on_done is not None:
                    on_done(index, result)

        try:
            # fork where this is the only thread: workers then start with everything loaded. It is not safe otherwise
            if threading.active_count() == 1:
                run_forked(
                    self._jobs,
                    lambda number: [work(item) for item in items[slice(*chunks[number])]],
                    len(chunks),
                    chunk_done,
                )
            else:
                _run_served(self._jobs, work, [items[start:end] for start, end in chunks], chunk_done)
        except WorkerDied as exc:
            raise SandboxFailure(
                "a worker process died", hint="was it out of memory? try fewer with --jobs 1, then resume"
            ) from exc
        return [results[index] for index in range(len(items))]


def _chunks(count: int, jobs: int) -> Iterator[tuple[int, int]]:
    """The ranges, start and end, in which ``count`` items are handed to ``jobs`` workers."""
    start = 0
    while start < count:
        end = start + max(1, (count - start) // (jobs * _SHARE))
        yield start, end
        start = end


def _run_served(
    jobs: int, work: Callable[[T], R], chunks: Sequence[Sequence[T]], on_done: Callable[[int, list[R]], None]
) -> None:
    """``work`` over ``chunks`` in processes that a server forks, which has one thread only.

    Raises:
        WorkerDied: a worker ended on its own.
    """
    # only now: who can fork does not wait for these to load
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(jobs, context, _start_worker, (work,)) as pool:
        try:
            waiting = {pool.submit(_run_chunk, chunk): number for number, chunk in enumerate(chunks)}
            for future in as_completed(waiting):
                on_done(waiting[future], future.result())
        except BrokenProcessPool as exc:
            raise WorkerDied from exc
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_work: Callable[[Any], Any] | None = None


def _start_worker(work: Callable[[Any], Any]) -> None:
    """Initialize a worker process of a server."""
    global _work
    _work = work
    prepare_worker()


def _run_chunk(items: Sequence[Any]) -> list[Any]:
    assert _work is not None, "_start_worker was not called in this process"
    return [_work(item) for item in items]
