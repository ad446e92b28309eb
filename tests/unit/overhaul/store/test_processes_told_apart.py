"""A process is known by more than its number."""

import os
import subprocess
import sys

from overhaul.store.processes import holder_of, is_living


def test_this_process_lives() -> None:
    me = holder_of(os.getpid())
    assert me == holder_of(os.getpid())
    assert me.birth
    assert is_living(me, elsewhere=False)


def test_a_process_that_ended_does_not() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        holder = holder_of(process.pid)
        assert is_living(holder, elsewhere=False)
        process.communicate(b"\n")
    assert not is_living(holder, elsewhere=False)


def test_the_same_number_born_at_another_time_is_another_process() -> None:
    me = holder_of(os.getpid())
    assert not is_living(me.model_copy(update={"birth": "1"}), elsewhere=False)
    assert not is_living(me.model_copy(update={"birth": ""}), elsewhere=False)


def test_what_runs_on_another_host_is_for_the_caller_to_say() -> None:
    there = holder_of(os.getpid()).model_copy(update={"host": "another boot"})
    assert not is_living(there, elsewhere=False)
    assert is_living(there, elsewhere=True)


def test_a_number_nobody_has() -> None:
    nobody = holder_of(2**22 + 1)
    assert nobody.birth == ""
    assert not is_living(nobody, elsewhere=False)
