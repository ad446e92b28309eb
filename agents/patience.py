"""What agents do when no model server answers: go on without, wait for one, or stop, as the job says."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from overhaul.domain.errors import JobCancelled, ModelUnavailable
from overhaul.domain.jobs import ModelOptions, WhenUnavailable
from overhaul.domain.models import ModelReply, ModelRequest
from overhaul.domain.ports.models import Model

_PAUSE = 2.0


@dataclass
class Patience:
    """Asks a model for many agents. Once it is known that none answers, nobody asks again.

    A question that fails while others are answered is too much for the server, which is not gone.

    Args:
        check: called before every question and while waiting; raises where the job was cancelled.
        tell: says something to the people who watch.
    """

    model: Model
    options: ModelOptions
    check: Callable[[], None]
    tell: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    given_up: str = ""
    """Why nobody asks any more."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _waiting_since: float | None = None
    _answers: int = 0

    def ask(self, request: ModelRequest) -> ModelReply:
        """The answer, however long it takes to come where the job waits.

        Raises:
            ModelUnavailable: none answers, and the job goes on without or stops; or this question alone finds
                no answer.
            ModelRefused: no endpoint may be asked this.
            JobCancelled: somebody asked for it.
        """
        while True:
            self.check()
            if self.given_up:
                raise ModelUnavailable(self.given_up)
            answers = self._answers
            try:
                reply = self.model.ask(request)
            except JobCancelled:
                self.check()  # it knows more: which job, and how to go on with it
                raise
            except ModelUnavailable as error:
                if self._answers > answers or not self._wait(error.message):
                    raise
                continue
            with self._lock:
                self._waiting_since = None
                self._answers += 1
            return reply

    def heed(self) -> None:
        """Stop here if nobody asks any more and the job is to stop then.

        Raises:
            ModelUnavailable: it is.
        """
        if self.given_up and self.options.when_unavailable is WhenUnavailable.STOP:
            raise ModelUnavailable(
                f"no model server answers: {self.given_up}",
                hint="start it and continue with overhaul resume JOB, or set agents.when_unavailable",
            )

    def _wait(self, problem: str) -> bool:
        """Whether to ask again, after a pause."""
        with self._lock:
            if self.options.when_unavailable is not WhenUnavailable.WAIT:
                self._give_up(problem)
                return False
            now = self.clock()
            if self._waiting_since is None:
                self._waiting_since = now
                self.tell(f"no model server answers ({problem}); waiting up to {self.options.wait_seconds} s for one")
            elif now - self._waiting_since >= self.options.wait_seconds:
                self._give_up(f"none answered within {self.options.wait_seconds} s: {problem}")
                return False
        self.sleep(_PAUSE)
        return True

    def _give_up(self, why: str) -> None:
        if not self.given_up:
            self.given_up = why
