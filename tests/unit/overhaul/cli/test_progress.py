"""A running job on the screen: three displays, and signals that ask before they stop."""

import io
import json
import os
import signal
import threading

import pytest
from rich.console import Console

from overhaul.cli.progress import JsonLines, LiveDisplay, PlainLines, display_for
from overhaul.domain.events import Event, EventKind

K = EventKind


def event(kind: EventKind, message: str = "", **data: object) -> Event:
    return Event.model_validate(
        {"kind": kind, "job": "j", "at": "2026-01-01T00:00:00Z", "message": message, "data": data}
    )


STORY = [
    event(K.JOB_STARTED, "/src to python3.12"),
    event(K.STEP_STARTED, "intake", step="intake"),
    event(K.STEP_ENDED, "intake", step="intake"),
    event(K.BASELINE_SET, "7 of 9 tests pass on 2.7.18", must_pass=7),
    event(K.STEP_STARTED, "transform", step="transform"),
    event(K.UNIT_ENDED, "unit 1", done=1, total=2),
    event(K.UNIT_ENDED, "unit 2", done=2, total=2),
    event(K.STEP_ENDED, "transform", step="transform"),
    event(K.STEP_STARTED, "integrate", step="integrate"),
    event(K.PROPOSAL_OFFERED, "Do [bold]it[/bold]", files=1),
    event(K.TESTS_COMPLETED, "5 of 7", passed=5, must_pass=7),
    event(K.PROPOSAL_REFUSED, "Do [bold]it[/bold]: refused (tests)"),
    event(K.PROPOSAL_ACCEPTED, "Do that: 1 files, +1 -1", restored=6, must_pass=7),
    event(K.NOTE, "something"),
    event(K.JOB_ENDED, "done"),
]


def test_plain_lines_say_each_thing_once(capsys: pytest.CaptureFixture[str]) -> None:
    for one in STORY:
        PlainLines().emit(one)
    assert capsys.readouterr().out.splitlines() == [
        "  /src to python3.12",
        "intake: take in the repository",
        "  7 of 9 tests pass on 2.7.18",
        "transform: edit in parallel",
        "  2 units edited",
        "integrate: verify and commit",
        "  Do [bold]it[/bold]: refused (tests)",
        "  Do that: 1 files, +1 -1",
        "  something",
    ]


def test_json_lines_say_everything(capsys: pytest.CaptureFixture[str]) -> None:
    for one in STORY:
        JsonLines().emit(one)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines] == [one.kind for one in STORY]
    assert Event.model_validate(lines[3]) == STORY[3]


def test_every_kind_of_event_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for kind in EventKind:
        message = "review" if kind is K.STEP_STARTED else "m"
        PlainLines().emit(event(kind, message))
        LiveDisplay(_console()).emit(event(kind, message))


def _console() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=100, record=True)


def test_the_live_display_shows_steps_units_and_tests() -> None:
    console = _console()
    with LiveDisplay(console) as display:
        seen = []
        for one in STORY:
            display.emit(one)
            console.print(display.renderable())
            seen.append(console.export_text())
    during = seen[6]
    assert "✓ take in the repository" in during and "2 of 2 units" in during
    assert "0 of 7" in during, "the baseline set how many there are"
    assert "Do [bold]it[/bold]" in seen[9], "a repository's text is no markup"
    assert "5 of 7" in seen[10] and "6 of 7" in seen[12]
    assert "something" in seen[13]


def test_a_resumed_job_shows_its_earlier_steps_as_done() -> None:
    console = _console()
    display = LiveDisplay(console)
    display.emit(event(K.STEP_STARTED, "integrate", step="integrate"))
    console.print(display.renderable())
    text = console.export_text()
    assert "✓ edit in parallel" in text and "✓ repair what fails" not in text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_second_stops(number: signal.Signals, capfd: pytest.CaptureFixture[str]) -> None:
    asked = threading.Event()
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), display_for(as_json=True, no_tty=True, cancel=asked.set):
        os.kill(os.getpid(), number)
        assert asked.wait(30)
        os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before
    assert "press Ctrl-C again" in capfd.readouterr().err


def test_a_request_that_must_wait_does_not_hold_up_the_job() -> None:
    """The handler runs in the middle of anything, even while the database's lock is held here."""
    lock, done = threading.Lock(), threading.Event()

    def cancel() -> None:
        with lock:
            done.set()

    with display_for(as_json=True, no_tty=True, cancel=cancel):
        with lock:
            os.kill(os.getpid(), signal.SIGINT)
        assert done.wait(30)


def test_a_repository_cannot_write_to_the_terminal_as_it_likes(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = event(K.NOTE, "a\x1b[2J\x1b]0;title\x07 b\nc\u202ed")
    PlainLines().emit(hostile)
    console = _console()
    LiveDisplay(console).emit(hostile)
    for said in (capsys.readouterr().out, console.export_text(styles=False)):
        assert "⟨U+001B⟩[2J" in said and not {"\x1b", "\x07", "\u202e"} & set(said)
        assert len(said.splitlines()) == 1


def test_the_screen_answers_a_request_to_stop_at_once() -> None:
    console = _console()
    display = LiveDisplay(console)
    display.emit(event(K.STEP_STARTED, "baseline", step="baseline"))
    display.stopping = True
    console.print(display.renderable())
    assert "stopping" in console.export_text(clear=False) and "Ctrl-C again" in console.export_text()
