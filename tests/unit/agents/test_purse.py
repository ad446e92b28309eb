"""What a job may spend on models."""

import pytest

from agents.purse import Purse
from overhaul.domain.models import Finish, ModelReply, Residency, Usage
from overhaul.domain.policy import Budget

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
        (Budget(tokens=200), "the budget of 200 tokens is spent"),
        (Budget(money=1.0), "the budget of 1 is spent"),
        (Budget(seconds=2), "the budget of 2 seconds is spent"),
    ],
)
def test_each_limit_ends_the_spending_and_says_which(budget: Budget, said: str) -> None:
    now = [100.0]
    purse = Purse(budget, clock=lambda: now[0])
    for _ in range(2):
        assert purse.take() == ""
        purse.pay(REPLY)
        now[0] += 1
    assert purse.take() == said


def test_what_is_not_named_is_no_limit_and_nought_is_nothing() -> None:
    purse = Purse(Budget())
    for _ in range(10):
        assert purse.take() == ""
        purse.pay(REPLY)
    assert Purse(Budget(calls=0)).take() == "the budget of 0 calls is spent"
