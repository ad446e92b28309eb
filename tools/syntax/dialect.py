"""Which Python a file is written for, decided on its tokens."""

import re

from overhaul.domain.survey import Dialect
from tools.syntax.legacy import proves_legacy
from tools.syntax.lexical import Lexed

_ASYNC = re.compile(rb"async[ \t]+(?:def|for|with)\b")
_NONLOCAL = re.compile(rb"^[ \t]+nonlocal[ \t]+[A-Za-z_]", re.MULTILINE)
_YIELD_FROM = re.compile(rb"yield[ \t]+from\b")
_METACLASS = re.compile(rb"class[ \t]+\w+[ \t]*\([^()]*\bmetaclass[ \t]*=")
_RAISE_FROM = re.compile(rb"raise[ \t]+[\w.]+(?:\([^\n]*\))?[ \t]+from\b")
_PRINT_CALL = re.compile(rb"print[ \t]*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*,\s*(?:end|file|sep|flush)[ \t]*=[^=]")
_ARROW = re.compile(rb"\)\s*->")
_PRINT_KEYWORDS = frozenset({b"end", b"file", b"sep", b"flush"})
_BARE_STAR = re.compile(rb"[(,]\s*\*\s*,")


def dialect(lexed: Lexed) -> Dialect:
    """Decide from tokens alone. A file that both Pythons accept, whatever it then does, is ``BOTH``."""
    if _is_modern(lexed):
        return Dialect.PYTHON3
    return Dialect.PYTHON2 if proves_legacy(lexed) else Dialect.BOTH


def _is_modern(lexed: Lexed) -> bool:
    """Whether Python 2 refuses the file for a construct of Python 3 and Python 3 does not refuse it too.

    Words are asked for first: few files hold any of these, and only those are searched.
    """
    return _speaks_modern(lexed) and not proves_legacy(lexed)


def _speaks_modern(lexed: Lexed) -> bool:
    words, mask = lexed.words, lexed.mask
    if b"nonlocal" in words and _NONLOCAL.search(mask):
        return True
    if b"async" in words and _ASYNC.search(mask):
        return True
    if b"metaclass" in words and _METACLASS.search(mask):
        return True
    if b"from" in words and (
        (b"yield" in words and _YIELD_FROM.search(mask)) or (b"raise" in words and _RAISE_FROM.search(mask))
    ):
        return True
    if b"->" in mask and _ARROW.search(mask):
        return True
    if b":=" in mask or (b"*," in mask and _BARE_STAR.search(mask)):
        return True
    if b"print" not in words or b"print_function" in words or words.isdisjoint(_PRINT_KEYWORDS):
        return False
    return _PRINT_CALL.search(mask) is not None
