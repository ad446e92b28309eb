"""One endpoint, well and ill: what comes back, what is tried again, what is not."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from overhaul.domain.endpoints import Structured
from overhaul.domain.errors import JobCancelled, ModelRefused, ModelUnavailable
from overhaul.domain.models import Finish, Segment, Speaker, Usage
from serving.breaker import Breaker
from serving.client import EndpointClient
from serving.failures import Kind
from tests.support import simulated_behaviours as does
from tests.support.models import SCHEMA, endpoint_of, question
from tests.support.simulated_behaviours import Behaviour
from tests.support.simulated_endpoint import SimulatedEndpoint

ANSWER = '{"answer": "forty-two, at last"}'


async def at_once(seconds: float) -> None:
    """Retries that do not wait."""


def client_of(server: SimulatedEndpoint, **fields: object) -> EndpointClient:
    return EndpointClient(endpoint_of(server, **fields), sleep=at_once)


@pytest.fixture
def server() -> Iterator[SimulatedEndpoint]:
    with SimulatedEndpoint(answer=lambda messages, schema, seed: ANSWER) as running:
        yield running


def test_an_answer(server: SimulatedEndpoint) -> None:
    with client_of(server) as client:
        reply = client.ask(question(answer_schema=SCHEMA, seed=3, max_tokens=99))
    assert (reply.text, reply.finish, reply.endpoint, reply.model) == (ANSWER, Finish.STOP, "sim", "tiny")
    assert reply.usage == Usage(prompt_tokens=8, completion_tokens=8)
    (asked,) = server.requests
    assert asked.schema == SCHEMA
    assert (asked.body["stream"], asked.body["seed"], asked.body["max_tokens"]) == (True, 3, 99)
    assert [message["role"] for message in asked.messages] == ["system", "user"]


def test_segments_of_one_speaker_are_one_message(server: SimulatedEndpoint) -> None:
    segments = tuple(Segment(speaker=Speaker.USER, text=text) for text in ("a\n", "b\n", "\ud800"))
    with client_of(server) as client:
        client.ask(question(segments=segments))
    assert server.requests[0].messages == [{"role": "user", "content": "a\nb\n\\ud800"}]


def test_only_headers_that_are_needed_are_sent(server: SimulatedEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "leaked")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Spy: leaked")
    for name in ("OPENAI_BASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with client_of(server) as client:
        client.ask(question())
    needed = {"host", "accept", "accept-encoding", "content-type", "content-length", "user-agent"}
    assert set(server.requests[0].headers) == needed
    assert "leaked" not in str(server.requests[0].headers)


def test_the_key_is_sent_and_shown_nowhere(server: SimulatedEndpoint) -> None:
    server.key = "k-123"
    with client_of(server, key="k-123") as client:
        assert client.ask(question()).text == ANSWER
        assert "k-123" not in repr(client.endpoint) + client.endpoint.model_dump_json()
    with client_of(server) as keyless, pytest.raises(ModelUnavailable, match="401") as caught:
        keyless.ask(question())
    assert "key_env" in caught.value.hint


RETRIED: dict[str, tuple[Behaviour, Kind]] = {
    "rate limited": (does.rate_limited(), Kind.BUSY),
    "408": (does.failing(408), Kind.BUSY),
    "500": (does.failing(500), Kind.SERVER_ERROR),
    "503": (does.failing(503), Kind.SERVER_ERROR),
    "dropped before the headers": (does.dropping(0), Kind.DISCONNECTED),
    "dropped in the middle": (does.dropping(5), Kind.DISCONNECTED),
    "truncated": (does.truncated(), Kind.TRUNCATED),
    "an error inside the stream": (does.error_in_stream(), Kind.SERVER_ERROR),
    "given up by the engine": (does.right(finish="abort"), Kind.SERVER_ERROR),
    "no first token": (does.hanging(), Kind.TIMED_OUT),
    "no headers": (does.hanging(headers=False), Kind.TIMED_OUT),
    "no next token": (does.hanging(after=3), Kind.TIMED_OUT),
}


@pytest.mark.parametrize("name", RETRIED)
def test_what_may_be_otherwise_the_next_time_is_tried_again(server: SimulatedEndpoint, name: str) -> None:
    behaviour, kind = RETRIED[name]
    limits = {"first_token_seconds": 0.2, "next_token_seconds": 0.2} if "no " in name else {}
    server.next(behaviour)
    with client_of(server, **limits) as client:
        call = client.call(question())
        assert call.reply is not None and call.reply.text == ANSWER
        assert call.tries == 2 and call.meter.sent == sum(len(asked.raw) for asked in server.requests)
        server.behaviour = behaviour
        call = client.call(question())
    assert call.failure is not None and (call.failure.kind, call.tries) == (kind, 4)


FINAL: dict[str, tuple[Behaviour, Kind]] = {
    "400": (does.failing(400, "too long\x1b[31m"), Kind.REQUEST_REFUSED),
    "404": (does.failing(404), Kind.REQUEST_REFUSED),
    "401": (does.failing(401), Kind.KEY_REFUSED),
    "a redirect": (does.redirecting("http://192.0.2.1/v1"), Kind.UNREADABLE),
    "too much": (does.huge(), Kind.UNREADABLE),
    "no JSON": (does.broken_json(), Kind.UNREADABLE),
    "no text": (does.invalid_utf8(), Kind.UNREADABLE),
    "a tower of brackets": (does.raw(b"data: " + b"[" * 100_000 + b"\n\n"), Kind.UNREADABLE),
    "a number with 5,000 digits": (does.raw(b"data: " + b"9" * 5_000 + b"\n\n"), Kind.UNREADABLE),
    "refused inside the stream": (does.error_in_stream(400), Kind.REQUEST_REFUSED),
    "filtered": (does.right(finish="content_filter"), Kind.REQUEST_REFUSED),
}


@pytest.mark.parametrize("name", FINAL)
def test_what_will_not_change_is_not_tried_again(server: SimulatedEndpoint, name: str) -> None:
    server.behaviour, kind = FINAL[name]
    with client_of(server) as client:
        call = client.call(question())
    assert call.failure is not None and (call.failure.kind, call.tries) == (kind, 1)
    assert call.failure.message.isprintable() and len(call.failure.message) < 400


@pytest.mark.parametrize(
    "chunk",
    [b"[]", b'"x"', b"5", b"null", b"NaN", b'{"choices": 5}', b'{"choices": [5]}', b'{"choices": [{"delta": 7}]}'],
)
def test_chunks_that_are_none_are_passed_over(server: SimulatedEndpoint, chunk: bytes) -> None:
    server.behaviour = does.raw(b"data: " + chunk + b"\n\n", b"data: [DONE]\n\n")
    with client_of(server, attempts=1) as client:
        call = client.call(question())
    assert call.failure is not None and call.failure.kind is Kind.TRUNCATED


@pytest.mark.parametrize("size", [1, 50, 100_000])
def test_events_may_come_in_pieces_of_any_size(server: SimulatedEndpoint, size: int) -> None:
    async def repacked(exchange: does.Exchange) -> None:
        parts = [does.piece(exchange, letter) for letter in ANSWER] + [does.piece(exchange, "", "stop")]
        parts += [does.event(exchange, choices=[], usage=does.usage_of(exchange, ANSWER)), b"data: [DONE]\n\n"]
        body = b"".join(parts)
        await does.raw(*[body[start : start + size] for start in range(0, len(body), size)])(exchange)

    server.behaviour = repacked
    with client_of(server) as client:
        reply = client.ask(question())
    assert reply.text == ANSWER and reply.usage == Usage(prompt_tokens=8, completion_tokens=8)


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        {"prompt_tokens": -1, "completion_tokens": 3},
        {"prompt_tokens": 10**9, "completion_tokens": 3},
        {"prompt_tokens": 8, "completion_tokens": 10**9},
        {"prompt_tokens": "8", "completion_tokens": True},
        {"prompt_tokens": 0, "completion_tokens": 0},
    ],
)
def test_usage_that_cannot_be_is_estimated(server: SimulatedEndpoint, usage: dict[str, object] | None) -> None:
    server.behaviour = does.right(usage=usage)
    with client_of(server) as client:
        took = client.ask(question()).usage
    assert took.estimated and 5 < took.prompt_tokens < 60 and 3 < took.completion_tokens < 20


def test_cached_tokens_are_believed_as_far_as_they_can_be(server: SimulatedEndpoint) -> None:
    with client_of(server) as client:
        server.behaviour = does.right(cached=6)
        assert client.ask(question()).usage == Usage(prompt_tokens=8, cached_tokens=6, completion_tokens=8)
        server.behaviour = does.right(cached=600)
        assert client.ask(question()).usage.cached_tokens == 8


def test_connections_are_used_again(server: SimulatedEndpoint) -> None:
    with client_of(server) as client:
        for behaviour in (
            does.right(),
            does.right(between=0.001),
            does.failing(400),
            does.right(),
            does.error_in_stream(400),
        ):
            server.behaviour = behaviour
            client.call(question())
    assert server.connections == 1


def test_an_answer_cut_off_says_so(server: SimulatedEndpoint) -> None:
    server.behaviour = does.right(finish="length")
    with client_of(server) as client:
        assert client.ask(question()).finish is Finish.LENGTH


@pytest.mark.parametrize("style", list(Structured))
def test_the_schema_is_said_as_the_server_understands_it(server: SimulatedEndpoint, style: Structured) -> None:
    server.behaviour = does.right(f"<think>hm</think>\n```json\n{ANSWER}\n```\n")
    with client_of(server, structured=style) as client:
        assert client.ask(question(answer_schema=SCHEMA)).text == ANSWER
    (asked,) = server.requests
    in_prompt = style in (Structured.JSON_OBJECT, Structured.PROMPT)
    assert ("maxLength" in asked.text) is in_prompt and (asked.schema is None) is in_prompt
    assert asked.messages[1]["content"].startswith("What is 6 times 7?")


def test_nobody_there(server: SimulatedEndpoint) -> None:
    server.stop()
    with client_of(server) as client, pytest.raises(ModelUnavailable, match="sim"):
        client.ask(question())


def test_a_server_that_died_and_came_back(server: SimulatedEndpoint) -> None:
    with client_of(server) as client:
        client.ask(question())
        server.stop()
        with pytest.raises(ModelUnavailable):
            client.ask(question())
        server.start()
        assert client.ask(question()).text == ANSWER


def test_the_deadline_ends_everything(server: SimulatedEndpoint) -> None:
    server.behaviour = does.hanging(after=3)
    with client_of(server) as client:
        call = client.call(question(deadline_seconds=0.2))
    assert call.failure is not None and call.failure.kind is Kind.DEADLINE


def test_a_server_that_asks_for_more_time_than_there_is(server: SimulatedEndpoint) -> None:
    server.behaviour = does.rate_limited("3600")
    with client_of(server) as client:
        call = client.call(question(deadline_seconds=60))
    assert call.failure is not None and (call.failure.kind, call.tries) == (Kind.BUSY, 1)


def test_closing_cancels_what_is_under_way_and_frees_the_server(server: SimulatedEndpoint) -> None:
    server.behaviour = does.hanging(after=3)
    client = client_of(server)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(client.ask, question()) for _ in range(3)]
        while server.at_once < 3:
            threading.Event().wait(0.01)
        client.close()
        for future in asked:
            with pytest.raises(JobCancelled):
                future.result()
    while server.at_once:
        threading.Event().wait(0.01)
    assert server.cut_short == 3


def test_no_more_than_the_endpoints_limit_are_in_flight(server: SimulatedEndpoint) -> None:
    server.behaviour = does.right(before=0.02)
    with client_of(server, parallel=5) as client, ThreadPoolExecutor(40) as pool:
        replies = list(pool.map(lambda seed: client.ask(question(seed=seed)), range(80)))
    assert len(replies) == 80 and server.most_at_once == 5


def test_an_endpoint_that_keeps_failing_is_left_alone(server: SimulatedEndpoint) -> None:
    server.behaviour = does.failing(500)
    with client_of(server, attempts=9) as client:
        call = client.call(question())
        assert call.failure is not None and call.failure.kind is Kind.CIRCUIT_OPEN and call.tries == 5
        assert "HTTP 500" in call.failure.message
        assert client.call(question()).tries == 0
    assert len(server.requests) == 5


def test_a_short_outage_costs_nobody_an_answer_who_had_asked(server: SimulatedEndpoint) -> None:
    moment = [0.0]

    async def pass_the_time(seconds: float) -> None:
        moment[0] += seconds
        await asyncio.sleep(0.01)

    server.next(*[does.dropping()] * 8)
    breaker = Breaker(clock=lambda: moment[0])
    endpoint = endpoint_of(server, attempts=30)
    with EndpointClient(endpoint, breaker=breaker, sleep=pass_the_time) as client, ThreadPoolExecutor(40) as pool:
        calls = list(pool.map(lambda seed: client.call(question(seed=seed, deadline_seconds=600)), range(40)))
    # Whoever came while the endpoint was left alone was told so at once, to go elsewhere.
    assert all(call.reply is not None for call in calls if call.tries)
    assert len(server.requests) == sum(call.tries for call in calls) >= 5


def test_refusals_are_no_reason_to_leave_it_alone(server: SimulatedEndpoint) -> None:
    server.behaviour = does.failing(400)
    with client_of(server) as client:
        for _ in range(10):
            with pytest.raises(ModelRefused):
                client.ask(question())
    assert len(server.requests) == 10
