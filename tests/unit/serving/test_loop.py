"""Many threads, one loop: results, errors, interruption, closing."""

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from overhaul.domain.errors import JobCancelled
from serving.loop import LoopThread


async def value(number: int) -> int:
    await asyncio.sleep(0)
    if number < 0:
        raise KeyError(number)
    return number


def test_results_and_errors_come_back_to_whoever_asked() -> None:
    loop = LoopThread()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda number: loop.run(value(number)), range(50))) == list(range(50))
    with pytest.raises(KeyError):
        loop.run(value(-1))
    loop.close()
    loop.close()


def test_closing_lets_what_is_under_way_clean_up() -> None:
    loop, begun, cleaned = LoopThread(), threading.Event(), []

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.append(True)

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(lambda: loop.run(wait()))
        begun.wait()
        loop.close()
        with pytest.raises(JobCancelled):
            asked.result()
    assert cleaned == [True]
    with pytest.raises(JobCancelled, match="closed"):
        loop.run(value(1))


def test_closing_what_was_never_used() -> None:
    LoopThread().close()


def test_a_forked_process_is_told_rather_than_left_hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = LoopThread()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(RuntimeError, match="forked"):
        loop.run(value(1))
