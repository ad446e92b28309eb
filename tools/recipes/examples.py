"""Interactive examples, in docstrings and in text files, as sources of their own.

A region is the code of all examples that share their names: those of one docstring, or of one text
file. Recipes see its code without the prompts; what they make of it is written back line by line,
prompts, indentation and expected output kept.
"""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from overhaul.domain.edits import Edit
from tools.syntax.lexical import PROMPT, Lexed, StringToken

TEXT_SUFFIXES = (".txt", ".rst", ".doctest", ".doctests")
_LINE = re.compile(rb"(?P<head>[ \t]*(?P<prompt>>>>|\.\.\.)(?: |(?=[\r\n]|\Z)))(?P<code>[^\r\n]*)")
_ESCAPE = re.compile(rb"\\([\\\"'])")
_BACKSLASHES = re.compile(rb"\\+.?")


class Line(NamedTuple):
    """One line of an example in its host: byte offsets there, and what stands before the code."""

    start: int
    """Of the whole line."""
    code: int
    end: int
    """Of the code, line break left out."""
    head: bytes
    """Indentation and prompt, with the blank after it."""
    first: bool
    """Whether the prompt is ``>>>``."""
    escaped: bytes
    """The code as it is in the host, where backslashes and quotes in it are escaped; else empty."""


class Region(NamedTuple):
    """Examples that share their names."""

    text: bytes
    """Their code, a line each, prompts left out."""
    lines: tuple[Line, ...]
    token: StringToken | None
    """The string literal they stand in; None in a text file."""


def shows_examples(lexed: Lexed) -> bool:
    """Whether there is a prompt anywhere in a file."""
    return lexed.has_prompt


def regions(lexed: Lexed, is_text: bool) -> tuple[Region, ...]:
    """The regions of a file, in order."""
    if is_text:
        found = _region(lexed.data, 0, len(lexed.data), None)
        return () if found is None else (found,)
    result = []
    position = lexed.data.find(PROMPT)
    while position >= 0:
        token = lexed.string_holding(position)
        following = position + 3
        if token is not None:
            following = token.end
            region = _region(lexed.data, *token.content, token)
            if region is not None and not set(token.prefix.lower()) & set(b"bf"):
                result.append(region)
        position = lexed.data.find(PROMPT, following)
    return tuple(result)


def _region(data: bytes, start: int, end: int, token: StringToken | None) -> Region | None:
    lines: list[Line] = []
    is_escaped = token is not None and b"r" not in token.prefix.lower()
    after, following = start, False
    for text in data[start:end].splitlines(keepends=True):
        position, after = after, after + len(text)
        if not following and PROMPT not in text:
            continue
        match = _LINE.match(data, position, end)
        first = match is not None and match.group("prompt") == PROMPT
        if match is not None and (first or following):
            code = match.group("code")
            escaped = code if is_escaped and _unescaped(code) is not None else b""
            lines.append(Line(position, match.start("code"), match.end(), match.group("head"), first, escaped))
        following = match is not None and (first or following)
    if not lines:
        return None
    codes = (_unescaped(line.escaped) or data[line.code : line.end] for line in lines)
    return Region(b"".join(code + b"\n" for code in codes), tuple(lines), token)


def _unescaped(code: bytes) -> bytes | None:
    """What a line of a literal that is not raw stands for; None where that is itself, or not this simple."""
    text = _ESCAPE.sub(rb"\1", code) if b"\\" in code else code
    return text if text != code and _escaped(text, code) == code else None


def _escaped(text: bytes, like: bytes) -> bytes:
    """``text`` with the characters escaped that are in ``like``."""
    text = text.replace(b"\\", b"\\\\")
    for quote in {match.group(1) for match in _ESCAPE.finditer(like)} - {b"\\"}:
        text = text.replace(quote, b"\\" + quote)
    return text


class Change(NamedTuple):
    """An edit of the host, and the lines of the region's code that it answers for."""

    edit: Edit
    line: int
    """0-based, in the code as it was."""


def changes(region: Region, code: bytes, newline: bytes) -> tuple[Change, ...] | None:
    """The edits of the host that make the region's code ``code``; None where that cannot be written there.

    In a literal that is not raw, code with escapes other than those of backslashes and quotes can change
    only where its backslashes stay: they are one level deeper.
    """
    old, new = region.text.split(b"\n")[:-1], code.split(b"\n")[:-1]
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        common = min(i2 - i1, j2 - j1)
        for offset in range(common):
            line = region.lines[i1 + offset]
            before, text = old[i1 + offset], new[j1 + offset]
            if line.escaped:
                before, text = line.escaped, _escaped(text, line.escaped)
            if not _writable(region, before, text, exact=not line.escaped):
                return None
            found.append(Change(Edit(start=line.code, end=line.end, text=text), i1 + offset))
        if i2 - i1 > common:
            if not all(_is_whole(region, index) for index in range(i1 + common, i2)):
                return None
            found += [_removed(region, index, newline) for index in range(i1 + common, i2)]
        for text in new[j1 + common : j2]:
            if not _writable(region, b"", text):
                return None
        if j2 - j1 > common:
            added = _added(region, i1 + common, i2, new[j1 + common : j2], newline)
            if added is None:
                return None
            found.append(added)
    return tuple(found)


def _writable(region: Region, old: bytes, new: bytes, exact: bool = True) -> bool:
    """Whether ``new`` can stand in the region's literal; ``exact``: its backslashes must be those of ``old``."""
    token = region.token
    if token is None:
        return True
    if exact and b"r" not in token.prefix.lower() and _BACKSLASHES.findall(old) != _BACKSLASHES.findall(new):
        return False
    return new.count(token.quote) <= old.count(token.quote) and (len(token.quote) == 3 or old != b"")


def _is_whole(region: Region, index: int) -> bool:
    """Whether the line is an example by itself, so that it can go."""
    after = index + 1
    return region.lines[index].first and (after == len(region.lines) or region.lines[after].first)


def _removed(region: Region, index: int, newline: bytes) -> Change:
    line = region.lines[index]
    following = region.lines[index + 1].start if index + 1 < len(region.lines) else line.end
    return Change(Edit(start=line.start, end=min(following, line.end + len(newline)), text=b""), index)


def _added(region: Region, at: int, upto: int, texts: list[bytes], newline: bytes) -> Change | None:
    """New lines before line ``at``: an example of their own at the start of one, else more of the one before.

    ``upto`` is the line that follows what was replaced.
    """
    starts_one = upto >= len(region.lines) or region.lines[upto].first
    own = starts_one and not texts[0][:1].isspace()
    if at == 0 and not own:
        return None
    near = region.lines[at - 1] if at > 0 else region.lines[0]
    indent = near.head[: len(near.head) - len(near.head.lstrip())]
    prompts = [indent + (b">>> " if own and not text[:1].isspace() else b"... ") + text for text in texts]
    if own and at == upto and at < len(region.lines):
        start = region.lines[at].start
        return Change(Edit(start=start, end=start, text=b"".join(line + newline for line in prompts)), at)
    return Change(Edit(start=near.end, end=near.end, text=b"".join(newline + line for line in prompts)), at - 1)
