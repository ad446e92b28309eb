"""Puts a run where readers find it: the table into README.md, the plot and the rows beside it."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.python2_to_3.plot import Bar, bar_chart
from benchmarks.python2_to_3.rows import Row
from benchmarks.python2_to_3.table import name_of, percent, table, totals
from benchmarks.python2_to_3.tools import OVERHAUL

ROOT: Final = Path(__file__).resolve().parents[2]
README: Final = ROOT / "README.md"
PLOT: Final = "docs/python2_to_3.svg"
BEGIN, END = "<!-- real-packages -->", "<!-- /real-packages -->"


def command_of(given: Sequence[str]) -> str:
    """The command line that was given, as one types it; without ``--out``, which says nothing of the result."""
    shown = list(given)
    if "--out" in shown:
        place = shown.index("--out")
        del shown[place : place + 2]
    return shlex.join(["python", "-m", "benchmarks.python2_to_3", *shown])


def plot(rows: Sequence[Row]) -> str:
    """The SVG: tests restored, by tool."""
    sums = totals(rows)
    whole = max((one.demanded for one in sums), default=0)
    title = f"Tests restored on Python 3.12, of {whole:,} that pass on 2.7"
    bars = [
        Bar(name_of(one.tool), one.restored, f"{one.restored:,} ({percent(one.share)})", one.tool == OVERHAUL)
        for one in sums
    ]
    return bar_chart(title, bars, whole)


def caption(rows: Sequence[Row], command: str) -> str:
    """When the rows were measured, and the command that made the table."""
    days = sorted({row.measured for row in rows})
    when = days[-1] if len(days) == 1 else f"between {days[0]} and {days[-1]}"
    return f"Measured {'on ' if len(days) == 1 else ''}{when}; `{command}` made this table and plot."


def into_readme(text: str, rows: Sequence[Row], command: str) -> str:
    """README's ``text`` with what stands between the marks replaced.

    Raises:
        ValueError: a mark is missing.
    """
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"README.md has no {BEGIN} … {END}")
    image = f"![Tests restored on Python 3.12, by tool]({PLOT})"
    parts = ["", caption(rows, command), "", image, "", table(rows), ""]
    return before + BEGIN + "\n".join(parts) + END + after


def publish(rows: Sequence[Row], command: str) -> None:
    """Write README.md's table and the plot."""
    (ROOT / PLOT).write_text(plot(rows))
    README.write_text(into_readme(README.read_text(), rows, command))
