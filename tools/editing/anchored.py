"""Port ``CodeEditor``: edits by anchors become byte ranges, or a reason that helps to say them better."""

import re
from collections.abc import Sequence

from overhaul.domain.anchored import AnchoredEdit, AnchorKind, Definition, Misplaced
from overhaul.domain.edits import Edit, EditConflict, apply_edits
from tools.editing import fitting
from tools.editing.nearest import closest
from tools.editing.outline import outline
from tools.syntax.python import parse

_LARGE = 200
"""Lines from which on a file is too large to be rewritten as a whole."""
_WHOLE = 0.6
"""The part of a large file that one edit may replace."""
_LONGEST = 60_000
_DEFINED = re.compile(r"\s*(?:async\s+)?(?:def|class)\s+(\w+)")
_LINES = re.compile(r"\s*(\d{1,7})\s*(?:-\s*(\d{1,7})\s*)?\Z")
_NAMED = 12
"""Definitions named in an answer."""


class AnchoredEditor:
    """Places edits in Python files. Has no state: safe in many threads."""

    def outline(self, data: bytes) -> tuple[Definition, ...]:
        """The functions and classes of a file."""
        return outline(data)

    def place(self, data: bytes, edit: AnchoredEdit) -> Edit | Misplaced:
        """The byte range ``edit`` replaces in ``data`` and what it puts there, fitted to the file."""
        try:
            text = fitting.text_of(data)
        except (UnicodeError, LookupError):
            return Misplaced("the file is not in the encoding it declares; it cannot be edited")
        if len(edit.text) > _LONGEST or len(edit.anchor) > _LONGEST:
            return Misplaced(f"the edit is longer than {_LONGEST:,} characters; change less at once")
        place = {AnchorKind.DEFINITION: _definition, AnchorKind.TEXT: _text, AnchorKind.LINES: _lines}[edit.kind]
        placed = place(data, text, edit)
        return placed if isinstance(placed, Misplaced) else _sized(data, placed)

    def apply(self, data: bytes, edits: Sequence[AnchoredEdit]) -> tuple[bytes, tuple[Edit, ...]] | Misplaced:
        """``data`` with all of ``edits``, which name places in ``data`` as it is; none where one cannot be made.

        A result with a syntax error that ``data`` did not have is refused, naming its line.
        """
        placed: list[Edit] = []
        for number, edit in enumerate(edits, start=1):
            found = self.place(data, edit)
            if isinstance(found, Misplaced):
                return Misplaced(f"edit {number} ({edit.kind.value} in {edit.path}): {found.problem}")
            placed.append(found)
        try:
            after = apply_edits(data, placed)
        except EditConflict:
            return Misplaced("two of the edits overlap; make them one")
        line = error_line(after)
        if line and not error_line(data):
            shown = after.decode("utf-8", "replace").split("\n")[max(0, line - 3) : line + 2]
            return Misplaced(f"the result has a syntax error near line {line}:\n" + "\n".join(shown))
        return after, tuple(placed)


def error_line(data: bytes) -> int:
    """The 1-based line of the first syntax error; 0 where there is none."""
    node = parse(data).root_node
    if not node.has_error:
        return 0
    while True:
        child = next((child for child in node.children if child.has_error or child.is_missing), None)
        if child is None or node.is_error:
            return node.start_point.row + 1
        node = child


def _definition(data: bytes, text: str, edit: AnchoredEdit) -> Edit | Misplaced:
    known = outline(data)
    found = next((item for item in known if item.name == edit.anchor.strip()), None)
    if found is None:
        return Misplaced(_unknown(edit.anchor.strip(), known))
    start = found.start
    if edit.text.strip():
        name = found.name.rpartition(".")[2].partition("#")[0]
        above, plain = _parted(edit.text)
        defined = _DEFINED.match(plain)
        if defined is None or defined[1] != name:
            return Misplaced(f"the text must start with the whole definition of {name}, from its def or class on")
        if not any(line.lstrip().startswith("@") for line in above):  # decorators that the text does not mention stay
            start = found.code
    line_start = _line_start(data, start)
    wanted = data[line_start:start].decode("utf-8", "replace")
    if wanted.strip():
        return Misplaced(f"{found.name} does not start a line of its own; replace the text instead")
    return _fitted(data, text, line_start, found.end, wanted, edit.text)


def _line_start(data: bytes, start: int) -> int:
    """Where the line of ``start`` begins; a form feed or a byte order mark before it is no part of it."""
    return max(data.rfind(b"\n", 0, start) + 1, data.rfind(b"\f", 0, start) + 1, len(byte_order_mark(data)))


def _parted(text: str) -> tuple[list[str], str]:
    """The decorators and comments that come first, and the text from its ``def`` or ``class`` on."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if _DEFINED.match(line)), len(lines))
    return lines[:first], "\n".join(lines[first:])


def _unknown(name: str, known: tuple[Definition, ...]) -> str:
    last = name.rpartition(".")[2]
    near = [item.name for item in known if item.name.rpartition(".")[2].partition("#")[0] == last]
    near = near or [item.name for item in known]
    more = f" and {len(near) - _NAMED} more" if len(near) > _NAMED else ""
    return f"there is no definition {name!r}; the file has: {', '.join(near[:_NAMED]) or 'none'}{more}"


def _text(data: bytes, text: str, edit: AnchoredEdit) -> Edit | Misplaced:
    wanted = edit.anchor.replace("\r\n", "\n")
    if not wanted.strip():
        return Misplaced("the text to replace is empty")
    plain = text.replace("\r\n", "\n")
    count = plain.count(wanted)
    if count == 1:
        at = plain.index(wanted)
        return _exact(data, plain, at, at + len(wanted), edit.text)
    if count > 1:
        lines = [str(plain.count("\n", 0, match.start()) + 1) for match in re.finditer(re.escape(wanted), plain)]
        return Misplaced(f"the text stands {count} times, in lines {', '.join(lines[:_NAMED])}; take more around it")
    return _loose(data, plain, wanted, edit.text)


def _exact(data: bytes, plain: str, start: int, end: int, new: str) -> Edit | Misplaced:
    """The range of characters in the text with plain line ends, as bytes of the file."""
    codec, newline = fitting.encoding_of(data), fitting.newline_of(data)
    encoded = _encoded(new.replace("\r\n", "\n").replace("\n", newline), codec)
    if isinstance(encoded, Misplaced):
        return encoded
    return Edit(_offset(data, plain, start), _offset(data, plain, end), encoded)


def _loose(data: bytes, plain: str, wanted: str, new: str) -> Edit | Misplaced:
    """Whole lines that differ in indentation and trailing blanks alone; else where it may have been meant."""
    lines = plain.split("\n")
    sought = [line.strip() for line in wanted.strip("\n").split("\n")]
    stripped = [line.strip() for line in lines]
    starts = [at for at in range(len(lines) - len(sought) + 1) if stripped[at : at + len(sought)] == sought]
    if len(starts) == 1 and sought[0]:
        first = starts[0]
        start = sum(len(line) + 1 for line in lines[:first])
        end = start + sum(len(line) + 1 for line in lines[first : first + len(sought)]) - 1
        codec = fitting.encoding_of(data)
        return _fitted(
            data, plain, _offset(data, plain, start), _offset(data, plain, end),
            fitting.indentation(lines[first]), new, codec,
        )  # fmt: skip
    near = closest(lines, sought)
    if near is None:
        return Misplaced("the text to replace is not in the file, nor anything like it")
    shown = "\n".join(lines[near[0] - 1 : near[1]])
    return Misplaced(f"the text to replace is not in the file; closest are lines {near[0]}-{near[1]}:\n{shown}")


def _lines(data: bytes, text: str, edit: AnchoredEdit) -> Edit | Misplaced:
    match = _LINES.match(edit.anchor)
    plain = text.replace("\r\n", "\n")
    lines = plain.split("\n")
    if match is None:
        return Misplaced("lines are named as 12 or 12-18")
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= len(lines):
        return Misplaced(f"the file has {len(lines)} lines")
    start = sum(len(line) + 1 for line in lines[: first - 1])
    end = start + sum(len(line) + 1 for line in lines[first - 1 : last]) - 1
    old = next((line for line in lines[first - 1 : last] if line.strip()), "")
    return _fitted(
        data, plain, _offset(data, plain, start), _offset(data, plain, end), fitting.indentation(old), edit.text
    )


def _fitted(
    data: bytes, text: str, start: int, end: int, wanted: str, new: str, codec: str | None = None
) -> Edit | Misplaced:
    """Whole lines from ``start`` to ``end`` give way to ``new``, indented like what stood there."""
    if not new.strip():
        after = end + (2 if data[end : end + 2] == b"\r\n" else 1 if data[end : end + 1] == b"\n" else 0)
        return Edit(start, after, b"")
    fitted = fitting.refit(new, wanted, fitting.unit_of(text))
    encoded = _encoded(fitted.replace("\n", fitting.newline_of(data)), codec or fitting.encoding_of(data))
    return encoded if isinstance(encoded, Misplaced) else Edit(start, end, encoded)


def _encoded(text: str, codec: str) -> bytes | Misplaced:
    try:
        return fitting.encode(text, codec)
    except UnicodeEncodeError as error:
        return Misplaced(f"{text[error.start : error.end][:1]!r} cannot be written in the file's encoding, {codec}")
    except UnicodeError:
        return Misplaced(f"the text cannot be written in the file's encoding, {codec}")


def byte_order_mark(data: bytes) -> bytes:
    """The byte order mark a file starts with."""
    return b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""


def _offset(data: bytes, plain: str, at: int) -> int:
    """The byte offset of the character ``at`` of the text with plain line ends."""
    before = fitting.encode(plain[:at], fitting.encoding_of(data))
    bom = len(byte_order_mark(data))
    if b"\r\n" not in data:
        return bom + len(before)
    row, column = plain.count("\n", 0, at), len(before) - (before.rfind(b"\n") + 1)
    position = 0
    for _ in range(row):
        position = data.index(b"\n", position) + 1
    return position + column + (bom if not row else 0)


def _sized(data: bytes, edit: Edit) -> Edit | Misplaced:
    lines = data.count(b"\n")
    if lines > _LARGE and data.count(b"\n", edit.start, edit.end) > lines * _WHOLE:
        return Misplaced(f"the edit replaces most of a file of {lines} lines; change only what must change")
    return edit
