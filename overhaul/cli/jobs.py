"""``overhaul jobs``: what has been asked for, newest first."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("jobs")(jobs)


def jobs(
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> int:
    """List the jobs of this machine, newest first."""
    from overhaul import wiring
    from overhaul.cli import output
    from overhaul.cli.ending import abandoned
    from overhaul.settings import read_settings

    records = wiring.House(read_settings()).jobs().list(limit)
    if as_json:
        for record in records:
            output.print_json(record.model_dump(mode="json"))
        return 0
    if not records:
        print("No jobs yet. Start one with: overhaul run PATH --to python3.12")
        return 0
    rows = [
        (
            r.id,
            "abandoned" if abandoned(r) else r.state.value,
            r.step.value if r.step else "",
            _minute(r.created),
            r.spec.shown_source(),
            r.summary,
        )
        for r in records
    ]
    output.print_rows(("JOB", "STATE", "STEP", "CREATED", "SOURCE", "SUMMARY"), rows)
    return 0


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")
