"""``overhaul run``: the whole job."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from overhaul.domain.errors import BadInput

if TYPE_CHECKING:
    from overhaul.domain.jobs import JobRecord, ModelOptions
    from overhaul.domain.ports.store import Jobs
    from overhaul.wiring import House


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("run")(run)


def run(
    source: Annotated[str, typer.Argument(metavar="PATH|URL", help="Repository, folder, sdist or URL to modernize.")],
    to: Annotated[str, typer.Option("--to", help="Target, e.g. python3.12.")] = "python3.12",
    track: Annotated[str | None, typer.Option(help="Migration path; default: the one that reaches the target.")] = None,
    ref: Annotated[str | None, typer.Option(help="Branch, tag or commit to start from.")] = None,
    out: Annotated[
        str | None, typer.Option(help="Folder for the bundle, new or empty. [default: overhaul-out]")
    ] = None,
    branch: Annotated[str | None, typer.Option(help="Branch to leave. [default: overhaul/TARGET]")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Units in parallel. [default: cores]")] = None,
    sandbox: Annotated[
        Literal["auto", "docker", "bubblewrap"], typer.Option(help="Where repository code runs.")
    ] = "auto",
    config: Annotated[Path | None, typer.Option(help="An overhaul.toml of your own, before the repository's.")] = None,
    plan_only: Annotated[bool, typer.Option("--plan-only", help="Survey and plan; run and change nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything but leave a branch and a bundle.")] = False,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Ask a model for what recipes leave: an endpoint's or a model's name, or auto."
        ),
    ] = None,
    agents: Annotated[int | None, typer.Option(min=1, help="Agents that ask it at a time. [default: 16]")] = None,
    approve: Annotated[bool, typer.Option("--approve", help="Ask me before models change anything.")] = False,
    air_gapped: Annotated[
        bool, typer.Option("--air-gapped", help="Connect to no model outside this machine and policy.internal_hosts.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON event a line.")] = False,
    no_tty: Annotated[bool, typer.Option("--no-tty", help="Plain lines, no live display.")] = False,
) -> int:
    """Take a legacy repository to its target: a branch in reviewable commits, with evidence.

    Your working tree is never touched. Exit codes: 0 done, 2 bad input, 3 done with parts left,
    4 refused by the gate, 5 no sandbox, 6 cancelled, 7 the environment failed.
    """
    from overhaul import wiring
    from overhaul.settings import read_settings

    house = wiring.House(read_settings(config=config))
    spec = wiring.new_spec(
        source,
        to,
        track=track,
        ref=ref,
        out=out,
        branch=branch,
        jobs=jobs or os.cpu_count() or 1,
        sandbox=sandbox,
        plan_only=plan_only,
        dry_run=dry_run,
        options=wiring.options_from(config),
        config=config,
        model=_model(house, model, agents=agents, approve=approve, air_gapped=air_gapped),
    )
    store = house.jobs()
    return execute(house, store, store.create(spec), as_json=as_json, no_tty=no_tty)


def _model(
    house: "House", name: str | None, *, agents: int | None, approve: bool, air_gapped: bool
) -> "ModelOptions | None":
    """How the job uses models; None where it uses none."""
    if name is None:
        if agents or approve or air_gapped:
            raise BadInput("--agents, --approve and --air-gapped say how a model is used", hint="name it: --model NAME")
        return None
    from overhaul.wiring_models import chosen, options_of

    chosen(house.settings.models, name)
    return options_of(house.settings.models, name, agents=agents, air_gapped=air_gapped, approve=approve)


def execute(house: "House", store: "Jobs", record: "JobRecord", *, as_json: bool, no_tty: bool) -> int:
    """Run a job with the display the user asked for, and say how it ended; the exit code."""
    from overhaul.cli.ending import say_ending
    from overhaul.cli.progress import display_for
    from workflows.runner import EXIT_CODES

    with display_for(as_json=as_json, no_tty=no_tty, cancel=lambda: store.request_cancel(record.id)) as sink:
        ended = house.run(record, store, [sink])
    if not as_json:
        say_ending(ended, store.events(record.id))
    return int(EXIT_CODES[ended.state])
