"""The planner role: an order and advice, both only wishes."""

from agents.purse import Purse
from agents.roles.planner import ordered
from overhaul.domain.errors import ModelRefused
from overhaul.domain.policy import Budget
from tests.support.scripted_model import ScriptedModel

TASKS = ["9 tests: TypeError at a.py:1", "1 tests: ValueError at b.py:2", "1 tests: KeyError at c.py:3"]


def order(answer: object, calls: int = 10) -> list[tuple[int, str]]:
    """What is made of an answer."""
    return ordered(
        TASKS, (), ScriptedModel(lambda request: answer).ask, Purse(Budget(calls=calls)), "python3.12", 8_000
    )


def test_an_order_with_advice() -> None:
    said = {"tasks": [{"task": 3, "advice": "the cause\n of the others"}, {"task": 1, "advice": ""}]}
    assert order(said) == [(2, "the cause of the others"), (0, "")]


def test_what_names_no_task_or_one_twice_is_left_out() -> None:
    said = {"tasks": [{"task": 99, "advice": ""}, {"task": "1"}, {"task": 2, "advice": 5}, {"task": 2, "advice": "x"}]}
    assert order(said) == [(1, "")]


def test_no_answer_is_no_order() -> None:
    assert order("first the third one") == []
    assert order(ModelRefused("no endpoint")) == []
    assert order({"tasks": []}, calls=0) == []


def test_advice_is_one_line_that_can_be_written_down() -> None:
    assert order({"tasks": [{"task": 1, "advice": "a\ud800\x1b[2J\nb"}]}) == [(0, "a [2J b")]
