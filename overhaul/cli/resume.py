"""``overhaul resume``: go on where a job stopped."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("resume")(resume)


def resume(
    job: Annotated[str, typer.Argument(metavar="JOB", help="Id of the job, or a unique beginning of it.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON event a line.")] = False,
    no_tty: Annotated[bool, typer.Option("--no-tty", help="Plain lines, no live display.")] = False,
) -> int:
    """Continue a job that was cancelled, failed or killed, from its last checkpoint."""
    from overhaul import wiring
    from overhaul.cli.ending import ended_already
    from overhaul.cli.run import execute
    from overhaul.settings import read_settings

    store = wiring.House(read_settings()).jobs()
    record = store.get(job)
    house = wiring.house_of(record)
    code = ended_already(record, as_json=as_json)
    return execute(house, store, record, as_json=as_json, no_tty=no_tty) if code is None else code
