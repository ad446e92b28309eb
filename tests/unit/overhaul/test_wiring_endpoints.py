"""What a job gets before it trusts an endpoint: its adapter, loaded there, and a check."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.errors import BadSettings, EndpointBroken
from overhaul.domain.models import Residency
from overhaul.domain.servers import Adapter
from overhaul.settings import Settings, read_settings
from overhaul.wiring_endpoints import prepared, registry
from tests.support.simulated_vllm import SimulatedVllm


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = read_settings({"HOME": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null"})
    for name, model in (("shop", "tiny"), ("shop", "huge")):
        registry(found).add(
            Adapter(
                name=f"{name}-{model}",
                version=2,
                path=f"/adapters/{name}",
                base="x",
                model=model,
                base_sha256="b",
                rank=8,
                sha256="a",
                track="python2-to-3",
            )
        )
    return found


def endpoint(server: SimulatedVllm, **changes: object) -> Endpoint:
    plain = Endpoint(
        name="sim", base_url=server.base_url, residency=Residency.ON_PREM, context=2048, key=SecretStr("sesame")
    )
    return plain.model_copy(update=changes)


def test_a_job_asks_its_adapter(settings: Settings) -> None:
    with SimulatedVllm() as server:
        asked, adapter = prepared(settings, endpoint(server), "python2-to-3", "/srv/shop")
        assert adapter is not None and asked.model == asked.adapter == adapter.served_name == "shop-tiny@2"
        assert server.adapters == {"shop-tiny@2": "/adapters/shop"}


def test_a_job_of_another_track_asks_the_base(settings: Settings) -> None:
    with SimulatedVllm() as server:
        asked, adapter = prepared(settings, endpoint(server), "java8-to-21", "/srv/shop")
        assert (asked.model, adapter, server.adapters) == ("tiny", None, {})


def test_a_server_that_does_not_load_it(settings: Settings) -> None:
    with SimulatedVllm(refuses_to_load="no memory") as server, pytest.raises(EndpointBroken, match="no memory"):
        prepared(settings, endpoint(server), "python2-to-3", "/srv/shop")


def test_an_adapter_that_changes_nothing_is_not_trusted(settings: Settings) -> None:
    with (
        SimulatedVllm(faults={"adapters"}) as server,
        pytest.raises(EndpointBroken, match="shop-tiny@2 answers exactly"),
    ):
        prepared(settings, endpoint(server), "python2-to-3", "/srv/shop")


def test_where_the_policy_lets_nothing_go(settings: Settings) -> None:
    shut = settings.model_copy(
        update={
            "models": settings.models.model_copy(
                update={"policy": settings.models.policy.model_copy(update={"air_gapped": True})}
            )
        }
    )
    with SimulatedVllm() as server, pytest.raises(BadSettings, match="air-gapped"):
        prepared(shut, endpoint(server, base_url="http://models.example:8000"), "python2-to-3", "/srv/shop")
