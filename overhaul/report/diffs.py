"""A unified diff as data for a page: files, hunks and lines, with syntax colours."""

import re
from typing import NamedTuple

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

_HEADER = re.compile(r"^diff --git ", re.MULTILINE)
_RANGE = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)")
_FORMATTER = HtmlFormatter(nowrap=True, classprefix="k-")


class Line(NamedTuple):
    """One line of a diff."""

    kind: str
    """``add``, ``del``, ``same`` or ``note``."""
    old: int | None
    new: int | None
    html: Markup


class FileDiff(NamedTuple):
    """One file of a diff."""

    path: str
    added: int
    removed: int
    hunks: tuple[tuple[str, tuple[Line, ...]], ...]
    """(what git says of the place, lines)."""


def parse(diff: str, *, most_lines: int) -> tuple[list[FileDiff], int]:
    """The files of a unified diff, up to ``most_lines`` lines; and how many files were left out."""
    files: list[FileDiff] = []
    shown = 0
    blocks = _HEADER.split(diff)[1:]
    for block in blocks:
        if shown >= most_lines:
            break
        file = _file(block)
        shown += sum(len(lines) for _, lines in file.hunks)
        files.append(file)
    return files, len(blocks) - len(files)


def _file(block: str) -> FileDiff:
    head, *bodies = re.split(r"^(?=@@ )", block, flags=re.MULTILINE)
    path = _path(head)
    coloured = path.endswith((".py", ".pyw"))
    hunks = tuple(_hunk(body, coloured) for body in bodies)
    kinds = [line.kind for _, lines in hunks for line in lines]
    return FileDiff(path, kinds.count("add"), kinds.count("del"), hunks)


def _path(head: str) -> str:
    for prefix in ("+++ b/", "--- a/", "rename to "):
        for line in head.splitlines():
            if line.startswith(prefix):
                return line[len(prefix) :].rstrip("\t")
    return head.splitlines()[0].split(" b/")[-1]


def _hunk(body: str, coloured: bool) -> tuple[str, tuple[Line, ...]]:
    header, _, text = body.partition("\n")
    match = _RANGE.match(header)
    old, new = (int(match[1]), int(match[2])) if match else (1, 1)
    raw = text.split("\n")
    if raw and not raw[-1]:
        raw.pop()
    olds = iter(_coloured([line[1:] for line in raw if line[:1] in (" ", "-")], coloured))
    news = iter(_coloured([line[1:] for line in raw if line[:1] in (" ", "+")], coloured))
    lines = []
    for line in raw:
        if line.startswith("+"):
            lines.append(Line("add", None, new, next(news)))
            new += 1
        elif line.startswith("-"):
            lines.append(Line("del", old, None, next(olds)))
            old += 1
        elif line.startswith(" "):
            next(olds)
            lines.append(Line("same", old, new, next(news)))
            old, new = old + 1, new + 1
        else:
            lines.append(Line("note", None, None, escape(line)))
    return (match[3] if match else ""), tuple(lines)


def _coloured(lines: list[str], coloured: bool) -> list[Markup]:
    """One side of a hunk, coloured as one text, so that strings over several lines keep their colour."""
    if not coloured:
        return [escape(line) for line in lines]
    text = "\n".join(line.replace("\r", "") for line in lines)
    html = highlight(text, PythonLexer(stripnl=False, ensurenl=False), _FORMATTER)
    rows = html.split("\n")
    if len(rows) < len(lines):
        return [escape(line) for line in lines]
    return [Markup(row) for row in rows[: len(lines)]]
