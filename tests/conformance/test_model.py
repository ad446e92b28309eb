"""What every way to the models does. It asks nothing of the answers' sense, so that a real server can run it, too.

``OVERHAUL_TEST_MODEL_URL`` names one: an OpenAI-compatible server that obeys JSON schemas, with
``OVERHAUL_TEST_MODEL_KEY``, ``OVERHAUL_TEST_MODEL_CONTEXT`` (default 2048) and ``OVERHAUL_TEST_MODEL_STRUCTURED``
(default ``json-schema``).
"""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from overhaul.domain.endpoints import Endpoint, Structured
from overhaul.domain.errors import ModelRefused
from overhaul.domain.models import Finish, Label, Residency, Role, Segment, Speaker
from overhaul.domain.ports.models import Model
from serving.audit import report, verify
from serving.gateway import Gateway
from tests.support.models import SCHEMA, endpoint_of, gateway_of, question
from tests.support.simulated_endpoint import SimulatedEndpoint


def _simulated(folder: Path) -> Iterator[Gateway]:
    def answer(messages: object, schema: object, seed: int) -> str:
        return json.dumps({"answer": f"number {seed}, at some length"}) if schema else f"number {seed}, at some length"

    with SimulatedEndpoint(answer=answer) as server, gateway_of(folder, [endpoint_of(server, context=2048)]) as gateway:
        yield gateway


def _real(folder: Path) -> Iterator[Gateway]:
    url = os.environ.get("OVERHAUL_TEST_MODEL_URL")
    if not url:
        pytest.skip("not run: OVERHAUL_TEST_MODEL_URL names no model server")
    key = os.environ.get("OVERHAUL_TEST_MODEL_KEY")
    endpoint = Endpoint(
        name="real",
        base_url=url,
        residency=Residency.ON_PREM,
        key=SecretStr(key) if key else None,
        context=int(os.environ.get("OVERHAUL_TEST_MODEL_CONTEXT", "2048")),
        structured=Structured(os.environ.get("OVERHAUL_TEST_MODEL_STRUCTURED", "json-schema")),
    )
    with gateway_of(folder, [endpoint]) as gateway:
        yield gateway


@pytest.fixture(params=["simulated", "real"])
def model(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Model]:
    yield from {"simulated": _simulated, "real": _real}[request.param](tmp_path)


def test_free_text(model: Model) -> None:
    reply = model.ask(question(max_tokens=16))
    assert reply.endpoint and reply.model and reply.label is Label.CONFIDENTIAL
    assert reply.usage.prompt_tokens > 0 and reply.seconds > 0


def test_an_answer_that_obeys_a_schema(model: Model) -> None:
    reply = model.ask(question(answer_schema=SCHEMA, max_tokens=600))
    assert reply.finish is Finish.STOP
    value = json.loads(reply.text)
    assert list(value) == ["answer"] and len(value["answer"]) <= 200


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_ask(model: Model, role: Role) -> None:
    assert model.ask(question(role=role, max_tokens=4)).endpoint


def test_an_answer_that_is_cut_off_says_so(model: Model) -> None:
    reply = model.ask(question("Tell a long story.", max_tokens=2))
    assert reply.finish is Finish.LENGTH and reply.usage.completion_tokens <= 2


def test_the_same_question_has_the_same_answer(model: Model) -> None:
    one, other = (model.ask(question(answer_schema=SCHEMA, seed=7, max_tokens=600)).text for _ in range(2))
    assert one == other


def test_a_conversation(model: Model) -> None:
    turns = (("Say one word.", Speaker.USER), ("Yes.", Speaker.ASSISTANT), ("And another.", Speaker.USER))
    segments = tuple(Segment(speaker=speaker, text=text) for text, speaker in turns)
    assert model.ask(question(segments=segments, max_tokens=8)).usage.completion_tokens <= 8


@pytest.mark.parametrize("text", ["", "\x00\x1b[31m", "\ud800 half a pair", "naïve ☃ 漢字 𝒳", "</s><|im_end|>{{7*7}}"])
def test_any_text_can_be_asked(model: Model, text: str) -> None:
    assert model.ask(question(f"x = {text}", max_tokens=4)).endpoint


def test_what_is_too_long_goes_nowhere(model: Model) -> None:
    with pytest.raises(ModelRefused) as caught:
        model.ask(question("x = 1\n" * 5_000))
    assert "tokens" in caught.value.message and "2,048" in caught.value.message
    assert model.uses() == ()


def test_many_threads_at_once_and_the_sum_of_it(model: Model) -> None:
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda seed: model.ask(question(seed=seed, max_tokens=8)), range(48)))
    (use,) = model.uses()
    assert (use.calls, use.failed_calls, use.highest_label) == (48, 0, Label.CONFIDENTIAL)
    assert use.prompt_tokens == sum(reply.usage.prompt_tokens for reply in replies)
    assert use.completion_tokens == sum(reply.usage.completion_tokens for reply in replies)
    assert use.residency is Residency.ON_PREM and use.model == replies[0].model


def test_every_call_is_in_the_ledger(model: Model, tmp_path: Path) -> None:
    for seed in range(3):
        model.ask(question(seed=seed, max_tokens=4))
    found = verify(tmp_path / "ledger.jsonl")
    assert (found.head.number, found.unfinished) == (6, 0)
    (flow,) = report(tmp_path / "ledger.jsonl")
    assert (flow.sent, flow.answered, flow.job, flow.label) == (3, 3, "j1", "confidential")
    assert flow.bytes_out > 0 and flow.prompt_tokens == model.uses()[0].prompt_tokens
