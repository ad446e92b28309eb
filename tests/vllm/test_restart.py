"""A server that is killed is started again, and has its adapters again. Last, because it takes the server away."""

import os
import signal

from serving.canary import served
from tests.vllm.conftest import LOUD, PLAIN, VllmServer


def test_killed_it_comes_back_with_what_was_loaded_meanwhile(vllm_server: VllmServer) -> None:
    cli, before, killed = vllm_server.cli, vllm_server.starts(), vllm_server.leader()
    assert cli.run("adapter", "add", vllm_server.models / "loud", "--name", "late").returncode == 0
    assert cli.run("adapter", "load", "late").returncode == 0
    assert cli.run("adapter", "unload", LOUD).returncode == 0
    os.kill(killed, signal.SIGKILL)
    vllm_server.wait_ready(before + 1)
    said = vllm_server.output.read_text()
    assert "server: crashed: it was killed" in said
    assert vllm_server.leader() != killed
    assert set(served(vllm_server.endpoint())[0]) == {vllm_server.model, PLAIN, "late@1"}


def test_a_second_server_on_its_port_is_refused_in_words(vllm_server: VllmServer) -> None:
    done = vllm_server.cli.run("model", "serve")
    assert done.returncode == 7
    assert "cannot be listened on" in done.stderr and "server.port" in done.stderr
