"""The tasks that models are about to work on, as a person reads them: numbered as ``overhaul approve`` takes them."""

from overhaul.domain.events import Event
from overhaul.report.visible import one_line

_MOST = 20


def task_lines(event: Event, most: int = _MOST) -> list[str]:
    """A line a task of ``event``, ``most`` at most; none where it holds no tasks."""
    tasks = event.data.get("tasks")
    listed = tasks if isinstance(tasks, list) else []
    lines = [f"{number:3}. {one_line(str(task))}" for number, task in enumerate(listed[:most], start=1)]
    if len(listed) > most:
        lines.append(f"     and {len(listed) - most:,} more: overhaul show {event.job}")
    return lines
