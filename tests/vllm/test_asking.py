"""The client of jobs against a real server: structured answers, adapters by name, limits, the prefix cache."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import JsonValue

from overhaul.domain.endpoints import Structured
from overhaul.domain.errors import ModelRefused
from overhaul.domain.models import Finish, ModelRequest, Role, Segment, Speaker
from serving.client import EndpointClient
from tests.vllm.conftest import LOUD, PLAIN, VllmServer

EDITS: dict[str, JsonValue] = {
    "type": "object",
    "properties": {
        "path": {"type": "string", "maxLength": 40},
        "edits": {
            "type": "array",
            "minItems": 1,
            "maxItems": 3,
            "items": {
                "type": "object",
                "properties": {
                    "find": {"type": "string", "maxLength": 60},
                    "replace": {"type": "string", "maxLength": 60},
                },
                "required": ["find", "replace"],
                "additionalProperties": False,
            },
        },
        "sure": {"enum": ["yes", "no"]},
    },
    "required": ["path", "edits", "sure"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def client(vllm_server: VllmServer) -> Iterator[EndpointClient]:
    with EndpointClient(vllm_server.endpoint()) as opened:
        yield opened


def question(text: str, **changes: object) -> ModelRequest:
    segments = (Segment(speaker=Speaker.USER, text=text),)
    return ModelRequest(role=Role.EDITOR, segments=segments).model_copy(update=changes)


@pytest.mark.parametrize("style", [Structured.JSON_SCHEMA, Structured.VLLM])
def test_twenty_of_twenty_answers_obey_their_schema(vllm_server: VllmServer, style: Structured) -> None:
    def ask(seed: int) -> dict[str, object]:
        request = question("Mend it.", answer_schema=EDITS, max_tokens=1200, temperature=1.0, seed=seed)
        reply = client.ask(request)
        assert reply.finish is Finish.STOP
        found: dict[str, object] = json.loads(reply.text)
        return found

    with EndpointClient(vllm_server.endpoint(structured=style)) as client, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(20)))
    for answer in answers:
        assert set(answer) == {"path", "edits", "sure"}
        assert answer["sure"] in ("yes", "no")
    assert len({json.dumps(answer) for answer in answers}) > 1, "seeds make answers differ"


def test_an_answer_says_what_it_took_and_why_it_ended(client: EndpointClient) -> None:
    reply = client.ask(question("def add(a, b):", max_tokens=7))
    assert reply.finish is Finish.LENGTH
    assert reply.usage.completion_tokens == 7
    assert reply.usage.prompt_tokens > 5 and not reply.usage.estimated


def test_equal_questions_have_equal_answers(client: EndpointClient) -> None:
    first, second = (client.ask(question("import os", max_tokens=24)).text for _ in range(2))
    assert first == second


def test_a_shared_beginning_comes_from_the_cache(client: EndpointClient) -> None:
    shared = "def convert(line):\n    return line.strip()\n\n" * 60
    client.ask(question(shared + "first", max_tokens=1))
    usage = client.ask(question(shared + "second", max_tokens=1)).usage
    assert usage.cached_tokens > usage.prompt_tokens / 2


def test_an_adapter_is_asked_by_its_name(vllm_server: VllmServer) -> None:
    answers = {}
    for model in (vllm_server.model, PLAIN, LOUD):
        adapter = "" if model == vllm_server.model else model
        with EndpointClient(vllm_server.endpoint(model, adapter=adapter)) as client:
            reply = client.ask(question("def add(a, b):", max_tokens=24))
            assert (reply.model, reply.adapter) == (model, adapter)
            answers[model] = reply.text
    assert len(set(answers.values())) == 3


def test_an_adapter_that_is_not_there_is_refused(vllm_server: VllmServer) -> None:
    with EndpointClient(vllm_server.endpoint("orders@7")) as client, pytest.raises(ModelRefused, match="orders@7"):
        client.ask(question("x"))


def test_a_prompt_that_is_too_long_is_refused(client: EndpointClient) -> None:
    with pytest.raises(ModelRefused, match="maximum context length"):
        client.ask(question("x = 1\n" * 4000))


def test_many_may_ask_at_once(client: EndpointClient) -> None:
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda n: client.ask(question(f"value_{n} =", max_tokens=16)), range(32)))
    assert all(reply.usage.completion_tokens for reply in replies)
