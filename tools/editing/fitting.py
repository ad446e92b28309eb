"""Fitting a text into a file: its indentation, its tabs, its line endings, its encoding."""

import codecs
import io
import tokenize
from collections.abc import Sequence
from itertools import pairwise

_TAB = 8
_PLAIN = ("utf-8", "iso-8859-1", "ascii")
"""Encodings known to write each character by itself."""


def encoding_of(data: bytes) -> str:
    """The encoding a Python file declares, UTF-8 where it declares none that is known."""
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except (SyntaxError, UnicodeDecodeError):
        return "utf-8"


def text_of(data: bytes) -> str:
    """A Python file as text, without a byte order mark.

    Raises:
        UnicodeError: it is not in the encoding it declares, or in none whose characters stand each for itself:
            then a place in the text would be none in the file.
        LookupError: what it declares is no encoding of text.
    """
    codec = encoding_of(data)
    text = data.decode(codec)
    if encode(text, codec) != data.removeprefix(codecs.BOM_UTF8 if codec == "utf-8-sig" else b""):
        raise UnicodeError(f"{codec} writes the text in another way")
    return text


def encode(text: str, codec: str) -> bytes:
    """``text`` as it is written in a file of that encoding.

    Raises:
        UnicodeError: it cannot be, not character by character.
    """
    codec = "utf-8" if codec == "utf-8-sig" else codec
    encoded = text.encode(codec)
    if codec not in _PLAIN and encoded != b"".join(character.encode(codec) for character in text):
        raise UnicodeError(f"{codec} does not write each character by itself")
    return encoded


def newline_of(data: bytes) -> str:
    """How the lines of a file end, as most of them do."""
    return "\r\n" if data.count(b"\r\n") * 2 > data.count(b"\n") else "\n"


def indentation(line: str) -> str:
    """The blanks a line starts with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def unit_of(text: str) -> str:
    """One step of indentation as the file has it: a tab, or so many blanks; four where it has none."""
    return _step(text.split("\n")) or "    "


def refit(text: str, wanted: str, unit: str) -> str:
    """``text`` indented so that its first line starts with ``wanted``, each deeper level with one ``unit`` more.

    Where its levels are the file's own, lines are moved and nothing else: what stands inside strings that span
    several lines moves along with the code, as an editor would do it. Where only the first line lacks its
    indentation, it alone is moved.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    filled = [line for line in lines if line.strip()]
    if not filled:
        return ""
    base, step = indentation(filled[0]), _step(lines)
    if base == wanted and step in ("", unit):
        return "\n".join(lines)
    if wanted and not base and _hangs(filled, step, wanted, unit):
        return wanted + "\n".join(lines)
    return "\n".join(_moved(line, base, wanted, step, unit) if line.strip() else "" for line in lines)


def _step(lines: Sequence[str]) -> str:
    """The first level of indentation: a tab, or so many blanks; empty where no block is opened."""
    for before, after in pairwise(line for line in lines if line.strip()):
        if _opens(before) and indentation(after).startswith(indentation(before)):
            step = indentation(after)[len(indentation(before)) :]
            if step == "\t" or (step and not step.strip(" ")):
                return step
    return ""


def _opens(line: str) -> bool:
    return line.partition("#")[0].rstrip().endswith(":")


def _hangs(filled: Sequence[str], step: str, wanted: str, unit: str) -> bool:
    """Whether all lines but the first, which has no indentation, stand where they belong."""
    if _opens(filled[0]):
        return step == wanted + unit
    inside = filled[0].rstrip().endswith(("(", "[", "{", ",", "\\"))
    return len(filled) > 1 and not inside and all(line.startswith(wanted) for line in filled[1:])


def _moved(line: str, base: str, wanted: str, step: str, unit: str) -> str:
    if step in ("", unit) and line.startswith(base):
        return wanted + line.removeprefix(base)
    depth = _columns(indentation(line)) - _columns(base)
    return _deeper(wanted, depth, _columns(step or unit), unit) + line.lstrip(" \t")


def _deeper(wanted: str, depth: int, own: int, unit: str) -> str:
    """The indentation ``depth`` columns beyond ``wanted``, where the text's own level is ``own`` columns."""
    if depth < 0:  # shallower than the first line: a text that does not hang together stays below what is wanted
        return wanted[: max(0, len(wanted) + depth)] if "\t" not in wanted else wanted[:-1]
    levels, rest = divmod(depth, own)
    return wanted + unit * levels + " " * rest


def _columns(blanks: str) -> int:
    return len(blanks.expandtabs(_TAB))
