"""The canary and the status of a real server."""

import json

from serving.canary import check
from tests.vllm.conftest import CONTEXT, LOUD, PLAIN, VllmServer


def test_the_canary_passes_and_sees_everything(vllm_server: VllmServer) -> None:
    report = check(vllm_server.endpoint(), adapters=[PLAIN, LOUD])
    assert report.ok, report.model_dump_json(indent=1)
    assert not [found.name for found in report.checks if found.skipped]


def test_it_ran_before_the_server_counted_as_ready(vllm_server: VllmServer) -> None:
    said = vllm_server.output.read_text()
    before, _, _ = said.partition("server: ready")
    assert "json-schema     5 of 5 answers" in before
    assert "long-context" in before


def test_the_command_tells_machines(vllm_server: VllmServer) -> None:
    done = vllm_server.cli.run("model", "check", "--json", "--adapter", PLAIN)
    report = json.loads(done.stdout)
    assert done.returncode == 0 and report["ok"] and report["broken"] == []
    assert report["model"] == vllm_server.model


def test_a_context_the_server_has_not_is_broken_by_name(vllm_server: VllmServer) -> None:
    report = check(vllm_server.endpoint(context=2 * CONTEXT), adapters=[])
    assert report.broken == ("long-context",)


def test_an_adapter_that_is_not_loaded_is_broken_by_name(vllm_server: VllmServer) -> None:
    done = vllm_server.cli.run("model", "check", "--adapter", "orders@9")
    assert done.returncode == 4
    assert "orders@9 is not loaded" in done.stdout and "overhaul adapter load orders@9" in done.stdout


def test_status_counts_what_was_done(vllm_server: VllmServer) -> None:
    done = vllm_server.cli.run("model", "status", "--json")
    status = json.loads(done.stdout)
    assert done.returncode == 0
    assert {vllm_server.model, PLAIN, LOUD} <= set(status["models"])
    assert status["version"].startswith("0.")
    assert status["prompt_tokens"] > status["cached_tokens"] > 0
    assert 0 < status["prefix_hit_rate"] < 1
    assert 0 <= status["acceptance_rate"] <= 1
    assert status["generated_tokens"] > 0 and status["running"] == 0 == status["waiting"]
    assert status["finished"]["length"] and status["finished"]["stop"]
    assert status["max_adapters"] == 2


def test_status_reads_well_and_shows_no_key(vllm_server: VllmServer) -> None:
    done = vllm_server.cli.run("model", "status")
    assert "prefix cache hits" in done.stdout and PLAIN in done.stdout
    everything = done.stdout + vllm_server.output.read_text() + vllm_server.cli.run("model", "serve", "--print").stdout
    assert vllm_server.key not in everything
