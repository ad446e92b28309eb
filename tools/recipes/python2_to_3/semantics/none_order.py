"""``None`` was less than everything: where a value is tested for it, comparing it gives what it gave."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_TESTED = re.compile(rb"(?<![\w.])([A-Za-z_]\w*)[ \t]+is[ \t]+(?:not[ \t]+)?\Z")
_ORDERED = re.compile(rb"[<>]=?")
_LINE = 80
_NUMBERS = frozenset({"integer", "float"})
_LESS, _GREATER = frozenset({"<", "<="}), frozenset({">", ">="})
_NEXT = 3
"""How many statements after ``x = max(…)`` the test for ``None`` is looked for."""


@recipe(
    "none-ranges",
    title="None is outside of ranges, as it was",
    stage="semantics",
    pattern=r"\bNone\b(?<= is None|not None)",
    when=lambda lexed: b"<" in lexed.mask or b">" in lexed.mask,
    having=("is",),
)
def none_ranges(source: Source, hit: Hit) -> Iterable[Match]:
    """``if 0 <= x <= 3: … elif x is None: …``: ``x`` may be ``None`` where it is compared.

    Comparisons with literal numbers, before the test in the same function and with no value given between
    the two. Python 2 took ``None`` for less than any number.
    """
    mask = source.lexed.mask
    tested = _TESTED.search(mask, max(0, hit.start - _LINE), hit.start)
    if tested is None:
        return
    name = tested[1]
    start = mask.rfind(b"def ", 0, tested.start())
    if start < 0 or not _may_compare(mask[start : tested.start()], name):
        return
    test = source.node(tested.start(1), tested.end(1))
    for use in _compared(source, test):
        comparison = use.parent
        if comparison is not None and not source.legacy_only(comparison):
            text = _guarded(source, comparison, use)
            if text:
                level = nodes.OR if b" or " in text else nodes.AND
                yield Match(comparison.start_byte, (replace(comparison, nodes.fit(text, level, comparison)),))


_BEFORE_VALUE = frozenset(b"=\\\n\r")
"""What stands before a value that is assigned."""


@recipe("none-largest", title="max() passes over None, as it did", stage="semantics", words=("max",))
def none_largest(source: Source, hit: Hit) -> Match | None:
    """``x = max(a, b)`` with ``x is None`` tested right after: any of them may be ``None``, which was the least."""
    if source.lexed.mask[source.lexed.before(hit.start)] not in _BEFORE_VALUE:
        return None
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    given = nodes.plain_arguments(call) if call is not None else None
    assignment = call.parent if call is not None else None
    if call is None or given is None or len(given) < 2 or assignment is None or assignment.type != "assignment":
        return None
    target, statement = assignment.child_by_field_name("left"), nodes.statement(assignment)
    if target is None or target.type not in ("identifier", "attribute") or not source.is_builtin(name):
        return None
    tested = re.compile(rb"(?<![\w.])" + re.escape(source.text(target)) + rb"[ \t]+is[ \t]+(?:not[ \t]+)?None\b")
    after, found = statement.next_named_sibling, False
    for _ in range(_NEXT):
        condition = after.child_by_field_name("condition") if after is not None else None
        found = found or (condition is not None and tested.search(source.text(condition)) is not None)
        after = after.next_named_sibling if after is not None else None
    if not found or source.legacy_only(call):
        return None
    values = b", ".join(source.text(value) for value in given)
    text = b"max((value for value in (" + values + b") if value is not None), default=None)"
    return Match(hit.start, (replace(call, text),))


def _may_compare(text: bytes, name: bytes) -> bool:
    """Whether ``name`` stands beside a sign of order in ``text``."""
    for sign in _ORDERED.finditer(text):
        before, after = text[max(0, sign.start() - _LINE) : sign.start()], text[sign.end() : sign.end() + _LINE]
        if before.rstrip(b" \t").endswith(name) or after.lstrip(b" \t").startswith(name):
            return True
    return False


def _compared(source: Source, test: Node) -> Iterator[Node]:
    """Where the variable tested is compared with numbers, with the value it has when it is tested."""
    name, scope = test.text or b"", enclosing_scope(test)
    if scope.type != "function_definition":
        return
    bound = [binder.start_byte for binder in source.bindings.in_scope(name, scope)]
    for use in source.bindings.uses(name):
        if not nodes.contains(scope, use) or use.start_byte >= test.start_byte or enclosing_scope(use) != scope:
            continue
        holder = use.parent
        if holder is None or holder.type != "comparison_operator" or nodes.contains(holder, test):
            continue
        if not any(use.start_byte < at < test.start_byte for at in bound):
            yield use


def _guarded(source: Source, comparison: Node, use: Node) -> bytes:
    """``comparison`` that says what it said for ``None``; empty where that is not known or told already."""
    parts = comparison.named_children
    signs = [child.type for child in comparison.children if child not in parts]
    if any(part != use and part.type not in _NUMBERS for part in parts) or not set(signs) <= _LESS | _GREATER:
        return b""
    name, text = use.text or b"", source.text(comparison)
    line = source.lexed.mask[source.lexed.line_start(comparison.start_byte) : comparison.start_byte]
    if re.search(rb"(?<![\w.])" + re.escape(name) + rb"[ \t]+is[ \t]", line):
        return b""
    if len(parts) == 3 and parts[1] == use and (set(signs) <= _LESS or set(signs) <= _GREATER):
        return name + b" is not None and " + text
    if len(parts) != 2:
        return b""
    least = (signs[0] in _LESS) == (parts[0] == use)
    return name + (b" is None or " if least else b" is not None and ") + text
