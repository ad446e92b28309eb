"""Finding a word in a mask without a pattern."""

_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def whole_word(mask: bytes, word: bytes, start: int = 0) -> int:
    """The offset of the first ``word`` from ``start`` on that is no part of a longer one; -1 for none."""
    at = mask.find(word, start)
    while at >= 0:
        end = at + len(word)
        if (at == 0 or mask[at - 1] not in _WORD) and (end >= len(mask) or mask[end] not in _WORD):
            return at
        at = mask.find(word, end)
    return -1
