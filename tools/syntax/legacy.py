"""Syntax that only Python 2 reads: whether a file's tokens prove which language it is written in."""

import re

from tools.syntax.lexical import Lexed

_PROOF = re.compile(
    rb"^[ \t]*print(?:[ \t]+(?!(?:in|is|and|or|if|else|for|not)\b)[\w\"`~\[{]|[ \t]*>>|\")"
    rb"|\bexcept\b[^:\n]*[\w)][ \t]*,[ \t]*[\w.]+[ \t]*:"
    rb"|\braise[ \t]+[\w.]+[ \t]*,"
    rb"|^[ \t]*exec[ \t]+[\w\"]"
    rb"|(?<![\w.+-])0[0-9]*[1-9][0-9]*[lL]?\b(?!\.)"
    rb"|\b[0-9]+[lL]\b|`|<>",
    re.MULTILINE,
)


def proves_legacy(lexed: Lexed) -> bool:
    """Whether a construct that Python 3 refuses is in the file.

    Every construct counted here is rewritten by the stage ``syntax``, so a file that went through
    it proves nothing any more.
    """
    return _PROOF.search(lexed.mask) is not None
