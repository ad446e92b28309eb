"""``raise E, v`` becomes ``raise E(v)``."""

import itertools
import re

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, insert
from tools.syntax.lexical import Lexed, Span

_CHAIN = re.compile(rb"[A-Za-z_][\w.]*\Z")
_CLASS = re.compile(rb"(?:[A-Za-z_]\w*\.)*_*[A-Z]\w*\Z")
_ERROR = re.compile(rb"(?i)(?:error|exception|warning|failure|fault|exit|interrupt)\w*\Z")
_EXCEPT = re.compile(rb"\bexcept\b[ \t]*(?P<types>[^:\n]*?)[ \t]*(?:,|\bas\b)[ \t]*(?P<name>[A-Za-z_]\w*)[ \t]*:")
_BLANKS = b" \t\x0c"


@recipe(
    "raise-statement",
    title="raise E, v becomes raise E(v)",
    stage="syntax",
    phase=Phase.LEXICAL,
    words=("raise",),
)
def raise_statement(source: Source, hit: Hit) -> Match | None:
    """Two and three parts, tuples as class or value, and string exceptions.

    Python 2 uses the value as it is where it is an instance of the class already. Where that cannot
    be ruled out (the class is a variable, or the value is one that ``except`` or ``exc_info()`` bound)
    the new statement does the same.
    """
    lexed = source.lexed
    if not lexed.starts_statement(hit.start):
        return None
    start = lexed.after(hit.end)
    end = lexed.statement_end(hit.end)
    if start >= end:
        return None
    parts = _parts(lexed, start, end)
    kind = parts[0]
    if lexed.mask[kind.start] == 0x22 and lexed.string_at(kind.start) is not None:
        return _string_exception(lexed, hit, parts)
    if not 2 <= len(parts) <= 3 or any(part.start >= part.end for part in parts):
        return None
    value = _Value(lexed, hit.start, _first_of_tuple(lexed, kind), parts[1])
    return Match(hit.start, _rewrite(lexed, parts, value, end))


class _Value:
    """What the second part of a raise is, as far as tokens tell."""

    def __init__(self, lexed: Lexed, statement: int, kind: Span, span: Span) -> None:
        self._lexed = lexed
        self.kind = lexed.data[kind.start : kind.end]
        self.text = lexed.data[span.start : span.end]
        self.span = span
        self.plain = _CHAIN.match(self.text) is not None
        self.is_none = self.text == b"None"
        whole = lexed.mask[span.start] == 0x28 and lexed.closing(span.start) == span.end - 1
        self.bracketed = whole
        """Its own parentheses can be the call's: ``(a, b)``, ``("a" "b")``."""
        self._statement = statement

    @property
    def is_class(self) -> bool:
        """Whether the first part reads like a class: ``errors.Bad``, ``socket.error``, one defined here."""
        if _CLASS.match(self.kind) or _ERROR.search(self.kind):
            return True
        defined = rb"\bclass[ \t]+" + re.escape(self.kind) + rb"\b"
        return re.search(defined, self._lexed.mask) is not None

    def certainly_instance(self) -> bool:
        """Whether the value is an instance of the class: both came from one ``except`` or ``exc_info()``."""
        if self._constructed() or self._pair_of_exc_info():
            return True
        return self.plain and not self.is_none and self.kind in self._caught_types(self.text)

    def maybe_instance(self, traced: bool) -> bool:
        """Whether the value may be one: a variable beside a class that is a variable too, or a traceback."""
        return self.plain and not self.is_none and (traced or not self.is_class)

    def _constructed(self) -> bool:
        return self.text.startswith(self.kind + b"(") and self._lexed.closing(self.span.start + len(self.kind)) == (
            self.span.end - 1
        )

    def _pair_of_exc_info(self) -> bool:
        if self.kind.endswith(b"[0]") and self.text.endswith(b"[1]") and self.kind[:-3] == self.text[:-3]:
            return True
        if not self.plain or not _CHAIN.match(self.kind) or b"exc_info" not in self._lexed.words:
            return False
        pair = re.escape(self.kind) + rb"[ \t]*,[ \t]*" + re.escape(self.text)
        assigned = pair + rb"[ \t]*(?:,[^=\n]*)?=[^=\n]*\bexc_info\b"
        return re.search(assigned, self._lexed.mask) is not None

    def kind_was_caught(self) -> bool:
        """Whether the first part is no class but an exception that ``except`` bound."""
        return bool(self._caught_types(self.kind))

    def _caught_types(self, name: bytes) -> list[bytes]:
        """The classes of the ``except`` clause before the statement that binds ``name``."""
        found: list[bytes] = []
        for match in _EXCEPT.finditer(self._lexed.mask, 0, self._statement):
            if match.group("name") == name:
                found = [part.strip(b" \t()") for part in match.group("types").split(b",")]
        return found


def _parts(lexed: Lexed, start: int, end: int) -> list[Span]:
    """What the commas outside brackets part."""
    edges = [start - 1, *lexed.commas(start, end), end]
    spans = []
    for left, right in itertools.pairwise(edges):
        opening = lexed.after(left + 1)
        closing = right
        while closing > opening and lexed.mask[closing - 1] in b" \t\x0c\\\r\n":
            closing -= 1
        spans.append(Span(opening, closing))
    return spans


def _first_of_tuple(lexed: Lexed, span: Span) -> Span:
    """``E`` of ``(E, F)``, as Python 2 takes it, however deep."""
    while lexed.mask[span.start] == 0x28 and lexed.closing(span.start) == span.end - 1:
        commas = lexed.commas(span.start + 1, span.end - 1)
        if not commas:
            break
        opening = lexed.after(span.start + 1)
        closing = commas[0]
        while closing > opening and lexed.mask[closing - 1] in _BLANKS:
            closing -= 1
        span = Span(opening, closing)
    return span


def _rewrite(lexed: Lexed, parts: list[Span], value: _Value, end: int) -> tuple[Edit, ...]:
    kind, span = parts[0], parts[1]
    tail: tuple[Edit, ...] = ()
    traced = len(parts) == 3 and lexed.data[parts[2].start : parts[2].end] != b"None"
    if traced:
        comma = Edit(start=span.end, end=_argument(lexed, span.end), text=b".with_traceback(")
        tail = (comma, insert(end, b")"))
    elif len(parts) == 3:
        tail = (Edit(start=span.end, end=end, text=b""),)
    if value.certainly_instance():
        return (Edit(start=kind.start, end=span.start, text=b""), *tail)
    if value.is_none:
        return (_without_value(kind, span, value, traced), *tail)
    if value.maybe_instance(traced):
        asked = value.kind if _CHAIN.match(value.kind) else b"BaseException"
        names = {b"v": value.text, b"k": value.kind, b"a": asked}
        choice = b"%(v)b if isinstance(%(v)b, %(a)b) else %(k)b(%(v)b)" % names
        return (Edit(start=kind.start, end=span.end, text=b"(" + choice + b")" if traced else choice), *tail)
    called = value.kind if _simple(value.kind) else b"(" + value.kind + b")"
    if value.kind == lexed.data[kind.start : kind.end] and called == value.kind:
        opening = kind.end
    else:
        opening = kind.start
    head = b"" if opening == kind.end else called
    if value.bracketed:
        return (Edit(start=opening, end=span.start, text=head), *tail)
    call = Edit(start=opening, end=_argument(lexed, kind.end), text=head + b"(")
    if traced:
        closing = Edit(start=tail[0].start, end=tail[0].end, text=b")" + tail[0].text)
        return (call, closing, *tail[1:])
    return (call, insert(span.end, b")"), *tail)


def _without_value(kind: Span, span: Span, value: _Value, traced: bool) -> Edit:
    """``raise E, None``: the class is instantiated only where a traceback has to be set on it."""
    if not traced:
        return Edit(start=kind.end, end=span.end, text=b"")
    if value.is_class:
        return Edit(start=kind.end, end=span.end, text=b"()")
    if value.kind.endswith(b")") or value.kind_was_caught():
        return Edit(start=kind.end, end=span.end, text=b"")
    choice = b"(%(k)b() if isinstance(%(k)b, type) else %(k)b)" % {b"k": value.kind}
    return Edit(start=kind.start, end=span.end, text=choice)


def _argument(lexed: Lexed, offset: int) -> int:
    """Past the comma that follows ``offset`` and the blanks after it; an escaped line break stays."""
    position = lexed.after(offset) + 1
    while lexed.mask[position : position + 1] in (b" ", b"\t"):
        position += 1
    return position


def _simple(text: bytes) -> bool:
    """Whether a call can be appended as it is: a name, an attribute, a subscript, a call."""
    return re.match(rb"[A-Za-z_][\w.]*(?:\([^()]*\)|\[[^\[\]]*\]|\.\w+)*\Z", text) is not None


def _string_exception(lexed: Lexed, hit: Hit, parts: list[Span]) -> Match | None:
    """``raise "text"``, refused by Python 2.6 already, raises an ``Exception`` that says so."""
    first = lexed.string_at(parts[0].start)
    if first is None or lexed.mask[parts[0].start : parts[0].end].strip(b'" \t'):
        return None
    last = parts[min(len(parts), 2) - 1]
    edits = [insert(parts[0].start, b"Exception("), Edit(start=last.end, end=parts[-1].end, text=b")")]
    return Match(hit.start, tuple(edits))
