"""A code object made of the parts of another: ``CodeType`` takes more parts now, under other names."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_TYPES = frozenset({"types.CodeType", "new.code"})
_PARTS = (
    "argcount", "nlocals", "stacksize", "flags", "code", "consts", "names", "varnames", "filename", "name",
    "firstlineno", "lnotab", "freevars", "cellvars",
)  # fmt: skip
_LEAST = 12
"""The last two could be left out."""


@recipe(
    "code-object",
    title="Code objects are made of others by replace()",
    stage="builtins",
    words=("CodeType", "code"),
)
def code_object(source: Source, hit: Hit) -> Match | None:
    """``CodeType(c.co_argcount, c.co_nlocals, …, name, line, c.co_lnotab)`` becomes
    ``c.replace(co_name=name, co_firstlineno=line)``: every part that is not the same part of ``c`` is named.

    Left alone where the code and the lines, which no program of Python 2 has for Python 3, come from elsewhere.
    """
    if source.lexed.words.isdisjoint((b"co_code", b"co_lnotab")):
        return None
    word = source.node(hit.start, hit.end)
    function = word.parent if nodes.is_attribute(word) else word
    call = nodes.call_of(function) if function is not None else None
    if call is None or function is None or module_of(source, function) not in _TYPES or source.legacy_only(word):
        return None
    passed = nodes.plain_arguments(call)
    if passed is None or not _LEAST <= len(passed) <= len(_PARTS):
        return None
    origin = _origin(source, passed)
    if origin is None:
        return None
    texts = [source.text(node) for node in passed]
    texts += [b"()"] * (len(_PARTS) - len(texts))
    names = [f"co_{part}".encode() for part in _PARTS]
    changed = [name + b"=" + text for name, text in zip(names, texts, strict=True) if text != origin + b"." + name]
    return Match(hit.start, (replace(call, origin + b".replace(" + b", ".join(changed) + b")"),))


def _origin(source: Source, passed: list[Node]) -> bytes | None:
    """The code object whose code and table of lines are passed on."""
    code, lines = (source.text(passed[_PARTS.index(part)]) for part in ("code", "lnotab"))
    origin, dot, last = code.rpartition(b".")
    return origin if last == b"co_code" and dot and lines == origin + b".co_lnotab" else None
