"""The canary: a sound server passes; each way of being broken is found, and by its own name."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.errors import EndpointBroken
from overhaul.domain.models import Residency
from overhaul.domain.servers import CanaryReport
from serving.addresses import AddressRule
from serving.canary import Trust, check
from serving.failures import Failure, Kind
from serving.wire import Wire
from tests.support.simulated_vllm import SimulatedVllm

ALL = {
    "reachable",
    "key",
    "unknown-model",
    "usage",
    "stop-reasons",
    "streaming",
    "json-schema",
    "cancellation",
    "adapters",
    "long-context",
}


@pytest.fixture
def server() -> Iterator[SimulatedVllm]:
    with SimulatedVllm(adapters={"payments@1": "/adapters/payments"}) as running:
        yield running


def endpoint(server: SimulatedVllm, **changes: object) -> Endpoint:
    return Endpoint(
        name="sim",
        base_url=server.base_url,
        model="tiny",
        residency=Residency.ON_PREM,
        context=2048,
        key=SecretStr("sesame"),
    ).model_copy(update=changes)


def failed(report: CanaryReport) -> dict[str, str]:
    return {found.name: f"{found.detail} | {found.advice}" for found in report.checks if not found.ok}


def test_a_sound_server_passes_everything(server: SimulatedVllm) -> None:
    report = check(endpoint(server))
    assert report.ok, failed(report)
    assert {found.name for found in report.checks} == ALL
    assert not [found.name for found in report.checks if found.skipped]


@pytest.mark.parametrize("fault", sorted(ALL - {"reachable"}))
def test_a_fault_is_found_by_its_name(server: SimulatedVllm, fault: str) -> None:
    server.faults.add(fault)
    found = check(endpoint(server))
    if fault == "unknown-model":  # then nothing is known of adapters either: any name is answered
        assert "unknown-model" in found.broken
    else:
        assert found.broken == (fault,), failed(found)
    assert all(one.advice for one in found.checks if not one.ok)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("truncates", "it read 256"),
        ("context-told", "the server holds 1,024 tokens, the endpoint is set to 2,048"),
    ],
)
def test_a_context_smaller_than_configured(server: SimulatedVllm, fault: str, said: str) -> None:
    server.faults.add(fault)
    report = check(endpoint(server))
    assert report.broken == ("long-context",)
    assert said in failed(report)["long-context"]


def test_a_model_it_does_not_serve(server: SimulatedVllm) -> None:
    report = check(endpoint(server, model="huge"))
    assert failed(report) == {
        "reachable": "it does not serve huge, but payments@1, tiny | correct the endpoint's model, or load the adapter"
    }


def test_nobody_there(server: SimulatedVllm) -> None:
    report = check(endpoint(server, base_url="http://127.0.0.1:1"))
    assert report.broken == ("reachable",)
    assert "overhaul model serve" in failed(report)["reachable"]


def test_a_wrong_key(server: SimulatedVllm) -> None:
    report = check(endpoint(server, key=SecretStr("wrong")))
    assert report.broken == ("reachable",)
    assert "401" in failed(report)["reachable"] and "key_env" in failed(report)["reachable"]


def test_without_the_key_it_is_asked_no_further_than_with_it(server: SimulatedVllm) -> None:
    outside = endpoint(server, base_url="http://8.8.8.8:8000")
    rule = AddressRule(internal=True)
    with Wire(outside, rule=rule) as wire, wire.keyless() as stranger, pytest.raises(Failure) as caught:
        stranger.get(f"{stranger.api}/models")
    assert caught.value.kind is Kind.NOT_ALLOWED


def test_an_adapter_that_must_be_there_and_is_not(server: SimulatedVllm) -> None:
    report = check(endpoint(server), adapters=["orders@2"])
    assert failed(report) == {"adapters": "orders@2 is not loaded | overhaul adapter load orders@2"}


def test_what_cannot_be_seen_is_said_and_is_no_failure(server: SimulatedVllm) -> None:
    server.metrics = False
    server.adapters.clear()
    report = check(endpoint(server))
    assert report.ok
    assert {found.name for found in report.checks if found.skipped} == {"cancellation", "adapters"}


def test_a_server_of_one_model_may_take_any_name(server: SimulatedVllm) -> None:
    server.faults.add("unknown-model")
    server.adapters.clear()
    report = check(endpoint(server))
    assert report.ok and "unknown-model" in {found.name for found in report.checks if found.skipped}


def test_where_tokens_cost_money_the_long_prompt_is_shorter(server: SimulatedVllm) -> None:
    server.context = 16384
    assert check(endpoint(server, context=16384)).ok
    free = server.prompts
    server.prompts = 0
    assert check(endpoint(server, context=16384, price_input=Decimal(1))).ok
    assert server.prompts < free / 2


def test_trust_is_remembered_for_the_same_server_only(server: SimulatedVllm, tmp_path: Path) -> None:
    now = [1000.0]
    trust = Trust(tmp_path, seconds=60, clock=lambda: now[0])
    assert trust.require(endpoint(server)).ok
    server.faults.add("json-schema")
    assert trust.require(endpoint(server)).ok, "it passed a moment ago"
    now[0] += 61
    with pytest.raises(EndpointBroken, match="json-schema: answer 1 of 5 does not obey"):
        trust.require(endpoint(server))


def test_a_server_that_was_started_again_is_another(server: SimulatedVllm, tmp_path: Path) -> None:
    trust = Trust(tmp_path)
    assert trust.require(endpoint(server)).ok
    server.faults.add("adapters")
    server.started += 1
    with pytest.raises(EndpointBroken, match="payments@1 answers exactly as the base does"):
        trust.require(endpoint(server))


def test_a_failure_is_not_remembered(server: SimulatedVllm, tmp_path: Path) -> None:
    trust = Trust(tmp_path)
    server.faults.add("usage")
    assert not trust.report(endpoint(server)).ok
    server.faults.clear()
    assert trust.report(endpoint(server)).ok


def test_a_damaged_memory_is_no_trust(server: SimulatedVllm, tmp_path: Path) -> None:
    trust = Trust(tmp_path)
    trust.require(endpoint(server))
    for file in tmp_path.iterdir():
        file.write_text("{")
    server.faults.add("usage")
    assert not trust.report(endpoint(server)).ok
