"""An event loop in a thread of its own: many threads ask, one loop talks."""

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from overhaul.domain.errors import JobCancelled

T = TypeVar("T")


class LoopThread:
    """Runs coroutines for callers of any thread. Started by the first call, stopped by ``close``."""

    def __init__(self, name: str = "models") -> None:
        self._name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._pid = os.getpid()
        self._waiting: set[Future[Any]] = set()
        self._closed = False

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """The coroutine's result, or what it raises. An interrupted caller takes its coroutine with it.

        Raises:
            JobCancelled: ``cancel_all`` was called meanwhile, or ``close`` before.
        """
        if os.getpid() != self._pid:
            coroutine.close()
            raise RuntimeError("the way to the models was opened before this process was forked")
        with self._lock:
            if self._closed:
                coroutine.close()
                raise JobCancelled("the way to the models is closed")
            future = asyncio.run_coroutine_threadsafe(coroutine, self._started())
            self._waiting.add(future)
        try:
            return future.result()
        except CancelledError as exc:
            raise JobCancelled("the call of a model was cancelled") from exc
        finally:
            future.cancel()
            with self._lock:
                self._waiting.discard(future)

    def cancel_all(self) -> None:
        """End whatever is under way: connections are closed, and callers get ``JobCancelled``."""
        with self._lock:
            waiting = list(self._waiting)
        for future in waiting:
            future.cancel()

    def close(self) -> None:
        """Cancel what is under way and end the thread; safe to call twice."""
        with self._lock:
            self._closed = True
        self.cancel_all()
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_end_tasks(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()

    def _started(self) -> asyncio.AbstractEventLoop:
        """The running loop; called with the lock held."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_serve, args=(self._loop,), name=self._name, daemon=True)
            self._thread.start()
        return self._loop


async def _end_tasks() -> None:
    """Let every other task see its cancellation and clean up."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        if not task.cancelling():  # a second time would interrupt its cleaning up
            task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()
