"""Signs of Python 2: what Python 3 refuses, and what it would read as something pointless."""

import re

from tools.syntax.lexical import Lexed
from tools.syntax.signs import at_statement, byte_before, closing

_PRINT = re.compile(rb"print\b(?<![\w.]print)(?:[ \t\x0c]|\\\r?\n)*(>>|[^\s]|)")
_PRINT_OPERATORS = frozenset({b"in", b"is", b"and", b"or", b"if"})
_EXEC = re.compile(rb"exec\b(?<![\w.]exec)[ \t\x0c]*([^\s]|)")
_WORD = re.compile(rb"\w+")
_NOT_IN = re.compile(rb"not\s+in\b")
_EXCEPT = re.compile(rb"except\b(?<!\wexcept)[ \t\x0c]*[\w.]*[ \t]*([(\[,])")
_RAISE = re.compile(rb"raise\b(?<!\wraise)[ \t\x0c]*([\w.]*)[ \t]*([^\s\w])")
_ZERO = re.compile(
    rb"0(?<![\w.]0)(?<![0-9.][eE][-+]0)"
    rb"(?:[xX][0-9a-fA-F]+[lL]|[oO][0-7]+[lL]|[bB][01]+[lL]|0*[1-7][0-7]*[lL]?)(?![\w.])"
)
_LONGS = {suffix: re.compile(suffix + rb"\b(?<=[0-9]" + suffix + rb")") for suffix in (b"L", b"l")}
_DIGITS_BEFORE = re.compile(rb"(?<![\w.])[0-9]+[lL]\Z")
_SINGLETONS = {
    word: re.compile(word + rb"\b(?<!\w" + word + rb")(?:[ \t]*=(?!=)|(?<=\." + word + rb")|(?<=class " + word + rb"))")
    for word in (b"True", b"False", b"None")
}
_BEFORE_TARGET = frozenset(b"\n;,(")
_DEF_WITH_INNER = re.compile(rb"def[ \t]+\w+[ \t]*\([^()]*\(")
_TUPLE_PARAMETER = re.compile(
    rb"def[ \t]+\w+[ \t]*\(\s*(?:(?:[^()\[\]{}]|\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\]|\{[^{}]*\})*,)?\s*\("
)
_LAMBDA_TUPLE = re.compile(rb"lambda(?<!\wlambda)[ \t]*(?:[\w \t=,]*,)?[ \t]*\(")
_ASYNC_SYNTAX = re.compile(rb"async\b(?<![\w.]async)(?:[ \t]|\\\r?\n)+(?:def|for|with)\b")
_ASYNC = re.compile(rb"async\b(?<!\wasync)")


def requires(lexed: Lexed) -> bool:
    """Whether the file holds something that Python 3 refuses to compile."""
    mask, words = lexed.mask, lexed.words
    return (
        b"`" in mask
        or b"<>" in mask
        or (b"print" in words and b"print_function" not in lexed.futures and _prints(mask)[0])
        or (b"except" in words and _has_except_comma(mask))
        or (b"raise" in words and _has_raise_comma(lexed))
        or _has_legacy_number(lexed)
        or (b"exec" in words and _execs(mask)[0])
        or any(word in words and _is_bound(mask, pattern) for word, pattern in _SINGLETONS.items())
        or (b"def" in words and _has_tuple_parameter(mask))
        or (b"lambda" in words and _has_lambda_tuple(mask))
        or (b"async" in words and _has_async_name(mask))
        or (b"await" in words and b"async" not in words)
        or _has_legacy_string(lexed)
    )


def suggests(lexed: Lexed) -> bool:
    """Whether the file holds what only Python 2 gives a sense: ``print -x``, ``exec (x) in y``."""
    words = lexed.words
    return (b"print" in words and b"print_function" not in lexed.futures and _prints(lexed.mask)[1]) or (
        b"exec" in words and _execs(lexed.mask)[1]
    )


def _prints(mask: bytes) -> tuple[bool, bool]:
    """Whether there is a print statement (that Python 3 refuses, that it misreads)."""
    misread = False
    for match in _PRINT.finditer(mask):
        follower = match.group(1)
        if follower == b"(":
            if not misread and at_statement(mask, match.start()):
                misread = _goes_on(mask, match.end() - 1)
            continue
        if follower in (b"=", b",", b")", b"]", b"}", b":") or not _begins(mask, match.start()):
            continue
        if _refused(mask, match.start(1), follower):
            return True, misread
        misread = misread or _pointless(mask, match.start(1), follower)
    return False, misread


def _begins(mask: bytes, offset: int) -> bool:
    return byte_before(mask, offset) in (0x0A, 0x3A, 0x3B)


def _refused(mask: bytes, offset: int, follower: bytes) -> bool:
    """Whether no expression of Python 3 goes on with what is at ``offset`` after a name."""
    if follower in (b">>", b'"', b"{", b"~", b"`"):
        return True
    if follower == b".":
        return mask[offset + 1 : offset + 2].isdigit()
    word = _WORD.match(mask, offset)
    if word is None:
        return False
    return word.group() not in _PRINT_OPERATORS and not _NOT_IN.match(mask, offset)


def _pointless(mask: bytes, offset: int, follower: bytes) -> bool:
    """Whether ``print`` goes on as an expression that nobody would write for its value."""
    return follower in (b"", b";", b"-", b"+", b"[") and mask[offset + 1 : offset + 2] != b"="


def _goes_on(mask: bytes, opening: int) -> bool:
    """Whether a statement goes on after its parenthesis as an expression does."""
    end = closing(mask, opening)
    if end < 0:
        return False
    rest = mask[end + 1 : end + 40].lstrip(b" \t\x0c")
    if rest[:1] in b",%+-*/[<>|&^":
        return bool(rest) and not rest.startswith(b"->")
    return rest[:1] == b"." and rest[1:2].isalpha()


def _execs(mask: bytes) -> tuple[bool, bool]:
    """Whether there is an exec statement (that Python 3 refuses, that it misreads)."""
    misread = False
    for match in _EXEC.finditer(mask):
        if not _begins(mask, match.start()):
            continue
        follower = match.group(1)
        if follower == b"(":
            end = closing(mask, match.end() - 1)
            rest = mask[end + 1 : end + 20].split() if end >= 0 else []
            misread = misread or bool(rest and (rest[0] == b"in" or rest[0][:1] in b"%+"))
        elif follower == b'"' or _WORD.match(mask, match.start(1)):
            return True, misread
    return False, misread


def _has_except_comma(mask: bytes) -> bool:
    for match in _EXCEPT.finditer(mask):
        if match.group(1) == b",":
            return True
        end = closing(mask, match.start(1))
        if end >= 0 and mask[end + 1 : end + 20].lstrip().startswith(b","):
            return True
    return False


def _has_raise_comma(lexed: Lexed) -> bool:
    mask = lexed.mask
    for match in _RAISE.finditer(mask):
        follower = match.group(2)
        if follower == b"," and match.group(1):
            return True
        if follower in (b"(", b"["):
            end = closing(mask, match.start(2))
            rest = mask[end + 1 : end + 40].lstrip(b" \t") if end >= 0 else b""
            if rest[:1] == b",":
                return True
            if rest[:1] in b"([.%+" and rest and lexed.commas(end, lexed.statement_end(match.start())):
                return True
        elif follower in b'"%+-' and lexed.commas(match.start(), lexed.statement_end(match.start())):
            return True
    return False


def _has_legacy_number(lexed: Lexed) -> bool:
    mask = lexed.mask
    if _ZERO.search(mask) is not None:
        return True
    return any(
        _DIGITS_BEFORE.search(mask, max(0, match.start() - 40), match.end()) is not None
        for suffix, pattern in _LONGS.items()
        if suffix in lexed.words
        for match in pattern.finditer(mask)
    )


def _is_bound(mask: bytes, pattern: re.Pattern[bytes]) -> bool:
    """Whether True, False or None is a target, a keyword, an attribute or a class.

    An annotation ends in them too: ``x: str | None = None``.
    """
    return any(
        match.group()[-1] != 0x3D or byte_before(mask, match.start()) in _BEFORE_TARGET
        for match in pattern.finditer(mask)
    )


def _has_tuple_parameter(mask: bytes) -> bool:
    return any(_TUPLE_PARAMETER.match(mask, match.start()) for match in _DEF_WITH_INNER.finditer(mask))


def _has_lambda_tuple(mask: bytes) -> bool:
    return any(byte_before(mask, match.start()) != 0x2E for match in _LAMBDA_TUPLE.finditer(mask))


def _has_async_name(mask: bytes) -> bool:
    return any(not _ASYNC_SYNTAX.match(mask, match.start()) for match in _ASYNC.finditer(mask))


def _has_legacy_string(lexed: Lexed) -> bool:
    if b"ur" in lexed.prefixes:
        return True
    if lexed.prefixes.isdisjoint((b"b", b"br")) or lexed.data.isascii():
        return False
    return any(
        token.prefix[:1] in (b"b", b"B") and not lexed.data[token.start : token.end].isascii()
        for token in lexed.strings
        if token.prefix
    )
