"""Code that a program writes as text: methods and functions in it that are gone."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_NEW = {
    b"has_key": b"__contains__",
    b"iteritems": b"items",
    b"iterkeys": b"keys",
    b"itervalues": b"values",
    b"unicode": b"str",
    b"unichr": b"chr",
    b"xrange": b"range",
    b"raw_input": b"input",
}
_METHODS = frozenset({b"has_key", b"iteritems", b"iterkeys", b"itervalues"})
_CODE = re.compile(
    rb"[ \t]*(?:(?:if|elif|while|return|yield|assert|not|for|in|print|lambda)\b"
    rb"|[A-Za-z_][\w.]*(?:\[[^\]]*\])?[ \t]*[-+*/|&]?=)[^\n]*[\w)\]}\"' (,=.]\Z"
)
"""A line of code, up to what is called."""
_HANDED_ON = b"(,=+%[{"


@recipe(
    "code-in-strings",
    title="Code in strings calls what is there",
    stage="builtins",
    quoted=(
        r"\.has_key\(",
        r"\.iter(?:items|keys|values)\(\)",
        r"\bunicode\(",
        r"\bunichr\(",
        r"\bxrange\(",
        r"\braw_input\(",
    ),
)
def code_in_strings(source: Source, hit: Hit) -> Match | None:
    """``write('if names.has_key("%s"):' % name)`` writes ``names.__contains__(``, which needs no other order.

    In literals that are handed on as values, where the line up to the call reads as code, from one literal on to
    the next where several stand together. Documentation and
    comments are left.
    """
    token = source.lexed.string_holding(hit.start)
    if token is None or b"b" in token.prefix.lower():
        return None
    called = source.data[hit.start : hit.end].strip(b".()")
    start = hit.start + 1 if called in _METHODS else hit.start
    text = source.data[token.content.start : start]
    literal = source.node(token.start, token.end)
    before = source.lexed.before(token.start)
    if literal.parent is not None and literal.parent.type == "concatenated_string":
        earlier = [part for part in literal.parent.named_children if part.end_byte <= token.start]
        text = b"".join([*map(_content, earlier), text])
        before = source.lexed.before(literal.parent.start_byte)
    if before < 0 or source.lexed.mask[before] not in _HANDED_ON:
        return None
    line = text.rpartition(b"\n")[2].rpartition(b"\\n")[2]
    if not _CODE.match(line) or (called in _METHODS) != line.endswith(b"."):
        return None
    return Match(start, (Edit(start=start, end=start + len(called), text=_NEW[called]),))


def _content(literal: Node) -> bytes:
    """What stands between the quotes of ``literal``."""
    return b"".join(part.text or b"" for part in literal.named_children if part.type == "string_content")
