"""Plain text in columns, for a terminal or a file."""

from collections.abc import Iterable, Sequence

from overhaul.report.visible import one_line


def columns(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """One line a row, columns as wide as they must be; the last one is not padded."""
    table = [list(header), *[[one_line(cell) for cell in row] for row in rows]]
    widths = [max(len(row[index]) for row in table) for index in range(len(header))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join(lines)
