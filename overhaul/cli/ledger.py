"""``overhaul ledger verify`` and ``overhaul ledger report``: what was asked of models."""

from typing import Annotated

import typer

ledger = typer.Typer(help="What was asked of models: is the record whole, and what left where.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    ledger.command("verify")(verify)
    ledger.command("report")(report)
    app.add_typer(ledger, name="ledger")


def verify(
    expect: Annotated[
        str | None, typer.Option(metavar="NUMBER:SHA256", help="A head seen before, which must be in it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The result as JSON.")] = False,
) -> int:
    """Check the chain of hashes: no line altered, removed, moved or put in. Exit code 4 where it is broken."""
    from overhaul import wiring, wiring_models
    from overhaul.cli import output
    from overhaul.settings import read_settings

    found = wiring_models.verified_ledger(wiring.House(read_settings()).ledger(), expect)
    if as_json:
        value = {
            "lines": found.head.number,
            "head": str(found.head),
            "torn": found.torn,
            "unfinished": found.unfinished,
        }
        output.print_json(value)
        return 0
    print(f"unbroken: {found.head.number:,} lines, head {found.head}")
    if found.torn:
        print(f"half written by a process that died, and told of: line {', '.join(map(str, found.torn))}")
    if found.unfinished:
        print(f"sent, with no word of how it ended: {found.unfinished:,} (still going on, or its process died)")
    return 0


def report(
    job: Annotated[str | None, typer.Option(metavar="JOB", help="Only this job's, by the beginning of its id.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> int:
    """Say what left where: calls, bytes and tokens by endpoint, residency, label and job."""
    from overhaul import wiring, wiring_models
    from overhaul.cli import output
    from overhaul.settings import read_settings

    flows = wiring_models.ledger_report(wiring.House(read_settings()).ledger(), job)
    if as_json:
        for flow in flows:
            output.print_json(flow.model_dump(mode="json"))
        return 0
    if not flows:
        print("No model was asked.")
        return 0
    header = ("ENDPOINT", "RESIDENCY", "HOST", "LABEL", "JOB", "CALLS", "FAILED", "REFUSED", "BYTES OUT", "TOKENS")
    rows = [
        (
            flow.endpoint or "-",
            flow.residency or "-",
            flow.host or "-",
            flow.label,
            flow.job,
            f"{flow.sent:,}",
            f"{flow.failed + flow.unfinished:,}",
            f"{flow.refused:,}",
            f"{flow.bytes_out:,}",
            f"{flow.prompt_tokens + flow.completion_tokens:,}",
        )
        for flow in flows
    ]
    output.print_rows(header, rows)
    return 0
