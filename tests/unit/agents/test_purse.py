"""What a job may spend on models."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from agents.purse import Purse, Spent
from overhaul.domain.errors import ModelUnavailable
from overhaul.domain.models import Finish, ModelReply, ModelRequest, Residency, Role, Segment, Speaker, Usage
from overhaul.domain.policy import Budget

REQUEST = ModelRequest(
    role=Role.EDITOR, segments=(Segment(speaker=Speaker.USER, text="word " * 80, own=True),), max_tokens=20
)
REPLY = ModelReply(
    text="",
    finish=Finish.STOP,
    endpoint="e",
    model="m",
    residency=Residency.ON_PREM,
    usage=Usage(prompt_tokens=90, completion_tokens=10),
    cost=0.5,
)


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (Budget(calls=2), "the budget of 2 calls is spent"),
        (Budget(tokens=250), "the budget of 250 tokens is spent"),
        (Budget(money=1.0), "the budget of 1 is spent"),
        (Budget(seconds=2), "the budget of 2 seconds is spent"),
    ],
)
def test_each_limit_ends_the_spending_and_says_which(budget: Budget, said: str) -> None:
    now = [100.0]
    purse = Purse(budget, clock=lambda: now[0])
    for _ in range(2):
        assert purse.ask(lambda request: REPLY, REQUEST) is REPLY
        now[0] += 1
    assert purse.ask(lambda request: REPLY, REQUEST) == Spent(said)


def test_what_is_not_named_is_no_limit_and_nought_is_nothing() -> None:
    purse = Purse(Budget())
    for _ in range(10):
        assert purse.ask(lambda request: REPLY, REQUEST) is REPLY
    assert Purse(Budget(calls=0)).ask(lambda request: REPLY, REQUEST) == Spent("the budget of 0 calls is spent")


def test_many_at_once_do_not_run_over() -> None:
    asked, together = [], threading.Barrier(3)

    def slow(request: ModelRequest) -> ModelReply:
        asked.append(request)
        together.wait(10)
        return REPLY

    purse = Purse(Budget(tokens=300))
    with ThreadPoolExecutor(16) as pool:
        heard = list(pool.map(lambda _: purse.ask(slow, REQUEST), range(16)))
    assert len(asked) == 3 and sum(reply is REPLY for reply in heard) == 3


def test_money_is_set_aside_by_the_dearest_answer_so_far() -> None:
    purse = Purse(Budget(money=1.5))
    assert purse.ask(lambda request: REPLY, REQUEST) is REPLY

    def inner(request: ModelRequest) -> ModelReply:
        assert purse.ask(lambda _: REPLY, REQUEST) is REPLY  # 0.5 paid, 0.5 asked for
        return REPLY

    assert purse.ask(inner, REQUEST) is REPLY
    assert isinstance(purse.ask(inner, REQUEST), Spent)


def test_a_question_that_fails_costs_no_tokens() -> None:
    purse = Purse(Budget(tokens=100))

    def fails(request: ModelRequest) -> ModelReply:
        raise ModelUnavailable("gone")

    for _ in range(10):
        with pytest.raises(ModelUnavailable):
            purse.ask(fails, REQUEST)
    assert purse.ask(lambda request: REPLY, REQUEST) is REPLY
