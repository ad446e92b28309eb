"""Analysing many files in processes, and outliving the file that takes a process down."""

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from tools.survey.analysis import Analyst, FileAnalysis, Task, encode, start_worker, work

_CHUNK_BYTES = 300_000
_CHUNK_FILES = 100
_SMALL_TREE = 1_500_000
"""Below this many bytes a pool costs more than it saves."""
_SMALL_FILE = 250_000
_SECONDS_A_FILE = 60

Done = Callable[[int], None]
"""Called with how many more files are done."""


def analyse_all(analyst: Analyst, tasks: Sequence[Task], jobs: int, on_done: Done) -> list[bytes]:
    """One encoded analysis a task, in the tasks' order.

    A file on which a worker dies, or which takes it longer than a minute, gets a ``problem``.
    """
    sizes = [task.entry.size for task in tasks]
    if jobs <= 1 or (sum(sizes) < _SMALL_TREE and max(sizes, default=0) < _SMALL_FILE):
        return [_here(analyst, task, on_done) for task in tasks]
    chunks = _chunks(tasks)
    results: list[list[bytes] | None] = [None] * len(chunks)
    with _pool(analyst, min(jobs, len(chunks))) as pool:
        try:
            waiting: dict[Future[list[bytes]], int] = {
                pool.submit(guarded_work, chunk, _SECONDS_A_FILE): i for i, chunk in enumerate(chunks)
            }
        except BrokenProcessPool:
            waiting = {}
        for future in as_completed(waiting):
            if not isinstance(future.exception(), BrokenProcessPool):
                results[waiting[future]] = future.result()
                on_done(len(chunks[waiting[future]]))
    for index, chunk in enumerate(chunks):
        if results[index] is None:
            results[index] = _one_by_one(analyst, chunk, on_done)
    return [blob for blobs in results for blob in blobs or ()]


def guarded_work(tasks: Sequence[Task], seconds: int) -> list[bytes]:
    """``work`` in a worker process that dies where one file takes longer than ``seconds``.

    The alarm's default action ends the process even inside a parser that never comes back to Python.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    blobs: list[bytes] = []
    try:
        for task in tasks:
            signal.alarm(seconds)
            blobs += work([task])
    finally:
        signal.alarm(0)
    return blobs


def _here(analyst: Analyst, task: Task, on_done: Done) -> bytes:
    blob = encode(analyst.analyse(task))
    on_done(1)
    return blob


def _pool(analyst: Analyst, jobs: int) -> ProcessPoolExecutor:
    # Spawned, not forked: the process that surveys has threads (a progress display, a graph runner).
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=start_worker, initargs=(analyst,))


def _chunks(tasks: Sequence[Task]) -> list[list[Task]]:
    chunks: list[list[Task]] = [[]]
    filled = 0
    for task in tasks:
        if chunks[-1] and (filled + task.entry.size > _CHUNK_BYTES or len(chunks[-1]) >= _CHUNK_FILES):
            chunks.append([])
            filled = 0
        chunks[-1].append(task)
        filled += task.entry.size
    return chunks


def _one_by_one(analyst: Analyst, tasks: Sequence[Task], on_done: Done) -> list[bytes]:
    """After a pool broke: find out which file did it, and leave that one out.

    Where not even an idle worker comes up, no file is to blame, and the work is done here.
    """
    blobs: list[bytes] = []
    left = list(tasks)
    while left:
        with _pool(analyst, 1) as pool:
            if not _starts(pool):
                return blobs + [_here(analyst, task, on_done) for task in left]
            while left:
                try:
                    blobs += pool.submit(guarded_work, left[:1], _SECONDS_A_FILE).result()
                except BrokenProcessPool:
                    problem = f"the parser died on it, or took longer than {_SECONDS_A_FILE} seconds"
                    blobs.append(encode(FileAnalysis(problem=problem)))
                    del left[0]
                    on_done(1)
                    break
                del left[0]
                on_done(1)
    return blobs


def _starts(pool: ProcessPoolExecutor) -> bool:
    try:
        return pool.submit(guarded_work, [], _SECONDS_A_FILE).result() == []
    except (BrokenProcessPool, OSError):
        return False
