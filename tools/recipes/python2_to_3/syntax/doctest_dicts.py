"""Interactive examples that show a dict: its keys come in the order they were put in now."""

import ast
import re

from overhaul.domain.edits import Edit
from tools.recipes.examples import TEXT_SUFFIXES
from tools.recipes.recipe import PYTHON_SUFFIXES, Hit, Match, Phase, recipe
from tools.recipes.source import Source

_EXAMPLE = re.compile(
    rb"[ \t]*>>> (?P<code>[^\r\n#]*[^\r\n#\s])[ \t]*\r?\n[ \t]*(?P<shown>\{[^\r\n]*\})[ \t]*"
    rb"(?=\r?\n[ \t]*(?:\r?\n|>>>|['\"]{3})|\r?\n?\Z)"
)


@recipe(
    "doctest-dicts",
    title="dicts in examples are compared, whatever their order",
    stage="syntax",
    phase=Phase.LEXICAL,
    raw=r">>> [^\r\n]*\r?\n[ \t]*\{['\"u]",
    suffixes=(*PYTHON_SUFFIXES, *TEXT_SUFFIXES),
)
def doctest_dicts(source: Source, hit: Hit) -> Match | None:
    """``>>> f(x)`` and ``{'b': 1, 'a': 2}`` on one line below it: ``>>> f(x) == {'b': 1, 'a': 2}`` and ``True``.

    Only keys that are strings, several of them, and in another order than the example itself names them in:
    Python 2 showed them by their hashes. What is printed is left.
    """
    data = source.data
    end = len(data)
    if not source.path.endswith(TEXT_SUFFIXES):
        token = source.lexed.string_holding(hit.start)
        if token is None:
            return None
        end = token.end
    match = _EXAMPLE.match(data, source.lexed.line_start(hit.start), end)
    if match is None or match.start("code") != hit.start + len(b">>> "):
        return None
    code, shown = match.group("code").decode("latin-1"), match.group("shown").decode("latin-1")
    keys = _keys(shown)
    if len(keys) < 2 or not _is_expression(code) or _named_in_order(keys, code):
        return None
    return Match(
        hit.start,
        (
            Edit(start=match.end("code"), end=match.end("code"), text=b" == " + match.group("shown")),
            Edit(start=match.start("shown"), end=match.end("shown"), text=b"True"),
        ),
    )


def _keys(shown: str) -> list[str]:
    """The keys of the dict that ``shown`` is the literal of; empty where one is no string, or it is none."""
    try:
        value = ast.literal_eval(shown)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return []
    return list(value) if isinstance(value, dict) and all(isinstance(key, str) for key in value) else []


def _is_expression(code: str) -> bool:
    """Whether ``code`` gives something that can be compared without parentheses around it, and prints nothing."""
    try:
        body = ast.parse(code, mode="eval").body
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return False
    if isinstance(body, ast.Call) and isinstance(body.func, ast.Name) and body.func.id == "print":
        return False
    return isinstance(body, ast.Call | ast.Name | ast.Attribute | ast.Subscript)


def _named_in_order(keys: list[str], code: str) -> bool:
    """Whether ``code`` names all ``keys`` in the order they are shown in."""
    places = [code.find(key) for key in keys]
    return -1 not in places and places == sorted(places)
