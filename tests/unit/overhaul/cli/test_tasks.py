"""Tasks for models are listed by the numbers that are approved."""

from overhaul.cli.tasks import task_lines
from overhaul.domain.events import Event, EventKind


def listed(tasks: object) -> list[str]:
    """The lines of an event with ``tasks``."""
    data = {"tasks": tasks}
    return task_lines(
        Event.model_validate({"kind": EventKind.TASKS_READY, "job": "j", "at": "", "message": "", "data": data})
    )


def test_tasks_are_numbered_from_one() -> None:
    assert listed(["mend a", "mend\nb"]) == ["  1. mend a", "  2. mend b"]


def test_a_long_list_says_where_the_rest_stands() -> None:
    lines = listed([f"task {number}" for number in range(23)])
    assert (len(lines), lines[-1]) == (21, "     and 3 more: overhaul show j")


def test_other_events_list_nothing() -> None:
    assert listed(None) == []
