"""``overhaul cancel``: ask a running job to stop."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("cancel")(cancel)


def cancel(
    job: Annotated[str, typer.Argument(metavar="JOB", help="Id of the job, or a unique beginning of it.")],
    as_json: Annotated[bool, typer.Option("--json", help="The job as JSON.")] = False,
) -> int:
    """Ask a job to stop at the next safe point. It can be resumed."""
    from overhaul import wiring
    from overhaul.cli import output
    from overhaul.domain.jobs import JobState
    from overhaul.settings import read_settings

    store = wiring.House(read_settings()).jobs()
    record = store.get(job)
    if record.state not in (JobState.ACCEPTED, JobState.RUNNING):
        message = f"job {record.id} has ended already: {record.state.value}"
    else:
        record = store.request_cancel(record.id)
        message = f"job {record.id} stops at the next safe point; continue it with: overhaul resume {record.id}"
    if as_json:
        output.print_json(record.model_dump(mode="json"))
    else:
        print(message)
    return 0
