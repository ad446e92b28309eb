"""``__cmp__`` is asked no more: give its class the six comparisons it stood for."""

import re

from tree_sitter import Node

from tools.recipes.python2_to_3._shared.classes import after_member, bases, defines, enclosing_class, lineage, member
from tools.recipes.python2_to_3._shared.comparison import compared
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_CONVERSIONS = {b"unicode": b"str", b"long": b"int"}
_CONVERSION = re.compile(rb"(?<![\w.'\"])(?:unicode|long)(?=\()")
_OPERATORS = (
    (b"__eq__", b"=="), (b"__ne__", b"!="), (b"__lt__", b"<"),
    (b"__le__", b"<="), (b"__gt__", b">"), (b"__ge__", b">="),
)  # fmt: skip
_MIRRORED = {
    b"__eq__": b"__eq__", b"__ne__": b"__ne__", b"__lt__": b"__gt__",
    b"__le__": b"__ge__", b"__gt__": b"__lt__", b"__ge__": b"__le__",
}  # fmt: skip
_RICH = frozenset({b"float", b"frozenset", b"list", b"set", b"str", b"tuple", b"unicode"})
"""Builtins with comparisons of their own: Python 2 asked those before ``__cmp__``."""
_UNHASHABLE = frozenset({b"dict", b"list", b"set", b"bytearray", b"UserDict", b"UserList", b"DictMixin"})


@recipe(
    "comparison-methods",
    title="A class with __cmp__ gets the six comparisons",
    stage="protocols",
    words=("__cmp__",),
)
def comparison_methods(source: Source, hit: Hit) -> Match | None:
    """``__cmp__`` defined in a class: the comparisons it lacks are added after it. Where the method is one
    ``return cmp(a, b)`` they compare ``a`` and ``b`` themselves, else they ask ``__cmp__``. A new-style
    class keeps the hash that Python 3 takes from a class with ``__eq__``.

    In a class derived from ``tuple`` and its like they ask as Python 2 did: the builtin, the other object, and
    ``__cmp__`` where neither knows.
    """
    name = source.node(hit.start, hit.end)
    definition, around = name.parent, enclosing_class(name)
    if definition is None or around is None or definition.type not in ("function_definition", "assignment"):
        return None
    if member(around, b"__cmp__") != definition or source.legacy_only(name):
        return None
    missing = [pair for pair in _OPERATORS if member(around, pair[0]) is None]
    if not missing:
        return None
    newline, indent = source.lexed.newline, source.lexed.indentation(definition.start_byte)
    parameters, sides = _shape(source, definition)
    rich = _rich_base(source, around) if b"NotImplemented" not in source.text(definition) else b""
    inner = indent + (b"\t" if b"\t" in indent else b" " * (len(indent) or 4) if len(indent) < 4 else b"    ")
    lines: list[bytes] = []
    for method, operator in missing:
        lines += [b"", indent + b"def " + method + b"(" + b", ".join(parameters) + b"):"]
        if rich:
            lines += [inner + line for line in _asked_in_turn(parameters, rich, method, operator)]
            continue
        lines += [inner + line for line in _body(source, parameters, sides, operator, definition)]
    if member(around, b"__hash__") is None and (kept := kept_hash(source, around)):
        lines += [b"", indent + kept]
    text = newline.join(lines)
    return Match(hit.start, (after_member(source, definition, b"", text),))


def _shape(source: Source, definition: Node) -> tuple[list[bytes], tuple[bytes, bytes] | None]:
    """The two parameters' names, and what is compared where the body is one ``return cmp(a, b)``."""
    holder = definition.child_by_field_name("parameters")
    names = [c.text or b"" for c in holder.named_children if c.type == "identifier"] if holder is not None else []
    body = definition.child_by_field_name("body")
    if len(names) != 2 or body is None:
        return [b"self", b"other"], None
    rest = [child for child in body.named_children if child.type != "comment"]
    if len(rest) == 2 and rest[0].type == "expression_statement" and rest[0].named_children[0].type == "string":
        rest = rest[1:]
    if len(rest) != 1 or rest[0].type != "return_statement" or not rest[0].named_children:
        return names, None
    sides = compared(source, rest[0].named_children[0])
    if sides is None or any(b"\n" in source.text(side) for side in sides):
        return names, None
    return names, (_today(source, sides[0]), _today(source, sides[1]))


def _today(source: Source, side: Node) -> bytes:
    """The text of ``side``, with the builtins that other recipes rename where they stand called as they are now."""
    return _CONVERSION.sub(
        lambda match: match[0] if source.bindings.binders(match[0]) else _CONVERSIONS[match[0]], source.text(side)
    )


def _body(
    source: Source,
    parameters: list[bytes],
    sides: tuple[bytes, bytes] | None,
    operator: bytes,
    definition: Node,
) -> list[bytes]:
    if sides is not None:
        return [b"return " + sides[0] + b" " + operator + b" " + sides[1]]
    call = parameters[0] + b".__cmp__(" + parameters[1] + b")"
    if b"NotImplemented" not in source.text(definition):
        return [b"return " + call + b" " + operator + b" 0"]
    return [b"result = " + call, b"return result if result is NotImplemented else result " + operator + b" 0"]


def _rich_base(source: Source, around: Node) -> bytes:
    """The builtin with comparisons of its own that the class ``around`` derives from; empty where there is none."""
    for node in lineage(source, around):
        for base in bases(node):
            name = base.text or b""
            if name in _RICH and source.is_builtin(base):
                return _CONVERSIONS.get(name, name)
    return b""


def _asked_in_turn(parameters: list[bytes], base: bytes, method: bytes, operator: bytes) -> list[bytes]:
    """The lines that ask ``base``, then the other object, then ``__cmp__``. Another class with ``__cmp__`` is not
    asked: it would ask back."""
    me, other = parameters
    return [
        b"result = %s.%s(%s, %s)" % (base, method, me, other),
        b"if result is NotImplemented and not hasattr(%s, '__cmp__'):" % other,
        b"    result = type(%s).%s(%s, %s)" % (other, _MIRRORED[method], other, me),
        b"return %s.__cmp__(%s) %s 0 if result is NotImplemented else result" % (me, other, operator),
    ]


def kept_hash(source: Source, around: Node) -> bytes:
    """The line that keeps the hash Python 2 gave instances of the class ``around``; empty where it gave
    none, as for old-style classes and mutable builtins."""
    known = bases(around)
    if not known or not _is_new_style(source, around, set()):
        return b""
    first = source.text(known[0])
    if first.split(b".")[-1] in _UNHASHABLE or b"(" in first or b"\n" in first:
        return b""
    return b"__hash__ = " + first + b".__hash__"


def _is_new_style(source: Source, node: Node, seen: set[int]) -> bool:
    """Whether the class surely has ``object`` above it, or a base that this file does not know."""
    if node.id in seen:
        return False
    seen.add(node.id)
    for base in bases(node):
        binders = [n.parent for n in source.bindings.binders(base.text or b"")] if base.type == "identifier" else []
        local = [n for n in binders if n is not None and n.type == "class_definition"]
        if not local or _is_new_style(source, local[-1], seen):
            return True
    return False


@recipe(
    "hash-method",
    title="A class with __eq__ keeps its hash",
    stage="protocols",
    words=("__eq__",),
)
def hash_method(source: Source, hit: Hit) -> Match | None:
    """``__eq__`` defined in a new-style class that, with its bases in this file, defines no ``__hash__``:
    Python 3 would make its instances unhashable."""
    name = source.node(hit.start, hit.end)
    definition, around = name.parent, enclosing_class(name)
    if definition is None or around is None or definition.type not in ("function_definition", "assignment"):
        return None
    if member(around, b"__eq__") != definition or member(around, b"__hash__") is not None:
        return None
    line = kept_hash(source, around)
    if not line or source.legacy_only(name) or defines(source, around, b"__cmp__"):
        return None
    last = member(around, b"__ne__") or definition
    last = last if last.start_byte > definition.start_byte else definition
    return Match(hit.start, (after_member(source, last, line, blank=True),))
