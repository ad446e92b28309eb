"""``overhaul approve``: allow what models are about to do, all of it or some, and go on."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("approve")(approve)


def approve(
    job: Annotated[str, typer.Argument(metavar="JOB", help="Id of the job, or a unique beginning of it.")],
    tasks: Annotated[
        str | None, typer.Option(metavar="NUMBERS", help="Only these, in this order, e.g. 3,1. [default: all]")
    ] = None,
    nothing: Annotated[bool, typer.Option("--none", help="None of them: finish without models.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON event a line.")] = False,
    no_tty: Annotated[bool, typer.Option("--no-tty", help="Plain lines, no live display.")] = False,
) -> int:
    """Allow a waiting job's tasks for models and go on with it. ``overhaul show JOB`` lists them."""
    from overhaul import wiring
    from overhaul.cli.run import execute
    from overhaul.settings import read_settings
    from overhaul.wiring_models import approve as allow

    store = wiring.House(read_settings()).jobs()
    record = store.get(job)
    house = wiring.house_of(record)
    allow(record, store.events(record.id), tasks, house.artifacts(), house.memo(record.id), nothing=nothing)
    return execute(house, store, record, as_json=as_json, no_tty=no_tty)
