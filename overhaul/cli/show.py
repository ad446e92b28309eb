"""``overhaul show``: one job, with everything it said."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("show")(show)


def show(
    job: Annotated[str, typer.Argument(metavar="JOB", help="Id of the job, or a unique beginning of it.")],
    as_json: Annotated[bool, typer.Option("--json", help="The job, then one JSON event a line.")] = False,
) -> int:
    """Show a job: what was asked, how far it is, what it said and how it ended."""
    from overhaul import wiring
    from overhaul.cli import output
    from overhaul.cli.ending import abandoned, next_command
    from overhaul.cli.tasks import task_lines
    from overhaul.report.visible import one_line
    from overhaul.settings import read_settings

    store = wiring.House(read_settings()).jobs()
    record = store.get(job)
    events = store.events(record.id)
    if as_json:
        output.print_json(record.model_dump(mode="json"))
        for event in events:
            output.print_json(event.model_dump(mode="json"))
        return 0
    step = f" at {record.step.value}" if record.step else ""
    gone = ", but its process is gone" if abandoned(record) else ""
    print(f"job {record.id}: {record.state.value}{step}{gone}")
    print(f"  {record.spec.shown_source()} to {record.spec.target} ({record.spec.track})")
    for name, value in (("base", record.base_commit), ("result", record.result_commit), ("tree", record.result_tree)):
        if value:
            print(f"  {name} {value}")
    if record.error:
        print(f"  {record.error_code}: {one_line(record.error)}")
    elif record.summary:
        print(f"  {one_line(record.summary)}")
    print()
    for event in events:
        print(f"  {event.at[11:19]}  {event.kind.value:18} {one_line(event.message)}")
        for line in task_lines(event, most=10_000):
            print(f"  {'':29}{line}")
    print(f"\nnext: {next_command(record)}")
    return 0
