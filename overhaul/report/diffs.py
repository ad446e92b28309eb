"""A unified diff as data for a page: files, hunks and lines, with syntax colours, cut to what can be read."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from overhaul.report.colours import coloured
from overhaul.report.visible import visible

_HEADER = re.compile(r"^diff --git ", re.MULTILINE)
_HUNK = re.compile(r"^(?=@@ )", re.MULTILINE)
_RANGE = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)")
_ESCAPE = re.compile(r"\\([0-7]{3}|.)")
_TABS = re.compile(r"^[ \t]*\t")
_ESCAPES = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_LONGEST = 600
"""Characters of a line that are shown."""
_MOST_OF_A_FILE = 1_500
"""Lines of one file that are shown."""


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
    note: str
    """What happened beside the lines: ``new``, ``deleted``, ``renamed from x``, ``mode …``, ``binary``."""
    added: int
    removed: int
    hunks: tuple[tuple[str, tuple[Line, ...]], ...]
    """(what git says of the place, lines)."""
    cut: int = 0
    """Lines that are not among ``hunks``."""

    def shown(self) -> int:
        """Lines among ``hunks``."""
        return sum(len(lines) for _, lines in self.hunks)


def parse(diff: str, *, most_lines: int) -> tuple[list[FileDiff], int]:
    """The files of a unified diff as git writes it, about ``most_lines`` lines; and how many files were left out."""
    files: list[FileDiff] = []
    room = most_lines
    blocks = _HEADER.split(diff)[1:]
    for block in blocks:
        if room <= 0:
            break
        files.append(_file(block, min(room, _MOST_OF_A_FILE)))
        room -= max(1, files[-1].shown())
    return files, len(blocks) - len(files)


def _file(block: str, most: int) -> FileDiff:
    head, *bodies = _HUNK.split(block)
    path, note = _about(head)
    in_colour = path.endswith((".py", ".pyw"))
    hunks: list[tuple[str, tuple[Line, ...]]] = []
    added = removed = cut = 0
    for body in bodies:
        header, _, text = body.partition("\n")
        raw = text.split("\n")
        if not raw[-1]:
            raw.pop()
        added += sum(1 for line in raw if line.startswith("+"))
        removed += sum(1 for line in raw if line.startswith("-"))
        room = max(0, most - sum(len(lines) for _, lines in hunks))
        cut += max(0, len(raw) - room)
        if room:
            hunks.append(_hunk(header, raw[:room], in_colour))
    return FileDiff(path, note, added, removed, tuple(hunks), cut)


def _about(head: str) -> tuple[str, str]:
    """A file's path, and what its header says beside it."""
    lines = head.split("\n")
    said: dict[str, str] = {}
    for line in lines[1:]:
        for word in ("old mode", "new mode", "new file mode", "deleted file mode", "rename from", "rename to"):
            if line.startswith(word + " "):
                said[word] = unquoted(line[len(word) + 1 :])
        for word, side in (("--- ", "a/"), ("+++ ", "b/")):
            if line.startswith(word):
                name = unquoted(line[len(word) :].removesuffix("\t"))
                said[word] = name.removeprefix(side) if name != "/dev/null" else ""
    notes = []
    if "rename from" in said:
        notes.append(f"renamed from {said['rename from']}")
    if "new file mode" in said:
        notes.append("new")
    if "deleted file mode" in said:
        notes.append("deleted")
    if "old mode" in said:
        notes.append(f"mode {said['old mode']} → {said.get('new mode', '')}")
    if any(line.startswith(("Binary files ", "GIT binary patch")) for line in lines):
        notes.append("binary")
    path = said.get("+++ ") or said.get("--- ") or said.get("rename to") or _from_first(lines[0])
    return path, ", ".join(notes)


def _from_first(names: str) -> str:
    """The path in ``a/X b/X``, where no other line names it; both are the same there."""
    if names.startswith('"'):
        return unquoted(names[: len(names) // 2].strip()).removeprefix("a/")
    return names[: len(names) // 2].strip().removeprefix("a/")


def unquoted(name: str) -> str:
    """A name as it is, where git wrote it as a C string: ``"a/\\303\\244.py"``."""
    if not (len(name) > 1 and name.startswith('"') and name.endswith('"')):
        return name
    raw = bytearray()
    position = 0
    inside = name[1:-1]
    for match in _ESCAPE.finditer(inside):
        raw += inside[position : match.start()].encode("utf-8", "surrogateescape")
        code = match[1]
        raw.append(int(code, 8) & 255 if len(code) == 3 else _ESCAPES.get(code, ord(code) & 255))
        position = match.end()
    raw += inside[position:].encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "replace")


def _hunk(header: str, raw: Sequence[str], in_colour: bool) -> tuple[str, tuple[Line, ...]]:
    match = _RANGE.match(header)
    old, new = (int(match[1]), int(match[2])) if match else (1, 1)
    ends = {line.endswith("\r") for line in raw if line[:1] in (" ", "+", "-")}
    olds = _side(raw, "-", in_colour, mixed_ends=len(ends) > 1)
    news = _side(raw, "+", in_colour, mixed_ends=len(ends) > 1)
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
            lines.append(Line("note", None, None, escape(visible(line))))
    return (match[3] if match else ""), tuple(lines)


def _side(raw: Sequence[str], sign: str, in_colour: bool, *, mixed_ends: bool) -> Iterator[Markup]:
    """One side of a hunk, coloured as one text, so that strings over several lines keep their colour."""
    lines = [_shown(line, mixed_ends) for line in raw if line[:1] in (" ", sign)]
    return iter(coloured(lines) if in_colour else [escape(line) for line in lines])


def _shown(signed: str, mixed_ends: bool) -> str:
    """A line as it is shown: carriage returns only where not every line has one, indenting tabs where it changed."""
    returned = signed.endswith("\r")
    line = signed[1:].removesuffix("\r")
    if signed[0] != " ":
        line = _TABS.sub(lambda match: match[0].replace("\t", "⇥\t"), line)
    if len(line) > _LONGEST:
        line = f"{line[:_LONGEST]} … {len(line) - _LONGEST:,} more characters"
    return visible(line.replace("\r", "␍")) + ("␍" if returned and mixed_ends else "")
