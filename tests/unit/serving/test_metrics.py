"""Prometheus text as vLLM writes it, and as a stranger might."""

from pydantic import SecretStr

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.models import Residency
from serving.metrics import Numbers, Sample, names, samples, status
from serving.wire import Wire
from tests.support.simulated_vllm import SimulatedVllm

TEXT = """\
# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="tiny"} 3.0
vllm:num_requests_running{engine="1",model_name="tiny"} 2.0
vllm:kv_cache_usage_perc{engine="0",model_name="tiny"} 0.5
vllm:kv_cache_usage_perc{engine="1",model_name="tiny"} 0.1
vllm:prefix_cache_queries_total{engine="0"} 810.0
vllm:prefix_cache_hits_total{engine="0"} 768.0
vllm:spec_decode_num_draft_tokens_total{engine="0"} 0.0
vllm:request_success_total{engine="0",finished_reason="stop"} 6.0
vllm:request_success_total{engine="1",finished_reason="stop"} 1.0
vllm:request_success_total{engine="0",finished_reason="length"} 0.0
vllm:lora_requests_info{max_lora="2",running_lora_adapters="",waiting_lora_adapters=""} 1.7e+09
vllm:lora_requests_info{max_lora="2",running_lora_adapters="a@1,b@2",waiting_lora_adapters="a@1"} 1.8e+09
quoted{path="C:\\\\x",say="\\"hi\\"\\nthere",comma="a,b}"} 1 1395066363000
broken{ 1
nan NaN
endless +Inf
no_number abc
"""


def test_samples() -> None:
    found = {sample.name: sample for sample in samples(TEXT)}
    assert found["quoted"] == Sample("quoted", {"path": "C:\\x", "say": '"hi"\nthere', "comma": "a,b}"}, 1.0)
    assert "broken" not in found and "no_number" not in found


def test_numbers() -> None:
    numbers = Numbers(TEXT)
    assert numbers.total("vllm:num_requests_running") == 5
    assert numbers.mean("vllm:kv_cache_usage_perc") == 0.3
    assert numbers.rate("vllm:prefix_cache_hits_total", "vllm:prefix_cache_queries_total") == 768 / 810
    assert numbers.rate("accepted", "vllm:spec_decode_num_draft_tokens_total") is None
    assert numbers.by("vllm:request_success_total", "finished_reason") == {"stop": 7}
    assert numbers.newest("vllm:lora_requests_info")["running_lora_adapters"] == "a@1,b@2"
    assert (numbers.total("nan"), numbers.total("endless"), numbers.mean("missing")) == (0, 0, None)


def test_names_of_whatever_came() -> None:
    assert names({"data": [{"id": "b"}, {"id": "a"}, {"id": 3}, "x"]}) == ("a", "b")
    assert names(None) == names([]) == names({"data": None}) == ()


def where(server: SimulatedVllm, key: str) -> Endpoint:
    return Endpoint(name="s", base_url=server.base_url, model="", residency=Residency.ON_PREM, key=SecretStr(key))


def test_the_status_of_a_server() -> None:
    with (
        SimulatedVllm(adapters={"a@1": "/a"}, running=2, generated=50) as server,
        Wire(where(server, "sesame")) as wire,
    ):
        found = status(wire)
        assert (found.ok, found.version, found.models) == (True, "0.32.0", ("a@1", "tiny"))
        assert (found.running, found.generated_tokens, found.prefix_hit_rate) == (2, 50, None)
        server.metrics = False
        found = status(wire)
        assert found.ok and "no /metrics" in found.problem


def test_a_server_that_does_not_answer_is_a_status() -> None:
    with SimulatedVllm() as server, Wire(where(server, "wrong")) as wire:
        found = status(wire)
        assert not found.ok and "401" in found.problem
