"""A source as Python reads it, whatever it looks like: its encoding, its letters, its lines, its names."""

import codecs
import io
import re
import tokenize
import unicodedata

from tools.syntax.python import captures, parse

_JOINED = re.compile(rb"\\[ \t]*\n[ \t]*")
_PIECES = re.compile(rb"(?<=[\w.])(['\"])\s*(?:\+\s*)?[uUbBrR]?\1(?=[\w.])")
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([^\n;#]+)", re.M)
_FROM = re.compile(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]*(\([^)]*\)|[^\n;#]+)", re.M)
_STATEMENT = re.compile(r";[ \t]*(?=import\b|from\b)|(?<=:)[ \t]+(?=(?:import|from)\b)")
_ALIAS = re.compile(r"([\w.]+)(?:\s+as\s+(\w+))?")


def encoding_of(source: bytes) -> str:
    """The encoding that Python takes ``source`` to be in; Latin-1 where it says one that no text can be in."""
    try:
        named, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        codec = codecs.lookup(named)
    except (SyntaxError, LookupError):
        return "latin-1"
    return codec.name if getattr(codec, "_is_text_encoding", True) else "latin-1"


def decoded(source: bytes) -> str:
    """The characters of ``source``, with ``\\n`` at every end of a line, which a single ``\\r`` is, too."""
    try:
        text = source.decode(encoding_of(source), "replace")
    except (UnicodeError, LookupError):
        text = source.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def misleads(source: bytes) -> bool:
    """Whether a person who reads the bytes as ASCII reads other characters than Python does."""
    plain = bytes(byte for byte in source.removeprefix(codecs.BOM_UTF8) if byte < 128).decode("ascii")
    seen = "".join(character for character in decoded(source).removeprefix("\ufeff") if character < "\x80")
    return plain.replace("\r\n", "\n").replace("\r", "\n") != seen


def plain_code(source: bytes) -> bytes:
    """``source`` in UTF-8 without comments and continued lines, its letters as Python folds those of names.

    Strings that stand beside each other are joined, and what was imported under another name is called by
    its own: after ``import sys as s``, ``s.modules`` reads ``sys.modules``. For looking at, not for running.
    """
    data = unicodedata.normalize("NFKC", decoded(source)).encode("utf-8", "replace")
    comments = captures("(comment) @comment", parse(data).root_node).get("comment", [])
    for node in sorted(comments, key=lambda comment: -comment.start_byte):
        data = data[: node.start_byte] + data[node.end_byte :]
    data = _PIECES.sub(b"", _JOINED.sub(b" ", data))
    return _renamed(data.decode("utf-8")).encode("utf-8")


def _renamed(text: str) -> str:
    """Imports one a line, and each imported name as it was called where it comes from."""
    text = _STATEMENT.sub("\n", text)
    names: dict[str, str] = {}
    said: list[str] = []
    for match in _IMPORT.finditer(text):
        for module, alias in _ALIAS.findall(match[1]):
            said.append(f"import {module}")
            if alias:
                names[alias] = module
    for match in _FROM.finditer(text):
        said.append(f"from {match[1]}")
        for name, alias in _ALIAS.findall(match[2].strip("() \n")):
            said.append(f"{match[1]}.{name}")
            names[alias or name] = f"{match[1]}.{name}"
    text = _FROM.sub("", _IMPORT.sub("", text))
    if names:
        pattern = re.compile(r"(?<![\w.])(" + "|".join(map(re.escape, sorted(names))) + r")\b(?=\s*[.(\[,)\n=])")
        text = pattern.sub(lambda match: names[match[1]], text)
    return "\n".join([*said, text])
