"""``overhaul doctor``: what this machine can do, and what to do about what it cannot."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("doctor")(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="The checks as JSON, one a line.")] = False,
) -> int:
    """Check sandboxes, toolchains, package index, database and model server."""
    from overhaul.cli import output
    from overhaul.cli.checkup import examine
    from overhaul.domain.errors import ExitCode
    from overhaul.settings import read_settings

    checks = list(examine(read_settings()))
    if as_json:
        for check in checks:
            output.print_json(check._asdict())
    else:
        rows = [("ok" if c.ok else "missing", c.name, c.detail, "" if c.ok else c.advice) for c in checks]
        output.print_rows(("", "WHAT", "FOUND", "WHAT TO DO"), rows)
    can_run = any(check.ok and check.name.startswith("sandbox") for check in checks)
    return int(ExitCode.DONE if can_run else ExitCode.NO_SANDBOX)
