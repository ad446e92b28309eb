"""Signs of Python 3: what Python 2.7 refuses to compile."""

import re

from tools.syntax.lexical import Lexed
from tools.syntax.signs import arguments, at_statement, balanced, byte_before, line_head

_NONLOCAL = re.compile(rb"nonlocal[ \t]+[A-Za-z_]")
_ASYNC = re.compile(rb"async(?<![\w.]async)[ \t]+(?:def|for|with)\b")
_INNER_FROM = re.compile(rb"from\b(?<=[\w)\]}\"'][ \t]from)")
_FUTURE = re.compile(rb"from[ \t]+__future__[ \t]+import\b[^\n]*\b(?:annotations|generator_stop)\b")
_PRINT_NAME = re.compile(rb"print\b(?<!\wprint)[ \t]*(=(?!=)|[^\s]|)")
_KEYWORD = re.compile(rb"(?:end|file|sep|flush)\s*=(?!=)|\*")
_PRINT_KEYWORDS = (b"end", b"file", b"flush", b"sep")
_EXEC_NAME = re.compile(rb"exec\b(?:(?<=\.exec)|(?<=def exec))")
_EXCEPT_STAR = re.compile(rb"except(?<!\wexcept)[ \t]*\*")
_ODD_DEF = re.compile(rb"def[ \t]+\w+[ \t]*(\()(?!(?:[\w\s,=.\"-]++|\*{1,2}\w+\s*(?=\)|,\s*\*\*))*+\))")
_ODD_LAMBDA = re.compile(rb"lambda\b(?<!\wlambda)[\w \t,=]*(?:\*[ \t]*,|\*\w+[ \t]*,[ \t]*\w|/[ \t]*[,:])")
_CLASS_KEYWORD = re.compile(rb"class[ \t]+\w+[ \t]*(\()(?=[^()=]*+(?:\([^()]*+\)[^()=]*+)*+=)")
_NUMBER_UNDERSCORE = re.compile(
    rb"_(?<=[0-9]_)[0-9](?<=[^\w][0-9]_[0-9])|_(?<=[^\w.][0-9][0-9]_)[0-9]|_(?<=[^\w.][0-9][0-9][0-9]_)[0-9]"
)
_MATCH = re.compile(rb"(?:^|\n)[ \t]*match\b[^\n]*:[ \t]*\r?\n\s*case\b[^\n]*:")
_STAR = re.compile(rb"\*(?<![*\w)\]]\*)(?!\*)[ \t]*[A-Za-z_(\[][\w.]*")
_STAR_TARGET = re.compile(rb"[ \t]*(?:[\w.,*() \t\[\]]*)(?:=(?!=)|\bin\b)")
_STARS_IN_CALL = re.compile(rb"\*(?:(?<=[(,]\*)|(?<=[(,] \*))[\w.]+[ \t]*,[ \t]*\*(?!\*)")
_COLON = re.compile(rb":[ \t]*[A-Za-z_\"]")
_ANNOTATED = re.compile(rb"[ \t]*(?!else\b|except\b|try\b|finally\b|lambda\b)([A-Za-z_])[\w.]*[ \t]*")
_TYPING_WORDS = frozenset(
    {b"typing", b"dataclass", b"dataclasses", b"NamedTuple", b"TypedDict", b"Optional", b"pydantic", b"attrs", b"Final"}
)
_F_STRINGS = frozenset({b"f", b"fr", b"rf"})


def requires(lexed: Lexed) -> bool:
    """Whether the file holds something that Python 2.7 refuses to compile."""
    mask, words = lexed.mask, lexed.words
    return (
        b"->" in mask
        or b":=" in mask
        or b"{**" in mask
        or _by_word(mask, words)
        or (b"print" in words and b"print_function" not in lexed.futures and _prints_as_name(mask, words))
        or (b"def" in words and any(_odd_parameters(mask, m.start(1)) for m in _ODD_DEF.finditer(mask)))
        or not lexed.prefixes.isdisjoint(_F_STRINGS)
        or _has_star(mask)
        or _has_matrix_product(mask)
        or _has_foreign_name(mask)
        or _has_annotation(mask, words)
        or (any(b"_" in numeral for numeral in lexed.numerals) and _NUMBER_UNDERSCORE.search(mask) is not None)
    )


def _by_word(mask: bytes, words: frozenset[bytes]) -> bool:
    """Signs that one word announces."""
    return (
        (b"nonlocal" in words and any(at_statement(mask, m.start()) for m in _NONLOCAL.finditer(mask)))
        or (b"async" in words and _ASYNC.search(mask) is not None)
        or (b"from" in words and any(_is_inner(mask, m.start()) for m in _INNER_FROM.finditer(mask)))
        or (b"__future__" in words and _FUTURE.search(mask) is not None)
        or (b"exec" in words and _EXEC_NAME.search(mask) is not None)
        or (b"except" in words and _EXCEPT_STAR.search(mask) is not None)
        or (b"class" in words and any(_has_keyword(mask, m.start(1)) for m in _CLASS_KEYWORD.finditer(mask)))
        or (b"lambda" in words and _ODD_LAMBDA.search(mask) is not None)
        or (b"case" in words and b"match" in words and _MATCH.search(mask) is not None)
    )


def _is_inner(mask: bytes, offset: int) -> bool:
    """Whether a ``from`` stands inside a statement: ``yield from``, ``raise … from``."""
    return byte_before(mask, offset) not in (0x0A, 0x3A, 0x3B)


def _has_annotation(mask: bytes, words: frozenset[bytes]) -> bool:
    """Whether a variable is annotated. Looked for only where types are spoken of."""
    if words.isdisjoint(_TYPING_WORDS):
        return False
    for colon in _COLON.finditer(mask):
        above = mask.rfind(b"\n", 0, colon.start())
        name = _ANNOTATED.fullmatch(mask, above + 1, colon.start()) if above >= 0 else None
        if name is not None and _depth(mask, above) == 0 and byte_before(mask, name.start(1)) == 0x0A:
            return True
    return False


def _depth(mask: bytes, offset: int) -> int:
    """How many brackets are open at ``offset``."""
    head = mask[:offset]
    return sum(head.count(b) for b in (b"(", b"[", b"{")) - sum(head.count(b) for b in (b")", b"]", b"}"))


def _prints_as_name(mask: bytes, words: frozenset[bytes]) -> bool:
    """Whether ``print`` is a name: with keywords, inside an expression, or as a target."""
    keywords = not words.isdisjoint(_PRINT_KEYWORDS)
    for match in _PRINT_NAME.finditer(mask):
        follower = match.group(1)
        before = byte_before(mask, match.start())
        if before in b".(,=[{" and follower in (b"(", b")", b",", b".", b"=", b"]", b"}", b""):
            return True
        if follower == b"(":
            starred = b"*" in mask[match.end() : mask.find(b")", match.end())]
            if (keywords or starred) and _is_call_with_keywords(mask, match.end() - 1):
                return True
        elif follower == b"=" and at_statement(mask, match.start()):
            return True
    return False


def _is_call_with_keywords(mask: bytes, opening: int) -> bool:
    return any(_KEYWORD.match(part) for part in arguments(mask, opening))


def _odd_parameters(mask: bytes, opening: int) -> bool:
    """Whether a parameter list holds an annotation, keyword-only or positional-only parameters."""
    starred = False
    for part in arguments(mask, opening):
        if part in (b"*", b"/"):
            return True
        if re.match(rb"\*{0,2}\s*\w+\s*:", part):
            return True
        if starred and not part.startswith(b"**") and part:
            return True
        starred = starred or (part.startswith(b"*") and not part.startswith(b"**"))
    return False


def _has_keyword(mask: bytes, opening: int) -> bool:
    return any(re.match(rb"\w+\s*=(?!=)|\*", part) for part in arguments(mask, opening))


def _has_star(mask: bytes) -> bool:
    """Whether an assignment or a for loop unpacks into a starred target, or a call unpacks twice."""
    if _STARS_IN_CALL.search(mask) is not None:
        return True
    for match in _STAR.finditer(mask):
        if byte_before(mask, match.start()) == 0x5B:
            return True
        head = line_head(mask, match.start())
        if not balanced(head) or b"lambda" in head or b"=" in head or b"import" in head:
            continue
        if head.strip() and not head.rstrip().endswith(b","):
            continue
        if _STAR_TARGET.match(mask, match.end()) and _depth(mask, match.start()) == 0:
            return True
    return False


def _has_matrix_product(mask: bytes) -> bool:
    position = mask.find(b"@")
    while position >= 0:
        head = line_head(mask, position)
        if head and not head.isspace() and byte_before(mask, position) != 0x3B:
            return True
        position = mask.find(b"@", position + 1)
    return False


def _has_foreign_name(mask: bytes) -> bool:
    """Whether a name has letters beyond ASCII."""
    if mask.isascii():
        return False
    try:
        text = mask.decode()
    except UnicodeDecodeError:
        return False
    return any(not word.isascii() and word.isidentifier() for word in re.findall(r"\w+", text))
