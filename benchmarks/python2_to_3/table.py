"""Rows as totals, and as one Markdown table: packages down, tools across, totals at the end."""

import math
from collections.abc import Callable, Sequence

from benchmarks.python2_to_3.rows import Row
from overhaul.domain.base import Frozen
from overhaul.domain.text import counted


class Totals(Frozen):
    """What one tool made of everything it was given."""

    tool: str
    packages: int
    suites: int
    """Packages that have tests."""
    files: int
    compiling: int
    demanded: int
    restored: int
    whole: int
    """Packages with every demanded test restored."""
    mean_share: float
    """Mean over packages with tests of the share restored: small packages count like large ones."""
    lines: int
    seconds: float
    """Wall seconds of conversion, summed over packages."""

    @property
    def share(self) -> float:
        """Of all demanded tests, how many are restored."""
        return self.restored / self.demanded if self.demanded else 0.0

    @property
    def lines_a_second(self) -> float:
        """Lines of Python over wall seconds."""
        return self.lines / self.seconds if self.seconds else 0.0


def totals(rows: Sequence[Row]) -> list[Totals]:
    """One a tool, in the order in which tools appear."""
    return [_total(tool, [row for row in rows if row.tool == tool]) for tool in tools_of(rows)]


def _total(tool: str, rows: Sequence[Row]) -> Totals:
    tested = [row for row in rows if row.demanded]
    return Totals(
        tool=tool,
        packages=len(rows),
        suites=len(tested),
        files=sum(row.files for row in rows),
        compiling=sum(row.compiling for row in rows),
        demanded=sum(row.demanded or 0 for row in tested),
        restored=sum(row.restored for row in tested),
        whole=sum(row.restored == row.demanded for row in tested),
        mean_share=sum(row.share for row in tested) / len(tested) if tested else 0.0,
        lines=sum(row.lines for row in rows),
        seconds=round(sum(row.seconds for row in rows), 1),
    )


def tools_of(rows: Sequence[Row]) -> list[str]:
    """The tools in ``rows``, in order."""
    return list(dict.fromkeys(row.tool for row in rows))


_SUMS: tuple[tuple[str, Callable[[Totals], str]], ...] = (
    ("tests restored", lambda sums: f"{sums.restored:,} ({percent(sums.share)})"),
    ("mean share a package", lambda sums: percent(sums.mean_share)),
    ("packages restored whole", lambda sums: f"{sums.whole} of {sums.suites}"),
    ("files that compile", lambda sums: f"{sums.compiling:,} of {sums.files:,}"),
    ("wall seconds", lambda sums: f"{sums.seconds:,.0f}"),
    ("lines a second", lambda sums: f"{sums.lines_a_second:,.0f}"),
)


def table(rows: Sequence[Row]) -> str:
    """The Markdown table; the best of each package is bold, and ``–`` is what was not measured."""
    tools = tools_of(rows)
    cells = {(row.package, row.tool): row for row in rows}
    packages: dict[str, Row] = {row.package: row for row in rows}
    lines = [_line("package", "lines", "passed on 2.7", *(name_of(tool) for tool in tools))]
    lines.append("|---|" + "---:|" * (len(tools) + 2))
    tested = [row for row in packages.values() if row.demanded]
    for row in sorted(tested, key=lambda row: (row.lines, row.package)):
        found = [cells.get((row.package, tool)) for tool in tools]
        best = max(cell.restored for cell in found if cell)
        shown = [_cell(cell, best) for cell in found]
        lines.append(_line(f"{row.package} {row.version}", f"{row.lines:,}", f"{row.demanded:,}", *shown))
    sums = totals(rows)
    head = f"**{counted(len(packages), 'package')}**, {len(tested)} with tests"
    size, demanded = sum(row.lines for row in packages.values()), sum(row.demanded or 0 for row in tested)
    for number, (name, show) in enumerate(_SUMS):
        first = (f"{size:,}", f"{demanded:,}") if number == 0 else ("", "")
        label = f"{head}: {name}" if number == 0 else name
        mark = "**" if number == 0 else ""
        lines.append(_line(label, *first, *(f"{mark}{show(one)}{mark}" for one in sums)))
    return "\n".join(lines)


def name_of(tool: str) -> str:
    """The tool as people write it."""
    return "Overhaul" if tool == "overhaul" else tool


def _cell(row: Row | None, best: int) -> str:
    if row is None:
        return "–"
    return f"**{row.restored:,}**" if row.restored == best and best else f"{row.restored:,}"


def percent(share: float) -> str:
    """With one decimal, rounded down: only all is 100%."""
    return f"{math.floor(share * 1000 + 1e-9) / 10:.1f}%"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
