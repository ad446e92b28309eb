"""What an interactive example is expected to print: ``u'x'`` becomes ``'x'``, ``10L`` becomes ``10``."""

import re
from collections.abc import Iterator

from overhaul.domain.edits import Edit
from tools.recipes.examples import TEXT_SUFFIXES
from tools.recipes.recipe import PYTHON_SUFFIXES, Hit, Match, Phase, recipe
from tools.recipes.source import Source

_PROMPT = re.compile(rb"[ \t]*(>>>|\.\.\.)(?: |\r?$)", re.MULTILINE)
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_PY2_REPR = re.compile(
    rb"(?<![\w'\"])u(?='(?:[^'\\\r\n]|\\{1,2}[nrt])*'|\"(?:[^\"\\\r\n]|\\{1,2}[nrt])*\")"
    rb"|(?<![\w.])0*[0-9]+(?P<long>L)\b"
    rb"|<(?P<type>type) '(?:exceptions\.)?(?:\w+\.)*(?P<name>\w+)'>"
)
_SET = re.compile(rb"(?<![\w.])(?P<kind>set|frozenset)\((?P<open>\[)(?P<items>[^\[\]\r\n]*)\]\)")
_RENAMED = {b"unicode": b"str", b"long": b"int", b"xrange": b"range"}
_GONE = frozenset({b"instance", b"classobj", b"instancemethod", b"file", b"dictproxy", b"buffer", b"basestring"})


@recipe(
    "doctest-output",
    title="expected output is what Python 3 prints",
    stage="syntax",
    phase=Phase.LEXICAL,
    raw=r">>> ",
    suffixes=(*PYTHON_SUFFIXES, *TEXT_SUFFIXES),
    any_dialect=True,
)
def doctest_output(source: Source, hit: Hit) -> Iterator[Match]:
    """Text, long integers and sets as ``repr`` writes them, and the names of builtin types.

    Left as it is what Python 3 may print in another way for other reasons too: ``b''``, and escapes other than
    those of line ends and tabs.
    """
    data = source.data
    end = len(data)
    if not source.path.endswith(TEXT_SUFFIXES):
        token = source.lexed.string_holding(hit.start)
        if token is None:
            return
        end = token.content.end
    start = source.lexed.line_start(hit.start)
    if data[start : hit.start].strip(b" \t\"'rRuU"):
        return
    position = _after_code(data, hit.start, end)
    failed = False
    while position < end:
        line = _LINE.match(data, position, end)
        if line is None or not line.group().strip():
            return
        failed = failed or line.group().lstrip().startswith(b"Traceback (")
        prompt = _PROMPT.match(line.group())
        if prompt is not None and not (failed and prompt.group(1) == b"..."):
            return
        for match in _PY2_REPR.finditer(line.group()):
            edit = _modern(match, position)
            if edit is not None:
                yield Match(edit.start, (edit,))
        for match in _SET.finditer(line.group()):
            yield Match(position + match.start(), _braces(match, position))
        position = line.end()


def _after_code(data: bytes, prompt: int, end: int) -> int:
    """Where the lines after the example's code start."""
    line = _LINE.match(data, prompt, end)
    position = line.end() if line is not None else end
    while position < end:
        match = _PROMPT.match(data, position, end)
        if match is None or match.group(1) != b"...":
            return position
        line = _LINE.match(data, position, end)
        position = line.end() if line is not None else end
    return position


def _modern(match: re.Match[bytes], offset: int) -> Edit | None:
    if match.group("long"):
        return Edit(start=offset + match.start("long"), end=offset + match.end("long"), text=b"")
    name = match.group("name")
    if name is None:
        return Edit(start=offset + match.start(), end=offset + match.start() + 1, text=b"")
    if name in _GONE:
        return None
    text = match.group().replace(b"<type", b"<class").replace(b"exceptions.", b"")
    renamed = text.replace(b"'" + name + b"'", b"'" + _RENAMED.get(name, name) + b"'")
    return Edit(start=offset + match.start(), end=offset + match.end(), text=renamed)


def _braces(match: re.Match[bytes], offset: int) -> tuple[Edit, ...]:
    """``set([1])`` is shown as ``{1}``, ``frozenset([1])`` as ``frozenset({1})``, without elements both as calls."""
    start, opening, closing, end = (
        offset + at for at in (match.start(), match.start("open"), match.end("items"), match.end())
    )
    if not match.group("items").strip():
        return (Edit(start=opening, end=closing + 1, text=b""),)
    if match.group("kind") == b"set":
        return Edit(start=start, end=opening + 1, text=b"{"), Edit(start=closing, end=end, text=b"}")
    return Edit(start=opening, end=opening + 1, text=b"{"), Edit(start=closing, end=closing + 1, text=b"}")
