"""Adapters brought onto running servers: the server's own listing decides whether it worked."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.models import Residency
from overhaul.domain.servers import Adapter
from serving.replicas import load, reconcile
from serving.wire import Wire
from tests.support.simulated_vllm import SimulatedVllm

A, B = (
    Adapter(name=name, version=1, path=f"/adapters/{name}", base="x", base_sha256="x", rank=8, sha256="x")
    for name in ("a", "b")
)


@pytest.fixture
def server() -> Iterator[SimulatedVllm]:
    with SimulatedVllm() as running:
        yield running


@pytest.fixture
def wire(server: SimulatedVllm) -> Iterator[Wire]:
    with Wire(where(server)) as opened:
        yield opened


def where(server: SimulatedVllm, key: str = "sesame") -> Endpoint:
    return Endpoint(name="r", base_url=server.base_url, model="tiny", residency=Residency.ON_PREM, key=SecretStr(key))


def test_loaded_once(server: SimulatedVllm, wire: Wire) -> None:
    assert load(wire, A).loaded == ("a@1",)
    assert server.adapters == {"a@1": "/adapters/a"}
    assert load(wire, A).loaded == () and load(wire, A).ok


def test_from_another_folder_it_is_loaded_anew(server: SimulatedVllm, wire: Wire) -> None:
    server.adapters["a@1"] = "/old"
    assert load(wire, A).ok
    assert server.adapters == {"a@1": "/adapters/a"}


def test_unloaded(server: SimulatedVllm, wire: Wire) -> None:
    load(wire, A)
    assert reconcile(wire, [], gone=[A]).unloaded == ("a@1",)
    assert server.adapters == {}
    assert reconcile(wire, [], gone=[A]).ok


def test_brought_into_line_after_a_restart(server: SimulatedVllm, wire: Wire) -> None:
    server.adapters |= {"b@1": "/adapters/b", "foreign": "/x"}
    change = reconcile(wire, [A], gone=[B])
    assert (change.loaded, change.unloaded, change.ok) == (("a@1",), ("b@1",), True)
    assert set(server.adapters) == {"a@1", "foreign"}


def test_a_refusal_is_told_in_the_servers_words(server: SimulatedVllm, wire: Wire) -> None:
    server.refuses_to_load = "LoRA rank 32 is greater than max_lora_rank 16"
    change = load(wire, A)
    assert not change.ok and "a@1 could not be loaded" in change.problem and "rank 32" in change.problem


def test_a_server_that_takes_none_while_it_runs(server: SimulatedVllm, wire: Wire) -> None:
    server.runtime_lora = False
    assert "VLLM_ALLOW_RUNTIME_LORA_UPDATING" in load(wire, A).problem


def test_a_wrong_key_and_nobody_there(server: SimulatedVllm) -> None:
    with Wire(where(server, "wrong")) as wire:
        assert "401" in load(wire, A).problem
    with Wire(where(server).model_copy(update={"base_url": "http://127.0.0.1:1"})) as wire:
        assert load(wire, A).problem
