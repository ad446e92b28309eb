"""Prompts are files: rendered strictly, known by hash, ordered so that what all share comes first."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from overhaul.domain.tokens import estimate

_FOLDER = Path(__file__).resolve().parent / "prompts"
_NAME = re.compile(r"[\w./+@-]+")
_CUT = "\n[the rest is left out]\n"
_CLOSING = 24
"""Tokens of the mark that something is cut, with the end of a fence."""
_FENCE = re.compile(r"<(/?)data\b", re.IGNORECASE)


def render(name: str, **values: object) -> str:
    """The prompt file ``name`` with ``values``; one it needs and does not get is an error.

    Raises:
        jinja2.UndefinedError: a value is missing.
    """
    return _environment().get_template(f"{name}.jinja").render(values).strip() + "\n"


def fenced(kind: str, text: str, **about: str) -> str:
    """``text``, which comes from the repository, between marks that say so and that it cannot close.

    Whatever looks like such a mark inside is defaced.
    """
    told = "".join(f' {key}="{_plain(value)}"' for key, value in about.items())
    inside = _FENCE.sub(lambda match: f"<{match[1]}_data", text.replace("\x00", ""))
    return f'<data kind="{kind}"{told}>\n{inside.rstrip()}\n</data>\n'


def listed(paths: Iterable[str]) -> str:
    """Names of files, as they are; between marks where one of them could be read as more than a name."""
    names = sorted(paths)
    if all(_NAME.fullmatch(name) for name in names):
        return ", ".join(names)
    return "\n" + fenced("files", "\n".join(names)).rstrip()


def shortened(text: str, tokens: int) -> str:
    """``text`` cut to about ``tokens`` at most; a fence that is open then is closed."""
    if estimate(text) <= tokens:
        return text
    left = max(0, tokens - _CLOSING)
    while text and (size := estimate(text)) > left:
        text = text[: len(text) * left // size]
    return text + _CUT + ("</data>\n" if text.count("<data ") > text.count("</data>") else "")


def plain(text: str, most: int) -> str:
    """A model's words as one line that cannot pass for anything else: no trailers, no control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most]


def _plain(value: str) -> str:
    """A value that stays inside its quotes, whatever somebody called a file."""
    return re.sub(r"[^\w./:#+=,@ -]", "_", value)[:200]


@cache
def prompts_hash() -> str:
    """The sha256 over all prompt files, in hex: what the evidence knows them by."""
    digest = hashlib.sha256()
    for file in sorted(_FOLDER.rglob("*.jinja")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
