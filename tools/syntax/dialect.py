"""Which Python a file is written for, decided on its tokens."""

import re

from overhaul.domain.survey import Dialect
from tools.syntax.lexical import Lexed

_PYTHON3_WORDS = frozenset({b"nonlocal"})
_PYTHON3 = re.compile(
    rb"\byield[ \t]+from\b|\)[ \t]*->|"
    rb"\basync[ \t]+(?:def|for|with)\b|\bprint[ \t]*\([^\n]*\b(?:end|file|sep|flush)[ \t]*="
)


def dialect(lexed: Lexed) -> Dialect:
    """Decide from tokens alone."""
    if lexed.words & _PYTHON3_WORDS or _PYTHON3.search(lexed.mask):
        return Dialect.PYTHON3
    return Dialect.BOTH
