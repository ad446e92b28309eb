"""Declarations and comments of SGML: what the module ``markupbase`` of Python 2 did.

``_legacy_sgmllib`` stands on it. Overhaul added this file when it converted the repository: it is part of
the repository now, and may be edited. New code is better written with ``html.parser``.
"""

import re
from typing import Any, NoReturn

_declname_match = re.compile(r"[a-zA-Z][-_.a-zA-Z0-9]*\s*").match
_declstringlit_match = re.compile(r'(\'[^\']*\'|"[^"]*")\s*').match
_commentclose = re.compile(r"--\s*>")
_markedsectionclose = re.compile(r"]\s*]\s*>")
_msmarkedsectionclose = re.compile(r"]\s*>")
# Parsers are known to put other patterns into these names: they are looked up when they are used.

_STANDARD_SECTIONS = frozenset({"temp", "cdata", "ignore", "include", "rcdata"})
_OFFICE_SECTIONS = frozenset({"if", "else", "endif"})
_NO_SUBSET = frozenset({"attlist", "linktype", "link", "element"})
_BLANK = re.compile(r"\s*")


class _Unfinished(Exception):
    """The data ends before the construct does."""


class ParserBase:
    """What parsers of SGML share. Positions are indices into ``rawdata``; -1 asks for more data.

    Subclasses hold ``rawdata`` and define ``error``, ``handle_comment`` and ``handle_decl``.
    """

    rawdata: str
    _decl_otherchars = ""

    def __init__(self) -> None:
        if type(self) is ParserBase:
            raise RuntimeError("markupbase.ParserBase must be subclassed")

    def error(self, message: str) -> NoReturn:
        """Give up. Subclasses raise an error of their own."""
        raise NotImplementedError("subclasses of ParserBase must override error()")

    def reset(self) -> None:
        """Begin anew, on the first line."""
        self.lineno = 1
        self.offset = 0

    def getpos(self) -> tuple[int, int]:
        """Line, from 1, and column, from 0."""
        return self.lineno, self.offset

    def updatepos(self, i: int, j: int) -> int:
        """Count the lines and columns from ``i`` to ``j``, which is returned."""
        passed = self.rawdata[i:j]
        lines = passed.count("\n")
        self.lineno += lines
        self.offset = len(passed) - passed.rfind("\n") - 1 if lines else self.offset + len(passed)
        return j

    # ------------------------------------------------------------------------------- the constructs

    def parse_declaration(self, i: int) -> int:
        """The declaration ``<!…>`` at ``i``: to ``handle_decl`` or ``unknown_decl``; where it ends."""
        rawdata, at = self.rawdata, i + 2
        assert rawdata[i:at] == "<!", "unexpected call to parse_declaration"
        first = rawdata[at : at + 1]
        if first == ">":
            return at + 1
        if first in ("-", ""):
            return -1
        if first == "[":
            return self.parse_marked_section(i)
        try:
            kind, at = self._name(at, i)
            end = self._to_end_of_declaration(kind, at, i)
        except _Unfinished:
            return -1
        told = rawdata[i + 2 : end]
        if kind == "doctype":
            self.handle_decl(told)
        else:
            self.unknown_decl(told)
        return end + 1

    def _to_end_of_declaration(self, kind: str, at: int, start: int) -> int:
        if kind == "doctype":
            self._decl_otherchars = ""
        while True:
            char = self._char(at)
            if char == ">":
                return at
            if char in "\"'":
                at = self._string(at)
            elif char.isascii() and char.isalpha():
                at = self._name(at, start)[1]
            elif char in self._decl_otherchars:
                at += 1
            elif char == "[" and kind == "doctype":
                at = self._subset(at + 1, start)
            elif char == "[" and kind in _NO_SUBSET:
                self.error(f"unsupported '[' char in {kind} declaration")
            elif char == "[":
                self.error("unexpected '[' char in declaration")
            else:
                self.error(f"unexpected {char!r} char in declaration")

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """The section ``<![…]>`` at ``i``, to ``unknown_decl``; where it ends."""
        assert self.rawdata[i : i + 3] == "<![", "unexpected call to parse_marked_section()"
        name, at = self._scan_name(i + 3, i)
        if at < 0:
            return at
        if name in _STANDARD_SECTIONS:
            found = _markedsectionclose.search(self.rawdata, i + 3)
        elif name in _OFFICE_SECTIONS:
            found = _msmarkedsectionclose.search(self.rawdata, i + 3)
        else:
            self.error(f"unknown status keyword {self.rawdata[i + 3 : at]!r} in marked section")
        if not found:
            return -1
        if report:
            self.unknown_decl(self.rawdata[i + 3 : found.start()])
        return found.end()

    def parse_comment(self, i: int, report: int = 1) -> int:
        """The comment ``<!--…-->`` at ``i``, to ``handle_comment``; where it ends."""
        if self.rawdata[i : i + 4] != "<!--":
            self.error("unexpected call to parse_comment()")
        found = _commentclose.search(self.rawdata, i + 4)
        if not found:
            return -1
        if report:
            self.handle_comment(self.rawdata[i + 4 : found.start()])
        return found.end()

    def handle_decl(self, decl: str) -> None:
        """A document type was declared."""

    def handle_comment(self, data: str) -> None:
        """A comment was read."""

    def unknown_decl(self, data: str) -> None:
        """Another declaration, or a marked section, was read."""

    # --------------------------------------------------------------------------- inside declarations

    def _scan_name(self, i: int, declstartpos: int) -> tuple[Any, int]:
        """The name at ``i`` in lower case, and where what follows it begins; (None, -1) at the end of the data."""
        if i == len(self.rawdata):
            return None, -1
        found = _declname_match(self.rawdata, i)
        if found is None:
            self.updatepos(declstartpos, i)
            self.error(f"expected name token at {self.rawdata[declstartpos : declstartpos + 20]!r}")
        if found.end() == len(self.rawdata):
            return None, -1
        return found.group().strip().lower(), found.end()

    def _name(self, at: int, start: int) -> tuple[str, int]:
        name, after = self._scan_name(at, start)
        if after < 0:
            raise _Unfinished
        return name, after

    def _char(self, at: int) -> str:
        char = self.rawdata[at : at + 1]
        if not char:
            raise _Unfinished
        return char

    def _string(self, at: int) -> int:
        found = _declstringlit_match(self.rawdata, at)
        if found is None:
            raise _Unfinished
        return found.end()

    def _after(self, text: str, at: int) -> int:
        found = self.rawdata.find(text, at)
        if found < 0:
            raise _Unfinished
        return found + len(text)

    def _blank(self, at: int) -> int:
        found = _BLANK.match(self.rawdata, at)
        assert found is not None
        return found.end()

    def _subset(self, at: int, start: int) -> int:
        """The internal subset of a document type from ``at`` on: where ``>`` stands after it."""
        while True:
            char = self._char(at)
            if char == "<":
                at = self._subset_markup(at, start)
            elif char == "%":
                self._char(at + 1)
                at = self._name(at + 1, start)[1]
                if self.rawdata[at] == ";":
                    at += 1
            elif char == "]":
                at = self._blank(at + 1)
                if self._char(at) == ">":
                    return at
                self.updatepos(start, at)
                self.error("unexpected char after internal subset")
            elif char.isspace():
                at += 1
            else:
                self.updatepos(start, at)
                self.error(f"unexpected char {char!r} in internal subset")

    def _subset_markup(self, at: int, start: int) -> int:
        opening = self.rawdata[at : at + 2]
        if opening == "<":
            raise _Unfinished
        if opening != "<!":
            self.updatepos(start, at + 1)
            self.error(f"unexpected char in internal subset (in {opening!r})")
        if len(self.rawdata) < at + 4:
            raise _Unfinished
        if self.rawdata[at : at + 4] == "<!--":
            after = self.parse_comment(at, report=0)
            if after < 0:
                raise _Unfinished
            return after
        kind, at = self._name(at + 2, start)
        if kind == "element":
            return self._after(">", self._name(at, start)[1])
        if kind == "attlist":
            return self._attributes(self._name(at, start)[1], start)
        if kind in ("entity", "notation"):
            if kind == "entity" and self.rawdata[at] == "%":
                at = self._blank(at + 1)
                self._char(at)
            return self._words(self._name(at, start)[1], start)
        self.updatepos(start, at)
        return self.error(f"unknown declaration {kind!r} in internal subset")

    def _words(self, at: int, start: int) -> int:
        """Names and strings up to the end of a declaration: where that is."""
        while (char := self._char(at)) != ">":
            at = self._string(at) if char in "\"'" else self._name(at, start)[1]
        return at + 1

    def _attributes(self, at: int, start: int) -> int:
        """Definitions of attributes up to the end of their declaration: where that is."""
        if self._char(at) == ">":
            return at + 1
        while True:
            at = self._name(at, start)[1]
            if self._char(at) == "(":
                at = self._blank(self._after(")", at))
            else:
                at = self._name(at, start)[1]
            if self._char(at) in "\"'":
                at = self._string(at)
            if self._char(at) == "#":
                self._char(at + 1)
                at = self._name(at + 1, start)[1]
            if self._char(at) == ">":
                return at + 1
