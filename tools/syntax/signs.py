"""What signs of either dialect share: how to look around in a mask."""

import re

_BLANK = b" \t\x0c"
_BRACKETS = re.compile(rb"[()\[\]{}]")
_LIST_STOPS = re.compile(rb"[()\[\]{},]|\blambda\b|:")
LINE_START = 0x0A
"""What ``byte_before`` answers at the start of a line."""


def byte_before(mask: bytes, offset: int) -> int:
    """The last byte before ``offset`` that is not blank; ``LINE_START`` where a logical line starts."""
    position = offset - 1
    while position >= 0:
        byte = mask[position]
        if byte in _BLANK:
            position -= 1
        elif byte in b"\r\n":
            head = position - 1 if byte == 0x0A and mask[position - 1 : position] == b"\r" else position
            if mask[head - 1 : head] != b"\\":
                return LINE_START
            position = head - 2
        else:
            return byte
    return LINE_START


def line_head(mask: bytes, offset: int) -> bytes:
    """The physical line up to ``offset``."""
    return mask[max(mask.rfind(b"\n", 0, offset), mask.rfind(b"\r", 0, offset)) + 1 : offset]


def balanced(text: bytes) -> bool:
    """Whether ``text`` closes as many brackets as it opens."""
    return (
        text.count(b"(") == text.count(b")")
        and text.count(b"[") == text.count(b"]")
        and text.count(b"{") == text.count(b"}")
    )


def at_statement(mask: bytes, offset: int) -> bool:
    """Whether a statement can start at ``offset``: the colon of a lambda, a slice or a dict does not count."""
    byte = byte_before(mask, offset)
    if byte == 0x3A:
        head = line_head(mask, offset)
        return balanced(head) and b"lambda" not in head
    return byte in (LINE_START, 0x3B)


def closing(mask: bytes, opening: int) -> int:
    """The offset of the bracket that closes the one at ``opening``; -1 where there is none."""
    depth = 0
    for match in _BRACKETS.finditer(mask, opening):
        depth += 1 if match.group() in b"([{" else -1
        if depth == 0:
            return match.start()
    return -1


def arguments(mask: bytes, opening: int) -> list[bytes]:
    """The comma-separated parts between the bracket at ``opening`` and the one that closes it.

    Commas inside brackets or a lambda's parameters do not separate. Empty where nothing closes it.
    """
    parts: list[bytes] = []
    depth, start, lambdas = 0, opening + 1, 0
    for match in _LIST_STOPS.finditer(mask, opening):
        token = match.group()
        if token in (b"(", b"[", b"{"):
            depth += 1
        elif token in (b")", b"]", b"}"):
            depth -= 1
            if depth == 0:
                return [*parts, mask[start : match.start()].strip()]
        elif depth == 1:
            if token == b"lambda":
                lambdas += 1
            elif token == b":":
                lambdas = max(0, lambdas - 1)
            elif token == b"," and not lambdas:
                parts.append(mask[start : match.start()].strip())
                start = match.end()
    return []
