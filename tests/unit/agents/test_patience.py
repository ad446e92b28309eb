"""What agents do when no server answers."""

from collections.abc import Iterator

import pytest

from agents.patience import Patience
from overhaul.domain.errors import JobCancelled, ModelUnavailable
from overhaul.domain.jobs import ModelOptions, WhenUnavailable
from overhaul.domain.models import ModelRequest, Role
from tests.support.scripted_model import ScriptedModel

ASK = ModelRequest(role=Role.EDITOR, segments=())


def patience(answers: list[object], when: WhenUnavailable, wait: int = 10) -> tuple[Patience, list[str], ScriptedModel]:
    """A model that gives ``answers`` one after the other, and time that passes only by sleeping."""
    said: Iterator[object] = iter(answers)
    model = ScriptedModel(lambda request: next(said))
    now, told = [0.0], list[str]()

    def sleep(seconds: float) -> None:
        now[0] += seconds

    options = ModelOptions(when_unavailable=when, wait_seconds=wait)
    made = Patience(model, options, lambda: None, told.append, sleep=sleep, clock=lambda: now[0])
    return made, told, model


def test_to_continue_is_to_ask_nobody_again() -> None:
    asks, _, model = patience([ModelUnavailable("down"), "fine"], WhenUnavailable.CONTINUE)
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="down"):
            asks.ask(ASK)
    assert len(model.asked) == 1


def test_to_wait_is_to_ask_again_and_say_so_once() -> None:
    down = ModelUnavailable("down")
    asks, told, model = patience([down, down, down, "fine"], WhenUnavailable.WAIT)
    assert asks.ask(ASK).text == "fine"
    assert len(model.asked) == 4
    assert len(told) == 1


def test_waiting_ends() -> None:
    asks, _, model = patience([ModelUnavailable("down")] * 20, WhenUnavailable.WAIT, wait=10)
    with pytest.raises(ModelUnavailable):
        asks.ask(ASK)
    assert asks.given_up == "none answered within 10 s: down"
    assert len(model.asked) == 6


def test_a_cancelled_job_asks_nothing() -> None:
    asks, _, model = patience(["fine"], WhenUnavailable.WAIT)

    def check() -> None:
        raise JobCancelled("stop")

    asks.check = check
    with pytest.raises(JobCancelled):
        asks.ask(ASK)
    assert model.asked == []


@pytest.mark.parametrize("when", WhenUnavailable)
def test_a_question_that_fails_while_others_are_answered_is_no_outage(when: WhenUnavailable) -> None:
    slow = ASK.model_copy(update={"seed": 7})

    def answer(request: ModelRequest) -> object:
        if request.seed:
            assert asks.ask(ASK).text == "fine"  # another agent's, meanwhile
            return ModelUnavailable("no answer in time")
        return "fine"

    asks = Patience(ScriptedModel(answer), ModelOptions(when_unavailable=when), lambda: None, lambda message: None)
    with pytest.raises(ModelUnavailable, match="in time"):
        asks.ask(slow)
    assert asks.given_up == ""
    assert asks.ask(ASK).text == "fine"
