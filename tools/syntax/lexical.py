"""The lexical view of Python source: where strings and comments are, and where statements end.

Python 2 is not the language tree-sitter's grammar describes: it reads ``print -x`` as a subtraction
without complaint. What both languages share is their tokens. Everything that must be right before a
tree can be trusted is therefore decided here, on a *mask*: the source, byte for byte, with every
string turned into ``"`` and every comment into spaces.
"""

import re
from functools import cached_property
from typing import NamedTuple

PROMPT = b">>>"
"""What a line of an interactive example starts with."""
_COMMENT = rb"#[^\r\n]*+"
_QUOTED = (
    rb'"(?:""[^"\\\x00]*+(?:(?:\\.|"(?!"")|\x00)[^"\\\x00]*+)*+(?:"""|\Z)'
    rb'|[^"\\\r\n]*+(?:\\(?:\r\n|.)[^"\\\r\n]*+)*+(?:"|(?=[\r\n])|\Z))'
    rb"|'(?:''[^'\\\x00]*+(?:(?:\\.|'(?!'')|\x00)[^'\\\x00]*+)*+(?:'''|\Z)"
    rb"|[^'\\\r\n]*+(?:\\(?:\r\n|.)[^'\\\r\n]*+)*+(?:'|(?=[\r\n])|\Z))"
    rb"|\x7f(?!)"
)
"""A string without its prefix. ``re`` tests for a set of bytes in one step where it has three gaps at least: that is
what the NUL bytes are set apart for, and what the last branch, which matches nothing, is for."""
_TOKEN = re.compile(
    rb"(?P<comment>" + _COMMENT + rb")|(?:\b[bBuUrRfF]{1,2})?(?:" + _QUOTED + rb")",
    re.DOTALL,
)
_BARE_TOKEN = re.compile(rb"(" + _COMMENT + rb"|" + _QUOTED + rb")", re.DOTALL)
"""A token without its prefix: one that starts with one of three characters is searched for much faster."""
_PREFIX = re.compile(rb"\b[bBuUrRfF]{1,2}\Z")
_PREFIX_ENDS = frozenset((b"b", b"B", b"u", b"U", b"r", b"R", b"f", b"F"))
_FUTURE = re.compile(rb"from(?<!\wfrom)[ \t]+__future__[ \t]+import\b(\s*\([^)]*\)|(?:[^\n;\\]|\\\r?\n)*)")
_STOPS = re.compile(rb"[()\[\]{}\n\r;]")
_COMMA_STOPS = re.compile(rb"[()\[\]{},]")
_BRACKETS = re.compile(rb"[()\[\]{}]")
_NAME = re.compile(rb"[A-Za-z_]\w*")
_WORD_BYTES = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_GAPS = bytes(code if code in _WORD_BYTES else 0x20 for code in range(256))
"""Leaves the bytes of words as they are; all others become blanks."""
_HASH = 0x23
_TRIPLE = (b'"""', b"'''")
_AFTER_DIGITS = b":"
_OPENING = frozenset(b"([{")
_CLOSING = frozenset(b")]}")
_QUOTE = 0x22
_BLANK = b" \t\x0c"


class Span(NamedTuple):
    """A half-open range of bytes."""

    start: int
    end: int


class StringToken(NamedTuple):
    """A string literal: ``prefix`` is as written, ``quote`` is one or three characters."""

    start: int
    end: int
    prefix: bytes
    quote: bytes

    @property
    def content(self) -> Span:
        """The range between the quotes."""
        opening = self.start + len(self.prefix) + len(self.quote)
        return Span(opening, max(opening, self.end - len(self.quote)))


class Lexed:
    """One source with its mask.

    Args:
        data: the source as it is on disk, in any ASCII-compatible encoding.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.prefixes: set[bytes] = set()
        """The prefixes that string literals have, in small letters: ``ur``."""
        self.quoted = b""
        """All string literals and comments, one after the other, without prefixes."""
        self.mask = self._masked()
        """Same length as ``data``; strings are ``"`` throughout, comments are spaces."""
        self._last: StringToken | None = None

    def _masked(self) -> bytes:
        parts = _BARE_TOKEN.split(self.data)
        tokens = parts[1::2]
        self.quoted = b"".join(tokens)
        parts[1::2] = [
            (b" " if token[0] == _HASH else b'"') * len(token)  # of one byte it is made without a loop
            for token in tokens
        ]
        ending = [index for index, before in enumerate(parts[:-1:2]) if before[-1:] in _PREFIX_ENDS]
        for index in ending:
            before, token = parts[2 * index], parts[2 * index + 1]
            if token[0] == _QUOTE:
                prefix = _PREFIX.search(before, max(0, len(before) - 3))
                if prefix is not None:
                    self.prefixes.add(prefix.group().lower())
                    parts[2 * index] = before[: prefix.start()] + b'"' * len(prefix.group())
        return b"".join(parts)

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Every identifier and keyword outside strings and comments."""
        names = self._runs - self.numerals
        glued = [name for numeral in self.numerals if not numeral.isdigit() for name in _NAME.findall(numeral)]
        return names.union(glued) if glued else names

    @cached_property
    def numerals(self) -> frozenset[bytes]:
        """Every run of letters and digits that starts with a digit: ``10``, ``0xFFL``, ``1if``."""
        return frozenset([run for run in self._runs if run < _AFTER_DIGITS])

    @cached_property
    def _runs(self) -> frozenset[bytes]:
        return frozenset(self.mask.translate(_GAPS).split())

    @cached_property
    def futures(self) -> frozenset[bytes]:
        """The features imported from ``__future__``."""
        if b"__future__" not in self.words:
            return frozenset()
        return frozenset(name for match in _FUTURE.finditer(self.mask) for name in _NAME.findall(match.group(1)))

    @cached_property
    def has_prompt(self) -> bool:
        """Whether ``>>>`` stands anywhere: there may be interactive examples."""
        return PROMPT in self.data

    @cached_property
    def positions(self) -> dict[bytes, list[int]]:
        """Every identifier and keyword outside strings and comments, with where it stands, in order."""
        table: dict[bytes, list[int]] = {}
        for match in re.finditer(rb"[A-Za-z_]\w*", self.mask):
            table.setdefault(match.group(), []).append(match.start())
        return table

    @cached_property
    def strings(self) -> tuple[StringToken, ...]:
        """The string literals, in order."""
        data, tokens = self.data, []
        for match in _BARE_TOKEN.finditer(data):
            start, end = match.span()
            if data[start] == _HASH:
                continue
            quote, prefix = data[start : start + 3], b""
            if quote not in _TRIPLE:
                quote = quote[:1]
            if data[start - 1 : start] in _PREFIX_ENDS:
                found = _PREFIX.search(data, max(0, start - 3), start)
                prefix = b"" if found is None else found.group()
            tokens.append(StringToken(start - len(prefix), end, prefix, quote))
        return tuple(tokens)

    def string_holding(self, offset: int) -> StringToken | None:
        """The string literal that holds the byte ``offset``, quotes and prefix included.

        Asked in ascending order, every literal is looked at once.
        """
        if offset >= len(self.mask) or self.mask[offset] != _QUOTE:
            return None
        if self._last is None or not self._last.start <= offset < self._last.end:
            start = self._run_start(offset)
            token = self.string_at(start)
            while token is not None and token.end <= offset:
                token = self.string_at(token.end)
            self._last = token
        return self._last

    def _run_start(self, offset: int) -> int:
        """Where the unbroken run of string bytes that holds ``offset`` starts."""
        window = 256
        while window < offset:
            head = self.mask[offset - window : offset].rstrip(b'"')
            if head:
                return offset - window + len(head)
            window *= 4
        return len(self.mask[:offset].rstrip(b'"'))

    @cached_property
    def comments(self) -> tuple[Span, ...]:
        """The comments, in order."""
        return tuple(Span(*m.span()) for m in _TOKEN.finditer(self.data) if m.lastgroup == "comment")

    def string_at(self, offset: int) -> StringToken | None:
        """The string literal that starts at ``offset``."""
        match = _TOKEN.match(self.data, offset)
        if match is None or match.lastgroup == "comment":
            return None
        return _string(offset, match.group())

    def before(self, offset: int) -> int:
        """The offset of the last byte before ``offset`` that is not blank; -1 at the start."""
        position = offset - 1
        while position >= 0 and self.mask[position] in _BLANK:
            position -= 1
        return position

    def after(self, offset: int) -> int:
        """The offset of the first byte from ``offset`` on that is no blank and no escaped newline."""
        mask, position = self.mask, offset
        while position < len(mask):
            if mask[position] in _BLANK:
                position += 1
            elif mask[position : position + 2] == b"\\\n":
                position += 2
            elif mask[position : position + 3] == b"\\\r\n":
                position += 3
            else:
                break
        return position

    def statement_end(self, offset: int) -> int:
        """Where the simple statement holding ``offset`` ends, blanks and comment before the end left out.

        ``offset`` must be outside brackets or at their opening.
        """
        mask, depth = self.mask, 0
        end = len(mask)
        for match in _STOPS.finditer(mask, offset):
            byte = mask[match.start()]
            if byte in _OPENING:
                depth += 1
            elif byte in _CLOSING:
                depth -= 1
                if depth < 0:
                    end = match.start()
                    break
            elif depth == 0 and (byte == 0x3B or not self._escaped(match.start())):
                end = match.start()
                break
        while end > offset and mask[end - 1] in b" \t\x0c\r":
            end -= 1
        return end

    def _escaped(self, newline: int) -> bool:
        """Whether the line break at ``newline`` is continued by a backslash."""
        position = newline - 1
        if self.mask[newline] == 0x0A and position >= 0 and self.mask[position] == 0x0D:
            position -= 1
        return position >= 0 and self.data[position] == 0x5C and self.mask[position] == 0x5C

    def starts_statement(self, offset: int) -> bool:
        """Whether a statement starts at ``offset``: after a line's indentation, ``;`` or a ``:``."""
        position = self.before(offset)
        if position < 0:
            return True
        byte = self.mask[position]
        if byte in b"\n\r":
            return not self._escaped(position)
        return byte in b";:"

    def closing(self, opening: int) -> int:
        """The offset of the bracket that closes the one at ``opening``; -1 where there is none."""
        depth = 0
        for match in _BRACKETS.finditer(self.mask, opening):
            if self.mask[match.start()] in _OPENING:
                depth += 1
            else:
                depth -= 1
                if depth == 0:
                    return match.start()
        return -1

    def commas(self, start: int, end: int) -> tuple[int, ...]:
        """The offsets of the commas in ``start``-``end`` that are in no bracket opened there.

        Commas of a lambda's parameters count as inside it.
        """
        found, depth = [], 0
        for match in _COMMA_STOPS.finditer(self.mask, start, end):
            byte = self.mask[match.start()]
            if byte in _OPENING:
                depth += 1
            elif byte in _CLOSING:
                depth -= 1
            elif depth == 0 and not self._in_lambda(start, match.start()):
                found.append(match.start())
        return tuple(found)

    def _in_lambda(self, start: int, comma: int) -> bool:
        head = self.mask[start:comma]
        at = head.rfind(b"lambda")
        if at < 0 or not re.match(rb"lambda\b", head[at:]):
            return False
        depth = 0
        for byte in head[at:]:
            depth += (byte in _OPENING) - (byte in _CLOSING)
            if byte == 0x3A and depth == 0:
                return False
        return depth >= 0

    def line_start(self, offset: int) -> int:
        """The offset of the first byte of the physical line that holds ``offset``."""
        newline = self.data.rfind(b"\n", 0, offset)
        return max(newline, self.data.rfind(b"\r", newline + 1, offset)) + 1

    def indentation(self, offset: int) -> bytes:
        """The blanks that start the physical line holding ``offset``."""
        start = self.line_start(offset)
        line = self.data[start:offset]
        return line[: len(line) - len(line.lstrip(_BLANK))]

    @cached_property
    def newline(self) -> bytes:
        """The line ending of the first line: ``\\r\\n``, ``\\n`` or ``\\r``."""
        match = re.search(rb"\r\n|\n|\r", self.data)
        return match.group() if match else b"\n"


def _string(start: int, token: bytes) -> StringToken:
    body = token.lstrip(b"bBuUrRfF")
    prefix = token[: len(token) - len(body)]
    quote = body[:3] if body[:3] in _TRIPLE else body[:1]
    return StringToken(start, start + len(token), prefix, quote)
