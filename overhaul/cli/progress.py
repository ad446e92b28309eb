"""A running job on the screen: a live display on a terminal, plain lines elsewhere, or JSON events."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Protocol

from overhaul.cli.output import speak_utf8
from overhaul.cli.tasks import task_lines
from overhaul.domain.events import Event, EventKind
from overhaul.domain.jobs import StepId
from overhaul.domain.text import counted
from overhaul.report.visible import one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_QUIET = (EventKind.STEP_ENDED, EventKind.PROPOSAL_OFFERED, EventKind.TESTS_COMPLETED, EventKind.JOB_ENDED)
"""Events whose news another one carries."""

_LABELS = {
    StepId.INTAKE: "take in the repository",
    StepId.SURVEY: "survey every file",
    StepId.BASELINE: "run the tests as they are",
    StepId.PLAN: "plan",
    StepId.TRANSFORM: "edit in parallel",
    StepId.INTEGRATE: "verify and commit",
    StepId.REPAIR: "repair what fails",
    StepId.REVIEW: "review",
    StepId.PUBLISH: "publish",
}


class Sink(Protocol):
    """Somebody who listens to a job."""

    def emit(self, event: Event) -> None:
        """Take one event."""
        ...


class JsonLines:
    """One JSON event a line."""

    def emit(self, event: Event) -> None:
        """Print the event."""
        print(event.model_dump_json(), flush=True)


class PlainLines:
    """One short line for what a person wants to know; no colours, no cursor movement."""

    def emit(self, event: Event) -> None:
        """Print the event, unless it is one of many alike."""
        if event.kind in _QUIET:
            return
        if event.kind is EventKind.UNIT_ENDED:
            done, total = event.data.get("done"), event.data.get("total")
            if done != total:
                return
            print(f"  {counted(_number(event, 'total'), 'unit')} edited", flush=True)
        elif event.kind is EventKind.STEP_STARTED:
            print(f"{event.message}: {_LABELS.get(StepId(event.message), '')}", flush=True)
        else:
            print("\n".join([f"  {one_line(event.message)}", *task_lines(event)]), flush=True)


class LiveDisplay:
    """The steps, the units that are done and the tests restored so far, on a terminal."""

    def __init__(self, console: "Console | None" = None) -> None:
        from rich.console import Console
        from rich.live import Live

        self._console = console or Console()
        self._ended: set[str] = set()
        self._current, self._since = "", 0.0
        self.stopping = False
        """Set where the user asked the job to stop, so that the screen answers before the job can."""
        self._units = (0, 0)
        self._offered = ""
        self._tests = (0, 0)
        self._live = Live(get_renderable=self.renderable, console=self._console, refresh_per_second=8, transient=True)

    def __enter__(self) -> "LiveDisplay":
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def emit(self, event: Event) -> None:
        """Redraw with the event; what lasts is printed above the display."""
        if event.kind is EventKind.STEP_STARTED:
            self._current, self._since = event.message, time.monotonic()
            # A resumed job does not repeat what is behind it.
            order = [step.value for step in _LABELS]
            self._ended |= set(order[: order.index(event.message)]) if event.message in order else set()
        elif event.kind is EventKind.STEP_ENDED:
            self._ended.add(event.message)
        elif event.kind is EventKind.UNIT_ENDED:
            self._units = (_number(event, "done"), _number(event, "total"))
        elif event.kind is EventKind.PROPOSAL_OFFERED:
            self._offered = one_line(event.message)
        elif event.kind is EventKind.TESTS_COMPLETED:
            self._tests = (_number(event, "passed"), _number(event, "must_pass"))
        else:
            if event.kind is EventKind.BASELINE_SET:
                self._tests = (0, _number(event, "must_pass"))
            elif event.kind is EventKind.PROPOSAL_ACCEPTED:
                self._tests = (_number(event, "restored"), _number(event, "must_pass"))
            if event.kind is not EventKind.JOB_ENDED:
                style = "red" if event.kind is EventKind.PROPOSAL_REFUSED else None
                for line in (f"  {one_line(event.message)}", *task_lines(event)):
                    self._console.print(line, style=style, markup=False, highlight=False)

    def renderable(self) -> "Table":
        """What stands on the screen now."""
        from rich.progress_bar import ProgressBar
        from rich.spinner import Spinner
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 1))
        for step, label in _LABELS.items():
            if step.value in self._ended:
                table.add_row(Text("✓", style="green"), Text(label, style="dim"), "")
            elif step.value == self._current:
                table.add_row(Spinner("dots"), Text(label, style="bold"), self._detail(step))
            else:
                table.add_row(" ", Text(label, style="dim"), "")
        if self.stopping:
            table.add_row(" ", Text("stopping", style="bold"), Text("at the next safe point; Ctrl-C again: at once"))
        if self._tests[1]:
            done, total = self._tests
            table.add_row(" ", Text("tests restored"), Text(f"{done:,} of {total:,}"))
            table.add_row(" ", "", ProgressBar(total=total, completed=done, width=40))
        return table

    def _detail(self, step: StepId) -> "Text":
        from rich.text import Text

        if step is StepId.TRANSFORM and self._units[1]:
            return Text(f"{self._units[0]:,} of {self._units[1]:,} units")
        if step in (StepId.INTEGRATE, StepId.REPAIR) and self._offered:
            return Text(self._offered)
        minutes, seconds = divmod(int(time.monotonic() - self._since), 60)
        return Text(f"{minutes}:{seconds:02}", style="dim")


def _number(event: Event, name: str) -> int:
    value = event.data.get(name)
    return value if isinstance(value, int) else 0


@contextmanager
def display_for(*, as_json: bool, no_tty: bool, cancel: Callable[[], object]) -> Iterator[Sink]:
    """The display the user asked for; Ctrl-C asks the job to stop, a second one stops it at once."""
    if as_json or no_tty or not sys.stdout.isatty():
        if as_json:
            speak_utf8()
        with _interruptible(cancel, _say_stopping):
            yield JsonLines() if as_json else PlainLines()
        return
    display = LiveDisplay()

    def stopping() -> None:
        display.stopping = True

    with _interruptible(cancel, stopping), display:
        yield display


def _say_stopping() -> None:
    # Past the buffers: a signal may have come in the middle of a print.
    os.write(2, b"stopping at the next safe point; press Ctrl-C again to stop at once\n")


@contextmanager
def _interruptible(cancel: Callable[[], object], tell: Callable[[], object]) -> Iterator[None]:
    def first(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        # The handler interrupts the main thread anywhere: inside a print, or holding the database's lock.
        # So it leaves the request to a thread, which can wait for that lock.
        tell()
        threading.Thread(target=cancel, daemon=True).start()

    before = signal.signal(signal.SIGINT, first)
    terminated = signal.signal(signal.SIGTERM, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGTERM, terminated)
