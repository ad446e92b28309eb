"""``overhaul survey``: what a repository holds and how much work it is."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("survey")(survey)


def survey(
    source: Annotated[str, typer.Argument(metavar="PATH|URL", help="Repository, folder, sdist or URL to survey.")],
    track: Annotated[str, typer.Option(help="Migration path whose findings are wanted.")] = "python2-to-3",
    format: Annotated[
        Literal["table", "json", "sarif", "html"], typer.Option("--format", help="How to write it.")
    ] = "table",
    ref: Annotated[str | None, typer.Option(help="Branch, tag or commit.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write there instead of to the screen.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processes. [default: cores]")] = None,
    config: Annotated[Path | None, typer.Option(help="An overhaul.toml of your own.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask the package index.")] = False,
) -> int:
    """Take the inventory: languages, dialects, findings, hubs, tests, dependencies, work. Runs no code."""
    from overhaul import wiring
    from overhaul.cli import output
    from overhaul.cli.surveying import render, take_survey
    from overhaul.settings import read_settings

    if out is not None:
        _check(out)
    house = wiring.House(read_settings())
    result = take_survey(
        house, source, track, ref, wiring.options_from(config), jobs or os.cpu_count() or 1, ask_index=not offline
    )
    text = render(result, format)
    if out is not None:
        _write(out, text)
    else:
        if format != "table":
            output.speak_utf8()
        print(text)
    return 0


def _check(out: Path) -> None:
    """See, before the work, that ``out`` may be a file.

    Raises:
        BadInput: it may not.
    """
    from overhaul.domain.errors import BadInput

    hint = "give the path of a file to --out"
    if out.is_dir():
        raise BadInput(f"the survey cannot be written to {out}: it is a folder", hint=hint)
    if not out.absolute().parent.is_dir():
        raise BadInput(f"the survey cannot be written to {out}: there is no folder {out.parent}", hint=hint)


def _write(out: Path, text: str) -> None:
    from overhaul.domain.errors import BadInput

    try:
        out.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise BadInput(f"the survey cannot be written to {out}: {exc.strerror}", hint="choose another --out") from exc
