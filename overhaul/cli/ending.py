"""How a job ended, in a few lines, and what to type next."""

import os
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from overhaul.cli.output import print_json
from overhaul.domain.events import Event, EventKind
from overhaul.domain.jobs import JobRecord, JobState
from overhaul.report.visible import one_line

_WORDS = {
    JobState.DONE: "done",
    JobState.PLANNED: "planned",
    JobState.PARTS_LEFT: "done, with parts left",
    JobState.REFUSED: "refused by the gate",
}


def say_ending(record: JobRecord, events: Sequence[Event] = ()) -> None:
    """The summary a person reads when a run is over; ``events`` is what the job said."""
    print(f"\njob {record.id}: {_WORDS.get(record.state, record.state.value)}")
    print(f"  {one_line(record.summary)}")
    out = Path(record.spec.out)
    if record.state is JobState.PLANNED:
        for title in _titles(events):
            print(f"  - {title}")
    elif not record.spec.dry_run:
        for name in ("report.html", "report.md", "evidence.json"):
            if (out / name).exists():
                print(f"  {out / name}")
    print(f"next: {next_command(record)}")


def ended_already(record: JobRecord, *, as_json: bool) -> int | None:
    """Where there is nothing to resume: say how the job ended, and return its exit code."""
    from workflows.runner import EXIT_CODES

    if record.state not in _WORDS:
        return None
    if as_json:
        print_json(record.model_dump(mode="json"))
    else:
        print(f"job {record.id} has ended already; there is nothing to resume")
        say_ending(record)
    return int(EXIT_CODES[record.state])


def abandoned(record: JobRecord) -> bool:
    """Whether the record says that a process runs the job, and there is none by that number."""
    if record.state is not JobState.RUNNING or record.pid is None:
        return False
    try:
        os.kill(record.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def next_command(record: JobRecord) -> str:
    """The command most people want next."""
    spec, out = record.spec, Path(record.spec.out)
    if record.state in (JobState.CANCELLED, JobState.FAILED) or abandoned(record):
        return f"overhaul resume {record.id}"
    if record.state is JobState.WAITING:
        return f"overhaul approve {record.id}"
    if record.state in (JobState.ACCEPTED, JobState.RUNNING):
        return f"overhaul show {record.id}"
    if record.state is JobState.PLANNED or spec.dry_run:
        return f"overhaul run {quote(spec.shown_source())} --to {spec.target}"
    if record.state is JobState.REFUSED or record.result_commit in (None, record.base_commit):
        return f"read {quote(str(out / 'report.md'))}"
    if (Path(spec.source) / ".git").exists() and not _read_only(Path(spec.source)):
        return f"git -C {quote(spec.source)} log --stat {quote(spec.branch)}"
    if (out / "tree").exists():
        return f"look at {quote(str(out / 'tree'))}"
    return f"git fetch {quote(str(out / 'repo.bundle'))} {quote(spec.branch)}"


def _read_only(root: Path) -> bool:
    """Whether no branch could be left in the repository: somebody else's, or on a disk nobody writes."""
    refs = root / ".git" / "refs"
    return refs.is_dir() and not os.access(refs, os.W_OK)


def _titles(events: Sequence[Event]) -> list[str]:
    """The stages of the newest plan, by title."""
    plans = [event for event in events if event.kind is EventKind.PLAN_READY]
    titles = plans[-1].data.get("titles") if plans else None
    return [str(title) for title in titles] if isinstance(titles, list) else []
