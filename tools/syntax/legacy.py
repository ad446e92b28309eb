"""Whether a file's tokens prove that it is written in Python 2."""

from tools.syntax import legacy_signs
from tools.syntax.lexical import Lexed


def proves_legacy(lexed: Lexed) -> bool:
    """Whether a construct that Python 3 refuses is in the file: see ``legacy_signs.requires``."""
    return legacy_signs.requires(lexed)
