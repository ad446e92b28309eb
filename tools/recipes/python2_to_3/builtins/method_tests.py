"""A method asked of its class is a plain function now: ``inspect.ismethod`` no longer holds for it."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import local_class
from tools.recipes.python2_to_3._shared.definitions import define
from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_IS_METHOD = (
    b"def _is_method(value):",
    b'    """Whether ``value`` is a method of an object, or a function that a class holds as one."""',
    b"    if not inspect.isfunction(value):",
    b"        return inspect.ismethod(value)",
    b"    *owners, name = value.__qualname__.split('.')",
    b"    if not owners or owners[-1] == '<locals>':",
    b"        return False",
    b"    holder = inspect.getmodule(value)",
    b"    for owner in owners:",
    b"        holder = getattr(holder, owner, None)",
    b"    return not isinstance(inspect.getattr_static(holder, name, None), staticmethod)",
)
_METHOD_CLASS = (
    b"",
    b"",
    b"def _method_class(method, default=None):",
    b'    """The class of the object whose method ``method`` is; of a function, the class that holds it."""',
    b"    if inspect.ismethod(method):",
    b"        return method.__self__.__class__",
    b"    holder = inspect.getmodule(method)",
    b"    for name in getattr(method, '__qualname__', '').split('.')[:-1]:",
    b"        holder = getattr(holder, name, None)",
    b"    return holder if inspect.isclass(holder) else default",
)
_SIGNATURES = re.compile(rb"\bget(?:full)?argspec\s*\(")
_PARTS = (b".im_func", b".im_self", b".__func__", b".__self__")
"""What methods of objects have, and functions have not."""
_CLASSES = re.compile(
    rb"(?:\w*\.)*(?:cls|kls|klass|clazz|class_|\w+_(?:cls|class|klass)|__class__|[A-Z]\w*|\w+Class)\Z"
)
"""What is written as the name of a class."""


@recipe(
    "method-test",
    title="Methods asked of a class are functions",
    stage="builtins",
    words=("ismethod",),
)
def method_test(source: Source, hit: Hit) -> Match | None:
    """``inspect.ismethod(x)`` where ``x`` may come of a class: it is looked up on one, its class is asked for
    (``im_class``), or its signature is (``getargspec``), of which the first argument is left out if it is a method.

    So does ``inspect.getmembers(cls, inspect.ismethod)``. What is only asked of objects, or whose parts are taken that
    no function has, is left.
    """
    word = source.node(hit.start, hit.end)
    function = nodes.reference(word)
    if module_of(source, function) != "inspect.ismethod" or source.legacy_only(word):
        return None
    call, taker = nodes.call_of(function), _taker(function)
    if call is not None:
        passed = nodes.plain_arguments(call)
        if passed is None or len(passed) != 1 or not _may_be_of_class(source, passed[0]):
            return None
        classes = _asked_classes(source, passed[0])
    elif taker is not None and _is_members(source, taker, function):
        classes = []
    else:
        return None
    edits = [replace(asked, b"_method_class(" + text + b")") for asked, text in classes]
    return Match(hit.start, (replace(function, b"_is_method"), *edits, *_given(source)))


def _given(source: Source) -> tuple[Edit, ...]:
    """The edits that give the file what is called instead, once."""
    if source.bindings.binders(b"_is_method"):
        return ()
    lines = _IS_METHOD + (_METHOD_CLASS if b"'im_class'" in source.data else ())
    return (*source.ensure_import("import inspect"), define(source, lines))


def _taker(function: Node) -> Node | None:
    """The call that ``function`` is handed to, by its place or as ``predicate``."""
    keyword = function.parent
    if keyword is None or keyword.type != "keyword_argument":
        return nodes.taker(function)
    name = keyword.child_by_field_name("name")
    return nodes.taker(keyword) if name is not None and name.text == b"predicate" else None


def _is_members(source: Source, call: Node, function: Node) -> bool:
    """Whether ``call`` is ``inspect.getmembers(Class, function)``."""
    called, passed = call.child_by_field_name("function"), nodes.arguments(call)
    if called is None or len(passed) != 2 or not nodes.contains(passed[1], function):
        return False
    return module_of(source, called) == "inspect.getmembers" and _is_class(source, passed[0])


def _may_be_of_class(source: Source, value: Node) -> bool:
    text, scope = source.text(value), enclosing_scope(value)
    body = source.text(scope) if scope.type == "function_definition" else b""
    if any(text + part in body for part in _PARTS):
        return False
    if _is_found_on_class(source, value) or _asked_classes(source, value):
        return True
    return any(body[found.end() :].lstrip().startswith(text + b")") for found in _SIGNATURES.finditer(body))


def _is_found_on_class(source: Source, value: Node) -> bool:
    """Whether ``value`` is ``getattr(Class, name)`` or ``Class.name``, or a local name for one."""
    if value.type == "call":
        function, passed = value.child_by_field_name("function"), nodes.arguments(value)
        return function is not None and function.text == b"getattr" and bool(passed) and _is_class(source, passed[0])
    if value.type == "attribute":
        holder = value.child_by_field_name("object")
        return holder is not None and _is_class(source, holder)
    if value.type != "identifier":
        return False
    for binder in source.bindings.in_scope(value.text or b"", enclosing_scope(value)):
        statement = binder.parent
        bound = statement.child_by_field_name("right") if statement is not None else None
        if bound is not None and bound.type == "call" and _is_found_on_class(source, bound):
            return True
    return False


def _is_class(source: Source, value: Node) -> bool:
    if value.type == "call":
        function = value.child_by_field_name("function")
        return function is not None and function.text == b"type" and len(nodes.arguments(value)) == 1
    if value.type == "identifier" and local_class(source, value.text or b"") is not None:
        return True
    return value.type in ("identifier", "attribute") and _CLASSES.match(value.text or b"") is not None


def _asked_classes(source: Source, value: Node) -> list[tuple[Node, bytes]]:
    """Each ``getattr(value, 'im_class', …)`` of the function that holds ``value``, and what to give in its place."""
    if b"'im_class'" not in source.data:
        return []
    scope, found = enclosing_scope(value), []
    for word in source.bindings.uses(b"getattr"):
        call = nodes.call_of(word)
        passed = nodes.plain_arguments(call) if call is not None else None
        if call is None or passed is None or len(passed) < 2 or enclosing_scope(word) != scope:
            continue
        if source.text(passed[0]) == source.text(value) and source.text(passed[1]) == b"'im_class'":
            rest = b"".join(b", " + source.text(node) for node in passed[2:])
            found.append((call, source.text(value) + rest))
    return found
