"""Errors and tables on the terminal, for people and for machines."""

import io
import json
import os
import sys
import traceback
from collections.abc import Iterable, Sequence

from overhaul.domain.errors import ExitCode, OverhaulError
from overhaul.report.columns import columns
from overhaul.report.visible import visible


def show_error(error: OverhaulError, *, as_json: bool) -> None:
    """What happened and what to do next; with ``--json`` one object with a stable code."""
    if as_json:
        print_json(
            {"error": error.code, "message": error.message, "hint": error.hint, "exit_code": int(error.exit_code)}
        )
        return
    print(f"error: {visible(error.message)}", file=sys.stderr)
    if error.hint:
        print(f"  next: {visible(error.hint)}", file=sys.stderr)


def show_unexpected(error: Exception, *, as_json: bool) -> int:
    """A usage error in the parser's words, or our own bug with its traceback; returns the exit code."""
    if hasattr(error, "format_message") and hasattr(error, "show"):
        message = error.format_message()
        if as_json:
            hint = "see overhaul --help"
            print_json({"error": "usage", "message": message, "hint": hint, "exit_code": int(ExitCode.BAD_INPUT)})
        else:
            error.show()
        return ExitCode.BAD_INPUT
    if type(error).__name__ == "Abort":
        return ExitCode.CANCELLED
    if as_json:
        message = f"{type(error).__name__}: {error}"
        hint = "this is a bug in Overhaul; please report it"
        print_json({"error": "bug", "message": message, "hint": hint, "exit_code": int(ExitCode.BUG)})
    traceback.print_exception(error, file=sys.stderr)
    print("error: this is a bug in Overhaul, not in your repository; please report the lines above", file=sys.stderr)
    return ExitCode.BUG


def speak_any_text() -> None:
    """Show characters the terminal's encoding lacks by their escapes: a file's name is no reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def speak_utf8() -> None:
    """What machines read is UTF-8, whatever the terminal's encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_json(value: object) -> None:
    """One JSON value on one line, at once."""
    speak_utf8()
    print(json.dumps(value, ensure_ascii=False), flush=True)


def print_rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in plain columns."""
    print(columns(header, rows))


def close_broken_pipe() -> int:
    """Whoever read our output stopped: end quietly, as shells expect."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    return 128 + 13
