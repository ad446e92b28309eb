"""Tokens counted here, without the model's tokenizer: near enough to budget by, and marked as an estimate."""

import re

_PIECE = re.compile(r"[A-Za-z]{1,6}|[0-9]{1,2}|[^\sA-Za-z0-9]|\n[ \t]*|[ \t]{2,}")
_A_MESSAGE = 8
"""What a chat template puts around each message."""


def estimate(text: str) -> int:
    """About how many tokens ``text`` has for a code model with a vocabulary of 100,000 or more.

    Words cost a token for every six letters, numbers one for two digits, every other character one.
    Code in ASCII comes out a little high, which is the safe side for a context that must not overflow.
    """
    ascii_count = len(_PIECE.findall(text))
    # Beyond ASCII a character may take several tokens; one and a half is usual for Chinese and Cyrillic alike.
    others = sum(1 for character in text if character > "\x7f") if not text.isascii() else 0
    return ascii_count + others // 2


def estimate_messages(texts: list[str]) -> int:
    """The same for a whole chat, with what the template adds."""
    return sum(estimate(text) + _A_MESSAGE for text in texts)
