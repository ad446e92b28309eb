"""``map``, ``filter``, ``zip`` and ``range`` no longer give lists: ask for one where one is used."""

import dataclasses
import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.builtin_names import builtin_at, listed, spelled
from tools.recipes.python2_to_3._shared.consumption import Use, is_listed, use_of
from tools.recipes.python2_to_3._shared.origins import gave_list
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_ENOUGH = {b"range": Use.INDEXED, b"map": Use.ITERATED, b"filter": Use.ITERATED, b"zip": Use.ITERATED}
_TEXT_TESTS = frozenset(
    {b"isdigit", b"isalpha", b"isalnum", b"isspace", b"isupper", b"islower", b"isdecimal", b"isnumeric"}
)

_GONE_THROUGH = re.compile(rb"\bfor[ \t]+[\w, \t()]+[ \t]in[ \t]+\Z")
_NEAR = 60
"""How far before a call the ``for`` of its loop is looked for."""


@recipe(
    "list-result",
    title="map, filter, zip and range give iterators: make lists where lists are used",
    stage="builtins",
    words=("map", "filter", "zip", "range"),
)
def list_result(source: Source, hit: Hit) -> Match | None:
    """A call of the builtin whose value is more than gone through once, there and then.

    A name it is assigned to in a function is followed to its uses. ``range`` may also be indexed, counted
    and gone through again. ``map(None, ...)`` pads, as ``zip_longest`` does. ``filter`` of a text is a text.
    """
    if _GONE_THROUGH.search(source.lexed.mask, max(0, hit.start - _NEAR), hit.start) and _ends_loop(source, hit):
        return None
    name = builtin_at(source, hit)
    if name is None:
        return None
    function = nodes.reference(name) if nodes.is_attribute(name) else nodes.outermost(name)
    call = nodes.call_of(function)
    if call is None:
        return None
    passed = nodes.arguments(call)
    kind = name.text or b""
    if kind == b"map" and passed and passed[0].type == "none" and gave_list(source, name):
        return _padded(source, call, function, passed)
    if kind == b"filter" and len(passed) == 2 and _of_text(source, passed):
        return _joined(source, call)
    if len(passed) < (1 if kind in (b"range", b"zip") else 2) or use_of(source, call) <= _ENOUGH[kind]:
        return None
    if is_listed(call) or not gave_list(source, name):
        return None
    return Match(call.start_byte, listed(source, call))


def _ends_loop(source: Source, hit: Hit) -> bool:
    """Whether the call of ``range`` or ``zip`` at ``hit`` is all that a loop goes through."""
    lexed = source.lexed
    if lexed.mask[hit.start : hit.end] not in (b"range", b"zip") or lexed.mask[hit.end : hit.end + 1] != b"(":
        return False
    after = lexed.after(lexed.closing(hit.end) + 1)
    return lexed.mask[after : after + 1] in (b":", b"]", b")")


def _joined(source: Source, call: Node) -> Match | None:
    outer = nodes.taker(call)
    function = outer.child_by_field_name("function") if outer is not None else None
    if function is not None and source.text(function).endswith(b".join"):
        return None
    return Match(call.start_byte, (insert(call.start_byte, b"''.join("), insert(call.end_byte, b")")))


def _padded(source: Source, call: Node, function: Node, passed: list[Node]) -> Match | None:
    """``map(None, a)`` is ``list(a)``; ``map(None, a, b)`` pairs, padding the shorter one."""
    if len(passed) < 2:
        return None
    drop = replace(passed[0], b"")
    gap = dataclasses.replace(drop, end=passed[1].start_byte)
    if len(passed) == 2 and passed[1].type != "list_splat":
        text, imports = spelled(source, b"list", call)
        return Match(call.start_byte, (replace(function, text), gap, *imports))
    importing = source.ensure_import("from itertools import zip_longest")
    if use_of(source, call) <= Use.ITERATED or is_listed(call):
        return Match(call.start_byte, (replace(function, b"zip_longest"), gap, *importing))
    opening = replace(function, b"list(zip_longest")
    return Match(call.start_byte, (opening, gap, insert(call.end_byte, b")"), *importing))


def _of_text(source: Source, passed: list[Node]) -> bool:
    """Whether what is filtered is surely a text: a literal, or every item is asked what letters are asked."""
    if passed[1].type in ("string", "concatenated_string"):
        return True
    test = passed[0]
    if test.type == "attribute":
        name = test.child_by_field_name("attribute")
        return name is not None and name.text in _TEXT_TESTS
    body = test.child_by_field_name("body") if test.type == "lambda" else None
    if body is None:
        return False
    text = source.text(body)
    if any(b"." + word + b"()" in text for word in _TEXT_TESTS) or b" in string." in text:
        return True
    parameters = test.child_by_field_name("parameters")
    item = re.escape(source.text(parameters)) if parameters is not None else b"\\Z."
    # only a single character has a number or a category
    asked = rb"\b(?:ord|unicodedata\.\w+)\((?:(?:unicode|str)\()?" + item + rb"\)"
    return re.search(asked, text) is not None
