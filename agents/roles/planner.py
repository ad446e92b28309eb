"""The planner: orders what is left, and gives advice where it understands a task. Agents decide nothing by it."""

from collections.abc import Callable, Sequence

from agents.actions import MOST_TASKS, ORDER_SCHEMA, Unreadable, read_list
from agents.prompting import fenced, plain, render
from agents.purse import Purse, Spent
from agents.room import fitting, for_answer
from overhaul.domain.errors import ModelRefused, ModelUnavailable
from overhaul.domain.models import ModelReply, ModelRequest, Role, Segment, Speaker

_MOST = 60
"""Tasks a planner is asked to order, as far as there is room; further ones follow as they come."""
_ADVICE = 400


def ordered(
    tasks: Sequence[str],
    sources: tuple[str, ...],
    ask: Callable[[ModelRequest], ModelReply],
    purse: Purse,
    target: str,
    window: int,
) -> list[tuple[int, str]]:
    """(index, advice) of the tasks a model would do first, in its order; empty where it has no use for saying so.

    Args:
        sources: files that the titles of the tasks are made from.
    """
    answer = for_answer(window, most=1_024)
    told = list(fitting((f"{number}. {task[:300]}" for number, task in enumerate(tasks[:_MOST], start=1)), window // 2))
    request = ModelRequest(
        role=Role.PLANNER,
        segments=(
            Segment(speaker=Speaker.SYSTEM, text=render("planner", target=target), own=True),
            Segment(speaker=Speaker.USER, text=fenced("tasks", "\n".join(told)), sources=sources),
        ),
        answer_schema=ORDER_SCHEMA,
        max_tokens=answer,
    )
    try:
        reply = purse.ask(ask, request)
    except (ModelUnavailable, ModelRefused):
        return []
    if isinstance(reply, Spent):
        return []
    items = read_list(reply.text, "tasks", MOST_TASKS)
    if isinstance(items, Unreadable):
        return []
    chosen: dict[int, str] = {}
    for item in items:
        number, advice = item.get("task"), item.get("advice")
        if isinstance(number, int) and 1 <= number <= len(told):
            text = plain(advice, _ADVICE) if isinstance(advice, str) else ""
            chosen.setdefault(number - 1, text)
    return list(chosen.items())
