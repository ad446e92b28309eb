"""A forgiving parser of SGML: what the module ``sgmllib`` of Python 2 did.

``SGMLParser`` reads tags, references, comments and declarations, and calls methods for them. Overhaul added
this file when it converted the repository: it is part of the repository now, and may be edited. New code is
better written with ``html.parser``.
"""

import re
from typing import Any, ClassVar, NoReturn

from . import _legacy_markupbase as markupbase

# Parsers are known to put other patterns into these names: they are looked up when they are used.
interesting = re.compile("[&<]")
incomplete = re.compile("&([a-zA-Z][a-zA-Z0-9]*|#[0-9]*)?|<([a-zA-Z][^<>]*|/([a-zA-Z][^<>]*)?|![^<>]*)?")
entityref = re.compile("&([a-zA-Z][-.a-zA-Z0-9]*)[^a-zA-Z0-9]")
charref = re.compile("&#([0-9]+)[^0-9]")
starttagopen = re.compile("<[>a-zA-Z]")
shorttagopen = re.compile("<[a-zA-Z][-.a-zA-Z0-9]*/")
shorttag = re.compile("<([a-zA-Z][-.a-zA-Z0-9]*)/([^/]*)/")
piclose = re.compile(">")
endbracket = re.compile("[<>]")
tagfind = re.compile("[a-zA-Z][-_.a-zA-Z0-9]*")
attrfind = re.compile(
    r"\s*([a-zA-Z_][-:.a-zA-Z_0-9]*)"
    r"(\s*=\s*('[^']*'|\"[^\"]*\"|[][\-a-zA-Z0-9./,:;+*%?!&$\(\)_#=~'\"@]*))?"
)

_MORE = -1
"""The rest of the data may be the beginning of something: wait for more."""
_NOTHING = -2
"""What stands here is no markup after all."""


class SGMLParseError(RuntimeError):
    """What was read cannot be SGML."""


class SGMLParser(markupbase.ParserBase):
    """Feed it text; subclasses say what becomes of it.

    For a start tag ``<x …>`` it calls ``start_x(attributes)``, which asks for ``end_x()`` later, or
    ``do_x(attributes)``, or ``unknown_starttag``. ``handle_data`` gets the text, references resolved.
    """

    entity_or_charref = re.compile("&(?:([a-zA-Z][-.a-zA-Z0-9]*)|#([0-9]+))(;?)")
    entitydefs: ClassVar[dict[str, str]] = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
    _decl_otherchars = "="

    def __init__(self, verbose: int = 0) -> None:
        self.verbose = verbose
        self.reset()

    def reset(self) -> None:
        """Forget everything and begin anew."""
        self._starttag_text: str | None = None
        self.rawdata = ""
        self.stack: list[str] = []
        self.lasttag = "???"
        self.nomoretags = 0
        self.literal = 0
        markupbase.ParserBase.reset(self)

    def setnomoretags(self) -> None:
        """Take all that follows as text."""
        self.nomoretags = self.literal = 1

    def setliteral(self, *args: Any) -> None:
        """Take what follows, up to an end tag, as text."""
        self.literal = 1

    def feed(self, data: Any) -> None:
        """Read on. Bytes are taken as UTF-8, and what is none of it as ``os.fsdecode`` does."""
        self.rawdata += data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else data
        self.goahead(0)

    def close(self) -> None:
        """Read what is left, complete or not."""
        self.goahead(1)

    def error(self, message: str) -> NoReturn:
        """Give up."""
        raise SGMLParseError(message)

    # ------------------------------------------------------------------------------------ reading

    def goahead(self, end: Any) -> None:
        """Read as far as the data tells; with ``end``, all of it."""
        at = 0
        while at < len(self.rawdata):
            if self.nomoretags:
                at = self._text_to(len(self.rawdata), at)
                break
            found = interesting.search(self.rawdata, at)
            at = self._text_to(found.start() if found else len(self.rawdata), at)
            if at == len(self.rawdata):
                break
            after = self._markup(at)
            if after == _NOTHING:
                after = self._no_markup(at)
            if after == _MORE:
                break
            at = after
        if end and at < len(self.rawdata):
            at = self._text_to(len(self.rawdata), at)
        self.rawdata = self.rawdata[at:]

    def _text_to(self, end: int, at: int) -> int:
        if at < end:
            self.handle_data(self.rawdata[at:end])
        return end

    def _markup(self, at: int) -> int:
        """What begins with ``<`` or ``&`` at ``at``: where it ends."""
        rawdata = self.rawdata
        if rawdata[at] == "&":
            return self._text_to(at + 1, at) if self.literal else self._reference(at)
        if rawdata[at] != "<":
            self.error("neither < nor & ??")
        if starttagopen.match(rawdata, at):
            return self._text_to(at + 1, at) if self.literal else self.parse_starttag(at)
        if rawdata.startswith("</", at):
            after = self.parse_endtag(at)
            if after >= 0:
                self.literal = 0
            return after
        if self.literal:
            return self._text_to(at + 1, at) if len(rawdata) > at + 1 else _MORE
        if rawdata.startswith("<!--", at):
            return self.parse_comment(at)
        if rawdata.startswith("<?", at):
            length = self.parse_pi(at)
            return length if length < 0 else at + length
        if rawdata.startswith("<!", at):
            return self.parse_declaration(at)
        return _NOTHING

    def _reference(self, at: int) -> int:
        for pattern, handle in ((charref, self.handle_charref), (entityref, self.handle_entityref)):
            found = pattern.match(self.rawdata, at)
            if found:
                handle(found.group(1))
                # The character after a reference belongs to it only where it is its end.
                return found.end() if self.rawdata[found.end() - 1] == ";" else found.end() - 1
        return _NOTHING

    def _no_markup(self, at: int) -> int:
        """A ``<`` or ``&`` that begins nothing known, or nothing yet."""
        found = incomplete.match(self.rawdata, at)
        if not found:
            return self._text_to(at + 1, at)
        if found.end() == len(self.rawdata):
            return _MORE
        return self._text_to(found.end(), at)

    def parse_pi(self, i: int) -> int:
        """The processing instruction ``<?…>`` at ``i``, to ``handle_pi``: its length, or -1."""
        if not self.rawdata.startswith("<?", i):
            self.error("unexpected call to parse_pi()")
        found = piclose.search(self.rawdata, i + 2)
        if not found:
            return _MORE
        self.handle_pi(self.rawdata[i + 2 : found.start()])
        return found.end() - i

    def get_starttag_text(self) -> str | None:
        """The last start tag as it was written."""
        return self._starttag_text

    def parse_starttag(self, i: int) -> int:
        """The start tag at ``i``: where it ends, or -1."""
        self._starttag_text = None
        rawdata = self.rawdata
        if shorttagopen.match(rawdata, i):
            return self._parse_shorttag(i)
        closing = endbracket.search(rawdata, i + 1)
        if not closing:
            return _MORE
        end = closing.start()
        if rawdata.startswith("<>", i):
            tag, attributes = self.lasttag, []
        else:
            name = tagfind.match(rawdata, i + 1)
            if not name:
                self.error("unexpected call to parse_starttag")
            self.lasttag = tag = name.group().lower()
            attributes = self._attributes_between(name.end(), end)
        if rawdata[end] == ">":
            end += 1
        self._starttag_text = rawdata[i:end]
        self.finish_starttag(tag, attributes)
        return end

    def _parse_shorttag(self, i: int) -> int:
        """``<em/text/``."""
        found = shorttag.match(self.rawdata, i)
        if not found:
            return _MORE
        tag, data = found.group(1, 2)
        self._starttag_text = f"<{tag}/"
        self.finish_shorttag(tag.lower(), data)
        self._starttag_text = self.rawdata[i : found.end(1) + 1]
        return found.end()

    def _attributes_between(self, at: int, end: int) -> list[tuple[str, str]]:
        attributes = []
        while at < end:
            found = attrfind.match(self.rawdata, at)
            if not found:
                break
            name, rest, value = found.group(1, 2, 3)
            if not rest:
                value = name
            else:
                if value[:1] == value[-1:] and value[:1] in ("'", '"'):
                    value = value[1:-1]
                value = self.entity_or_charref.sub(self._convert_ref, value)
            attributes.append((name.lower(), value))
            at = found.end()
        return attributes

    def _convert_ref(self, match: re.Match[str]) -> str:
        entity, number, semicolon = match.groups()
        if number:
            return self.convert_charref(number) or f"&#{number}{semicolon}"
        if semicolon:
            return self.convert_entityref(entity) or f"&{entity};"
        return f"&{entity}"

    def parse_endtag(self, i: int) -> int:
        """The end tag at ``i``: where it ends, or -1."""
        closing = endbracket.search(self.rawdata, i + 1)
        if not closing:
            return _MORE
        end = closing.start()
        tag = self.rawdata[i + 2 : end].strip().lower()
        if self.rawdata[end] == ">":
            end += 1
        self.finish_endtag(tag)
        return end

    # -------------------------------------------------------------------------------------- tags

    def finish_shorttag(self, tag: str, data: str) -> None:
        """``<tag/data/`` was read."""
        self.finish_starttag(tag, [])
        self.handle_data(data)
        self.finish_endtag(tag)

    def finish_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> int:
        """A start tag was read: 1 where it waits for its end, 0 where it is done with, -1 where it is unknown."""
        method = getattr(self, f"start_{tag}", None)
        if method is not None:
            self.stack.append(tag)
            self.handle_starttag(tag, method, attrs)
            return 1
        method = getattr(self, f"do_{tag}", None)
        if method is not None:
            self.handle_starttag(tag, method, attrs)
            return 0
        self.unknown_starttag(tag, attrs)
        return -1

    def finish_endtag(self, tag: str) -> None:
        """An end tag was read: it ends what it names, and what is open inside of that."""
        if tag and tag not in self.stack:
            if hasattr(self, f"end_{tag}"):
                self.report_unbalanced(tag)
            else:
                self.unknown_endtag(tag)
            return
        if not tag and not self.stack:
            self.unknown_endtag(tag)
            return
        depth = len(self.stack) - 1
        while tag and self.stack[depth] != tag:
            depth -= 1
        while len(self.stack) > depth:
            inner = self.stack[-1]
            method = getattr(self, f"end_{inner}", None)
            if method is not None:
                self.handle_endtag(inner, method)
            else:
                self.unknown_endtag(inner)
            del self.stack[-1]

    def handle_starttag(self, tag: str, method: Any, attrs: list[tuple[str, str]]) -> None:
        """A start tag with a method of its own."""
        method(attrs)

    def handle_endtag(self, tag: str, method: Any) -> None:
        """An end tag with a method of its own."""
        method()

    def report_unbalanced(self, tag: str) -> None:
        """An end tag without a start."""
        if self.verbose:
            print(f"*** Unbalanced </{tag}>")
            print("*** Stack:", self.stack)

    # -------------------------------------------------------------------------------- references

    def convert_charref(self, name: str) -> str | None:
        """The text of ``&#name;``; None where it is not known."""
        try:
            number = int(name)
        except ValueError:
            return None
        return self.convert_codepoint(number) if 0 <= number <= 127 else None

    def convert_codepoint(self, codepoint: int) -> str | None:
        """The text of a character known to be ASCII."""
        return chr(codepoint)

    def handle_charref(self, name: str) -> None:
        """``&#name;`` was read."""
        text = self.convert_charref(name)
        if text is None:
            self.unknown_charref(name)
        else:
            self.handle_data(text)

    def convert_entityref(self, name: str) -> str | None:
        """The text of ``&name;``; None where it is not known."""
        return self.entitydefs.get(name)

    def handle_entityref(self, name: str) -> None:
        """``&name;`` was read."""
        text = self.convert_entityref(name)
        if text is None:
            self.unknown_entityref(name)
        else:
            self.handle_data(text)

    # ----------------------------------------------------------------------- for subclasses to define

    def handle_data(self, data: str) -> None:
        """Text was read."""

    def handle_comment(self, data: str) -> None:
        """A comment was read."""

    def handle_decl(self, decl: str) -> None:
        """A document type was declared."""

    def handle_pi(self, data: str) -> None:
        """A processing instruction was read."""

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """A start tag without a method."""

    def unknown_endtag(self, tag: str) -> None:
        """An end tag without a method."""

    def unknown_charref(self, ref: str) -> None:
        """A numbered character that is not ASCII."""

    def unknown_entityref(self, ref: str) -> None:
        """An entity that has no text."""
