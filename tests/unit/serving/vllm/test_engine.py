"""The engine with small programs in place of vLLM: real processes, real ports, real signals."""

import os
import signal
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from overhaul.domain.errors import EndpointBroken, NotPossible, ServerDied
from serving.vllm.command import ServeCommand
from serving.vllm.engine import Engine, Moment
from serving.vllm.process import ServerProcess

SERVES = """
import os, pathlib, signal, subprocess, sys, time
here = pathlib.Path(sys.argv[1])
worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
(here / "worker").write_text(str(worker.pid))
print("INFO loading", flush=True)
(here / "starts").open("a").write("x")
(here / "up").write_text(str(os.getpid()))
print("INFO serving \\x1b[31m", flush=True)
while True:
    time.sleep(0.05)
"""
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SERVES
FAILS = 'import sys\nprint("torch.OutOfMemoryError: CUDA out of memory", flush=True)\nsys.exit(1)\n'
FAILS_FOR_GOOD = 'import sys\nprint("error: unrecognized arguments: --x", flush=True)\nsys.exit(2)\n'
QUICK = {"backoff_seconds": 0.01, "watch_seconds": 0.1, "stop_seconds": 5}
SILENT = "import time\ntime.sleep(600)\n"


class Run:
    """An engine over a program, in a thread."""

    def __init__(self, tmp_path: Path, program: str, **changes: object) -> None:
        self.here = tmp_path
        self.heard: list[tuple[Moment, str]] = []
        self.raised: BaseException | None = None
        script = tmp_path / "program.py"
        script.write_text(textwrap.dedent(program))
        argv = (sys.executable, str(script), str(tmp_path))
        self.ready: Callable[[], None] = lambda: None
        self.engine = Engine(
            command=lambda: ServeCommand(argv, {"PATH": os.environ["PATH"]}, ()),
            healthy=lambda: (tmp_path / "up").exists(),
            ready=lambda: self.ready(),
            told=lambda moment, text: self.heard.append((moment, text)),
            **{**QUICK, "log_file": tmp_path / "log", **changes},  # type: ignore[arg-type]
        )
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.engine.run()
        except (NotPossible, EndpointBroken) as exc:
            self.raised = exc

    def start(self) -> "Run":
        self.thread.start()
        return self

    def wait_for(self, moment: Moment, times: int = 1) -> None:
        until = time.monotonic() + 30
        while [heard for heard, _ in self.heard].count(moment) < times:
            assert time.monotonic() < until and (self.thread.is_alive() or moment in dict(self.heard)), self.heard
            time.sleep(0.01)

    def end(self) -> None:
        self.engine.stop()
        self.thread.join(30)
        assert not self.thread.is_alive()

    def pid(self, name: str) -> int:
        return int((self.here / name).read_text())


def gone(pid: int) -> bool:
    """Whether no process goes by that number, or only its shell that nobody collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_gone(pid: int) -> bool:
    until = time.monotonic() + 10
    while not gone(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return gone(pid)


def test_started_followed_and_stopped_with_all_its_processes(tmp_path: Path) -> None:
    run = Run(tmp_path, SERVES).start()
    run.wait_for(Moment.READY)
    run.end()
    assert run.raised is None
    assert wait_gone(run.pid("up")) and wait_gone(run.pid("worker"))
    moments = [moment for moment, _ in run.heard]
    assert moments[0] is Moment.STARTING and moments[-1] is Moment.STOPPED
    assert (Moment.LOG, "INFO loading") in run.heard
    assert (Moment.LOG, "INFO serving [31m") in run.heard, "a log commands no terminal"
    assert "INFO loading" in (tmp_path / "log").read_text()


def test_one_that_will_not_end_is_killed(tmp_path: Path) -> None:
    run = Run(tmp_path, STUBBORN, stop_seconds=0.3).start()
    run.wait_for(Moment.READY)
    run.end()
    assert wait_gone(run.pid("up")) and wait_gone(run.pid("worker"))


def test_killed_it_is_started_again_and_made_ready_again(tmp_path: Path) -> None:
    made_ready: list[int] = []
    run = Run(tmp_path, SERVES)
    run.ready = lambda: made_ready.append(run.pid("up"))
    run.start()
    run.wait_for(Moment.READY)
    worker = run.pid("worker")
    (tmp_path / "up").rename(tmp_path / "old")
    os.kill(run.pid("old"), signal.SIGKILL)
    run.wait_for(Moment.READY, 2)
    assert wait_gone(worker), "its workers do not keep the memory"
    assert dict(run.heard)[Moment.CRASHED] == "it was killed"
    run.end()
    assert len(set(made_ready)) == 2


def test_after_too_many_crashes_it_gives_up_and_says_why(tmp_path: Path) -> None:
    run = Run(tmp_path, FAILS, restarts=2).start()
    run.thread.join(30)
    assert isinstance(run.raised, ServerDied)
    assert run.raised.message == "the model server ended: the memory ran out, 3 times in a row"
    assert "server.gpu_memory" in run.raised.hint and str(tmp_path / "log") in run.raised.hint


def test_what_would_end_the_same_way_is_not_tried_again(tmp_path: Path) -> None:
    run = Run(tmp_path, FAILS_FOR_GOOD).start()
    run.thread.join(30)
    assert isinstance(run.raised, ServerDied) and "server.extra_args" in run.raised.hint
    assert [moment for moment, _ in run.heard].count(Moment.STARTING) == 1


def test_one_that_never_answers(tmp_path: Path) -> None:
    run = Run(tmp_path, SILENT, start_seconds=0.5).start()
    run.thread.join(30)
    assert isinstance(run.raised, ServerDied) and "did not answer within 0.5 seconds" in run.raised.message


def test_one_that_runs_and_no_longer_answers_is_started_again(tmp_path: Path) -> None:
    run = Run(tmp_path, SERVES, watch_seconds=0.01).start()
    run.wait_for(Moment.READY)
    (tmp_path / "up").unlink()
    run.wait_for(Moment.READY, 2)
    assert (Moment.CRASHED, "it runs and no longer answers") in run.heard
    run.end()


def test_stopped_while_it_starts(tmp_path: Path) -> None:
    run = Run(tmp_path, SILENT).start()
    run.wait_for(Moment.STARTING)
    run.end()
    assert run.raised is None and run.heard[-1][0] is Moment.STOPPED


def test_a_failed_check_ends_it(tmp_path: Path) -> None:
    def fails() -> None:
        raise EndpointBroken("json-schema: broken")

    run = Run(tmp_path, SERVES)
    run.ready = fails
    run.start()
    run.thread.join(30)
    assert isinstance(run.raised, EndpointBroken)
    assert wait_gone(run.pid("up")) and wait_gone(run.pid("worker"))


def test_a_listener_that_went_away_stops_no_server(tmp_path: Path) -> None:
    chatty = 'print(("x" * 99 + "\\n") * 20000, flush=True)\n(pathlib.Path(sys.argv[1]) / "done").touch()\n'

    def deaf(line: str) -> None:
        raise BrokenPipeError

    (tmp_path / "program.py").write_text("import pathlib, sys\n" + chatty)
    command = ServeCommand((sys.executable, str(tmp_path / "program.py"), str(tmp_path)), {}, ())
    process = ServerProcess(command, deaf, tmp_path / "log")
    assert process.wait(30)
    process.stop(1)
    assert (tmp_path / "done").exists()
    assert (tmp_path / "log").read_text().count("\n") == 20000


def test_a_container_is_removed_with_its_client(tmp_path: Path) -> None:
    """A stand-in for the docker command writes down how it is called."""
    docker = tmp_path / "docker"
    docker.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n[ "$1" = run ] && exec sleep 600\n')
    docker.chmod(0o755)
    command = ServeCommand(
        (str(docker), "run", "image"), {"PATH": os.environ["PATH"]}, (), container="overhaul-model-1"
    )
    process = ServerProcess(command, lambda line: None)
    until = time.monotonic() + 10
    while not (tmp_path / "calls").exists() and time.monotonic() < until:
        time.sleep(0.01)
    process.stop(5)
    assert (tmp_path / "calls").read_text().splitlines() == ["run image", "rm --force overhaul-model-1"]


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(NotPossible, match="/no/vllm cannot be started"):
        ServerProcess(ServeCommand(("/no/vllm",), {}, ()), lambda line: None)
