"""The command line: ``overhaul VERB``. Verbs import what they need when they run, so help is quick."""

import sys
from collections.abc import Sequence

import typer

from overhaul import __version__
from overhaul.cli import adapter, approve, cancel, doctor, jobs, ledger, model, output, resume, run, show, survey
from overhaul.domain.errors import ExitCode, OverhaulError

app = typer.Typer(
    help="Modernizes legacy repositories inside the firewall: propose, verify, accept.",
    epilog="Start with: overhaul survey PATH, then overhaul run PATH --to python3.12",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for verb in (survey, run, jobs, show, resume, approve, cancel, model, adapter, ledger, doctor):
    verb.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"overhaul {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Options that come before the verb."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return, through ``sys.exit``, one of ``ExitCode``."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    output.speak_any_text()
    try:
        code = app(args=arguments, standalone_mode=False)
        sys.stdout.flush()  # here, where it is known what to do when nobody reads it any more
    except OverhaulError as error:
        output.show_error(error, as_json="--json" in arguments)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(ExitCode.CANCELLED)
    except BrokenPipeError:
        sys.exit(output.close_broken_pipe())
    except SystemExit as exc:
        # The parser turns a broken pipe into exit code 1, which here means a bug of ours.
        sys.exit(output.close_broken_pipe() if isinstance(exc.__context__, BrokenPipeError) else exc.code)
    except Exception as error:  # noqa: BLE001 - the process boundary: usage errors, and bugs of ours
        sys.exit(output.show_unexpected(error, as_json="--json" in arguments))
    sys.exit(code if isinstance(code, int) else ExitCode.DONE)
