"""Interactive examples that print a dict: printed by ``pprint`` its keys have an order, which Python 2's had not."""

import ast
import re
from pprint import pformat

from overhaul.domain.edits import Edit
from tools.recipes.examples import TEXT_SUFFIXES, shows_examples
from tools.recipes.recipe import PYTHON_SUFFIXES, Hit, Match, Phase, recipe
from tools.recipes.source import Source

_IMPORT = b"from pprint import pprint"
_WIDTH = 1000
_PRINTS = r"[ \t]*print\b[^\r\n]*\r?\n(?:[ \t]*\.\.\.[ \t]*\r?\n)?[ \t]*[({\[]"
_LOOP = re.compile(rb"(?P<indent>[ \t]*)>>> for [^\r\n]*:[ \t]*\r?\n(?=[ \t]*\.\.\. )")
_PRINT = re.compile(
    rb"(?P<indent>[ \t]*)(?:>>>|\.\.\.) [ \t]*(?P<print>print\b[ \t]*)(?P<value>[^\r\n]*[^\r\n\s,])[ \t]*\r?\n"
    rb"(?:[ \t]*\.\.\.[ \t]*\r?\n)?"
)
_SHOWN = re.compile(rb"[ \t]*(?P<text>[({\[][^\r\n\\]*[)}\]])[ \t]*(?:\r?\n|\Z)")
_TEXTUAL = re.compile(r"str|repr|format|join|dump|text|render|show|json|yaml|html|code|unicode", re.IGNORECASE)


@recipe(
    "doctest-printed-dicts",
    title="dicts that examples print have an order",
    stage="syntax",
    phase=Phase.LEXICAL,
    raw=(rf">>> {_PRINTS}", rf"\.\.\. {_PRINTS}"),
    suffixes=(*PYTHON_SUFFIXES, *TEXT_SUFFIXES),
    when=shows_examples,
)
def doctest_printed_dicts(source: Source, hit: Hit) -> Match | None:
    """``>>> print f()`` with ``(1, {'b': 1, 'a': 2})`` below it, also in a loop that prints such a line each time:
    ``>>> pprint(f(), width=1000)``, and ``(1, {'a': 2, 'b': 1})``.

    Only what is shown exactly as ``repr`` shows literals, with a dict whose several keys are strings and stand in no
    order; not what may well be text already.
    """
    first, end = _bounds(source, hit)
    match = _PRINT.match(source.data, source.lexed.line_start(hit.start), end)
    if match is None or not _may_be_data(match["value"].decode("latin-1")):
        return None
    shown = _shown(source.data, match.end(), end)
    if not any(before != after for _, before, after in shown):
        return None
    head = _head(source.data, first, match)
    if head is None or b"pprint" in source.data[first:end].replace(b">>> " + _IMPORT, b""):
        return None
    value = match["value"]
    edits = [Edit(start=at, end=at + len(before), text=after) for at, before, after in shown if before != after]
    printed = b"pprint(%s, width=%d)" % (_unwrapped(value), _WIDTH)
    edits.append(Edit(start=match.start("print"), end=match.end("value"), text=printed))
    if b">>> " + _IMPORT not in source.data[first : head.start()]:
        line = head["indent"] + b">>> " + _IMPORT + source.lexed.newline
        edits.append(Edit(start=head.start(), end=head.start(), text=line))
    return Match(hit.start, tuple(edits))


def _bounds(source: Source, hit: Hit) -> tuple[int, int]:
    """Where the text with the example starts and ends: that of the literal, or of the file; empty for code."""
    if source.path.endswith(TEXT_SUFFIXES):
        return 0, len(source.data)
    token = source.lexed.string_holding(hit.start)
    return (0, 0) if token is None else (token.content.start, token.content.end)


def _head(data: bytes, first: int, match: re.Match[bytes]) -> re.Match[bytes] | None:
    """The first line of the example that ends with the line of ``match``: itself, or a loop's head right above."""
    if data[match.start() : match.start("print")].lstrip().startswith(b">>>"):
        return match
    above = data.rfind(b"\n", first, max(first, match.start() - 1)) + 1
    loop = _LOOP.match(data, max(first, above))
    return loop if loop is not None and loop.end() == match.start() else None


def _shown(data: bytes, position: int, end: int) -> list[tuple[int, bytes, bytes]]:
    """(place, text, text with its keys in order) of each line printed; empty where one is no plain literal."""
    found = []
    while position < end and (line := data[position:end].split(b"\n", 1)[0].strip()):
        if line.startswith((b">>>", b'"""', b"'''")):
            break
        match = _SHOWN.match(data, position, end)
        ordered = _in_order(match["text"].decode("latin-1")) if match is not None else None
        if match is None or ordered is None:
            return []
        found.append((match.start("text"), match["text"], ordered.encode("latin-1")))
        position = match.end()
    return found


def _in_order(shown: str) -> str | None:
    """What ``pprint`` shows for the literal ``shown``; None where ``repr`` would show it in another way."""
    try:
        value = ast.literal_eval(shown)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    if repr(value) != shown or not _has_plain_keys(value) or len(shown) >= _WIDTH:
        return None
    return pformat(value, width=_WIDTH)


def _has_plain_keys(value: object) -> bool:
    """Whether all keys of all dicts in ``value`` are strings."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _has_plain_keys(item) for key, item in value.items())
    return not isinstance(value, list | tuple) or all(map(_has_plain_keys, value))


def _may_be_data(code: str) -> bool:
    """Whether what is printed is one value that nothing says is text."""
    try:
        value = ast.parse(code, mode="eval").body
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return False
    if isinstance(value, ast.Call):
        named = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
        return bool(named) and not _TEXTUAL.search(named)
    return isinstance(value, ast.Name | ast.Attribute | ast.Subscript)


def _unwrapped(code: bytes) -> bytes:
    """``code`` without the parentheses around all of it."""
    if not (code.startswith(b"(") and code.endswith(b")")):
        return code
    inner = code[1:-1].strip()
    try:
        same = ast.dump(ast.parse(inner, mode="eval")) == ast.dump(ast.parse(code, mode="eval"))
    except (ValueError, SyntaxError):
        return code
    return inner if same else code
