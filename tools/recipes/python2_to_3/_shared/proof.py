"""Whether a file is certainly Python 2, told by what the stage ``syntax`` takes out of it.

The dialect counts more signs, some of which stay. A recipe that acts on proof has to find none when
it is run again, so only constructs that are always rewritten count here.
"""

import re

from tools.syntax.lexical import Lexed

_BY_WORD = {
    b"print": re.compile(rb"print(?<!\wprint)(?:[ \t]+(?!(?:in|is|and|or|if|else|for|not)\b)[\w\"`~\[{]|[ \t]*>>|\")"),
    b"except": re.compile(rb"except\b(?<!\wexcept)[^:\n]*[\w)][ \t]*,[ \t]*[\w.]+[ \t]*:"),
    b"raise": re.compile(rb"raise(?<!\wraise)[ \t]+[\w.]+[ \t]*,"),
    b"exec": re.compile(rb"exec(?<!\wexec)[ \t]+(?!(?:in|is|and|or|if|else|for|not)\b)[\w\"]"),
}
_NUMBER = re.compile(rb"[0-9](?<![\w.+-][0-9])(?:(?<=0)[0-7]*[1-7][0-7]*[lL]?(?![\w.])|[0-9]*[lL]\b)")


def proves_legacy(lexed: Lexed) -> bool:
    """Whether a construct that Python 3 refuses, and that is always rewritten, is in the file."""
    mask = lexed.mask
    if any(word in lexed.words and pattern.search(mask) for word, pattern in _BY_WORD.items()):
        return True
    return b"`" in mask or b"<>" in mask or _NUMBER.search(mask) is not None
