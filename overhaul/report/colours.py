"""Python source in colour: the few kinds of tokens that help the eye, and no markup for the rest."""

from collections.abc import Sequence
from functools import cache
from itertools import groupby

from markupsafe import Markup, escape
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType, is_token_subtype

_CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "m"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "f"),
    (Name.Builtin, "m"),
)


def coloured(lines: Sequence[str]) -> list[Markup]:
    """``lines``, which belong together, each as HTML of its own."""
    rows: list[list[tuple[str, str]]] = [[]]
    for kind, value in _lexer().get_tokens("\n".join(lines)):
        for number, part in enumerate(value.split("\n")):
            if number:
                rows.append([])
            if part:
                rows[-1].append((_class(kind), part))
    if len(rows) != len(lines):  # the lexer lost or made lines: colour is not worth a wrong line
        return [escape(line) for line in lines]
    return [_html(row) for row in rows]


def _html(tokens: Sequence[tuple[str, str]]) -> Markup:
    """Tokens of one colour side by side are one."""
    parts = []
    for name, group in groupby(tokens, key=lambda token: token[0]):
        text = escape("".join(part for _, part in group))
        parts.append(f'<i class="{name}">{text}</i>' if name else str(text))
    return Markup("".join(parts))


@cache
def _lexer() -> PythonLexer:
    return PythonLexer(stripnl=False, ensurenl=False)


@cache
def _class(kind: _TokenType) -> str:
    return next((name for token, name in _CLASSES if is_token_subtype(kind, token)), "")
