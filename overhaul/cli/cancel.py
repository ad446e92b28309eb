"""``overhaul cancel``: ask a running job to stop."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from overhaul.domain.jobs import JobRecord
    from overhaul.domain.ports.store import Jobs


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("cancel")(cancel)


def cancel(
    job: Annotated[str, typer.Argument(metavar="JOB", help="Id of the job, or a unique beginning of it.")],
    as_json: Annotated[bool, typer.Option("--json", help="The job as JSON.")] = False,
) -> int:
    """Ask a job to stop at the next safe point. It can be resumed. One whose process is gone is ended here."""
    from overhaul import wiring
    from overhaul.cli import output
    from overhaul.settings import read_settings

    store = wiring.House(read_settings()).jobs()
    record, message = _cancel(store, store.get(job))
    if as_json:
        output.print_json(record.model_dump(mode="json"))
    else:
        print(message)
    return 0


def _cancel(store: "Jobs", record: "JobRecord") -> "tuple[JobRecord, str]":
    """The record after the request, and what to tell the user."""
    from overhaul.domain.errors import JobBusy
    from overhaul.domain.jobs import JobState

    resume = f"continue it with: overhaul resume {record.id}"
    if record.state not in (JobState.ACCEPTED, JobState.RUNNING):
        return record, f"job {record.id} has ended already: {record.state.value}"
    if record.state is JobState.RUNNING:
        try:
            store.claim(record.id, os.getpid())
        except JobBusy:
            pass
        else:
            ended = store.end(record.id, JobState.CANCELLED, "cancelled; its process was gone")
            return ended, f"job {record.id} is cancelled: its process was gone; {resume}"
    return store.request_cancel(record.id), f"job {record.id} stops at the next safe point; {resume}"
