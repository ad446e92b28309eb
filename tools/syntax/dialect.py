"""Which Python a file is written for, decided on its tokens.

A tree cannot decide: tree-sitter reads ``print -x`` and ``exec (x) in y`` without complaint, and so
does Python 3. Signs are therefore of two strengths. What one Python refuses to compile *requires*
the other; what both compile and only Python 2 gives a sense *suggests* Python 2, and yields to
anything that requires Python 3.
"""

from overhaul.domain.findings import Dialect
from tools.syntax import legacy_signs, modern_signs
from tools.syntax.lexical import Lexed


def dialect(lexed: Lexed) -> Dialect:
    """The dialect of a file; ``UNKNOWN`` where it holds both what 2.7 and what 3.12 refuses.

    ``print(…, file=…)`` under ``from __future__ import print_function`` is both. A missing encoding
    declaration, tabs and what happens at run time decide nothing.
    """
    modern = modern_signs.requires(lexed)
    if legacy_signs.requires(lexed):
        return Dialect.UNKNOWN if modern else Dialect.PYTHON2
    if modern:
        return Dialect.PYTHON3
    return Dialect.PYTHON2 if legacy_signs.suggests(lexed) else Dialect.BOTH


def is_modern(lexed: Lexed) -> bool:
    """Whether the dialect is ``PYTHON3``; cheaper to ask."""
    return modern_signs.requires(lexed) and not legacy_signs.requires(lexed)
