"""``it.next()`` becomes ``next(it)``, and ``it.next`` handed on becomes ``it.__next__``."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import enclosing_class, local_class, member
from tools.recipes.python2_to_3._shared.shapes import may_be_attribute
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete, insert, replace

_MAKERS = (b"iter", b"enumerate", b"reversed", b"chain", b"izip", b"count", b"cycle", b"open", b"islice")
_RAISES = (b"assertRaises", b"assert_raises", b"failUnlessRaises", b"raises", b"assertRaisesRegexp")
_YIELD = re.compile(rb"\byield\b")
_STORED = re.compile(rb"\.next[ \t]*=(?!=)")


@recipe(
    "next-call",
    title="iterator.next() becomes next(iterator)",
    stage="builtins",
    words=("next",),
)
def next_call(source: Source, hit: Hit) -> Match | None:
    """A call of no arguments. Where something else is called ``next`` there, or a handler waits for what has
    no such method, ``it.__next__()`` is called.

    ``Base.next(self)`` follows the method's new name. Without a call, only the ``next`` of what is
    surely an iterator is renamed: others may be data, as in linked lists.
    """
    if not may_be_attribute(source.lexed, hit.start):
        return None
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or not nodes.is_attribute(name) or source.legacy_only(name):
        return None
    found = nodes.method_call(name)
    if found is None:
        sure = name.parent is not None and _hands_on_iterator(source, name.parent)
        return Match(hit.start, (replace(name, b"__next__"),)) if sure else None
    passed = nodes.arguments(found.call)
    if passed:
        by_class = len(passed) == 1 and passed[0].text == b"self" and _renamed_in(source, found.object)
        return Match(hit.start, (replace(name, b"__next__"),)) if by_class else None
    if _is_plain_method(source, found.object, name):
        return None
    holder, call = found.object, found.call
    hidden = source.bindings.is_bound(b"next", call) or holder.text == b"super()" or _is_super(holder)
    if hidden or _may_be_missing(source, call):
        return Match(hit.start, (replace(name, b"__next__"),))
    edits = (insert(call.start_byte, b"next("), delete(holder.end_byte, call.end_byte - 1))
    return Match(hit.start, edits)


def _may_be_missing(source: Source, call: Node) -> bool:
    """Whether ``call`` is tried, and an ``AttributeError`` caught: ``next()`` of no iterator is a ``TypeError``."""
    if b"AttributeError" not in source.lexed.words:
        return False
    child, parent = call, call.parent
    while parent is not None and parent.type not in ("function_definition", "class_definition", "lambda"):
        if parent.type == "try_statement" and parent.child_by_field_name("body") == child:
            heads = [source.text(clause).split(b":", 1)[0] for clause in parent.named_children[1:]]
            if any(head.startswith(b"except") and b"AttributeError" in head for head in heads):
                return True
        child, parent = parent, parent.parent
    return False


def _is_super(holder: Node) -> bool:
    function = holder.child_by_field_name("function") if holder.type == "call" else None
    return function is not None and function.text == b"super"


def _renamed_in(source: Source, holder: Node) -> bool:
    """Whether ``holder`` is a class whose ``next`` method is renamed."""
    if holder.type == "attribute":
        return True
    known = local_class(source, holder.text or b"")
    return known is None or member(known, b"__iter__") is not None


def _is_plain_method(source: Source, holder: Node, name: Node) -> bool:
    """Whether ``self.next()`` is a method that is no iterator's: its class keeps it by that name."""
    if holder.text != b"self":
        return False
    around = enclosing_class(name)
    return around is not None and member(around, b"next") is not None and member(around, b"__iter__") is None


def _hands_on_iterator(source: Source, attribute: Node) -> bool:
    """Whether the ``next`` of ``attribute`` is read, and its object is surely an iterator."""
    parent = attribute.parent
    if parent is None or (parent.type == "assignment" and parent.child_by_field_name("left") == attribute):
        return False
    holder = attribute.child_by_field_name("object")
    if holder is None:
        return False
    if _makes_iterator(holder) or _runs_generator(source, holder):
        return True
    if parent.type == "assignment" and _is_called_later(source, parent):
        return True
    if parent.type == "argument_list" and parent.parent is not None:
        function = parent.parent.child_by_field_name("function")
        if function is not None and (function.text or b"").endswith((b"generate_tokens", b"tokenize")):
            return True
        if _is_called_there(source, parent, attribute):
            return True
    if holder.type != "identifier":
        return False
    bound = source.bindings.in_scope(holder.text or b"", enclosing_scope(attribute))
    values = [
        node.parent.child_by_field_name("right")
        for node in bound
        if node.parent is not None and node.parent.type == "assignment"
    ]
    return (
        bool(values)
        and len(values) == len(bound)
        and all(v is not None and (_makes_iterator(v) or _runs_generator(source, v)) for v in values)
    )


def _is_called_there(source: Source, passed: Node, attribute: Node) -> bool:
    """Whether ``attribute`` is what ``assertRaises(error, …)`` or ``iter(…, end)`` calls."""
    call = passed.parent
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or _STORED.search(source.lexed.mask):
        return False
    word = (function.text or b"").split(b".")[-1]
    given = nodes.arguments(call)
    return (word in _RAISES and given[1:2] == [attribute]) or (
        word == b"iter" and len(given) == 2 and given[0] == attribute
    )


def _is_called_later(source: Source, assignment: Node) -> bool:
    """Whether the one name that is assigned is called without arguments in its scope."""
    target = assignment.child_by_field_name("left")
    if target is None or target.type != "identifier" or _STORED.search(source.lexed.mask):
        return False
    scope = enclosing_scope(assignment)
    if scope.type == "class_definition" or len(source.bindings.in_scope(target.text or b"", scope)) != 1:
        return False
    for use in source.bindings.uses(target.text or b""):
        call = nodes.call_of(use)
        if call is not None and nodes.contains(scope, use) and not nodes.arguments(call):
            return True
    return False


def _runs_generator(source: Source, node: Node) -> bool:
    """Whether ``node`` calls, by its name, a function of this file that yields."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None or function.type != "identifier":
        return False
    for binder in source.bindings.binders(function.text or b""):
        definition = binder.parent
        if definition is not None and definition.type == "function_definition":
            body = definition.child_by_field_name("body")
            if body is not None and _YIELD.search(source.lexed.mask, body.start_byte, body.end_byte):
                return True
    return False


def _makes_iterator(node: Node) -> bool:
    node = nodes.bare(node)
    if node.type == "generator_expression":
        return True
    function = node.child_by_field_name("function") if node.type == "call" else None
    return function is not None and (function.text or b"").split(b".")[-1] in _MAKERS
