"""``StopIteration`` inside a generator is an error now: it ends by returning."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.removal import alone_on_its_lines
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_YIELD = re.compile(rb"\byield\b")
_BARE = re.compile(rb"\braise[ \t]*(?=[\r\n;]|\Z)")
_AROUND = ("except_clause", "function_definition", "lambda", "class_definition")
"""What a bare ``raise`` belongs to."""


@recipe(
    "generator-raise",
    title="A generator ends by returning",
    stage="semantics",
    words=("StopIteration",),
)
def generator_raise(source: Source, hit: Hit) -> Match | None:
    """``raise StopIteration`` in a generator, outside any ``try`` that would catch it there; and a bare ``raise``
    of what ``except StopIteration`` caught."""
    name = source.node(hit.start, hit.end)
    if name.parent is not None and name.parent.type == "except_clause":
        return _raised_again(source, hit, name.parent)
    raised = name.parent
    if raised is not None and raised.type == "call" and raised.child_by_field_name("function") == name:
        raised = raised.parent
    if raised is None or raised.type != "raise_statement" or not _in_generator(source, raised):
        return None
    if _caught(source, raised):
        return None
    return Match(hit.start, (replace(raised, b"return"),))


def _raised_again(source: Source, hit: Hit, clause: Node) -> Match | None:
    """Each bare ``raise`` in ``except StopIteration:`` of a generator, where no other exception is meant by it."""
    if not _in_generator(source, clause):
        return None
    edits = []
    for match in _BARE.finditer(source.lexed.mask, clause.start_byte, clause.end_byte):
        again = nodes.statement(source.node(match.start(), match.start() + 5))
        if again.type != "raise_statement" or again.named_child_count or nodes.ancestor(again, *_AROUND) != clause:
            continue
        if not _caught(source, again):
            edits.append(replace(again, b"return"))
    return Match(hit.start, tuple(edits)) if edits else None


@recipe(
    "generator-next",
    title="A generator does not end by what next() raises",
    stage="semantics",
    words=("next",),
)
def generator_next(source: Source, hit: Hit) -> Match | None:
    """``next(it)``, ``it.next()``, or a ``next`` kept under that name, in a generator, where nothing catches
    ``StopIteration``: it returns when the iterator is exhausted, as it did. ``while True: yield next(it)``
    is the usual case."""
    name = source.node(hit.start, hit.end)
    if not _asks_next(source, name) or not _in_generator(source, name) or _caught(source, name):
        return None
    statement = nodes.statement(name)
    simple = statement.type in ("expression_statement", "return_statement", "assert_statement")
    if not simple or not alone_on_its_lines(source, statement) or source.legacy_only(name):
        return Match(hit.start, message="the generator may end by what next() raises")
    calls = re.compile(rb"\bnext\b").finditer(source.lexed.mask, statement.start_byte, hit.start)
    if any(_asks_next(source, source.node(m.start(), m.end())) for m in calls):
        return None
    start, newline = source.lexed.line_start(statement.start_byte), source.lexed.newline
    indent = source.data[start : statement.start_byte]
    step = b"\t" if b"\t" in indent else b"    "
    opening = indent + b"try:" + newline + step
    closing = newline + indent + b"except StopIteration:" + newline + indent + step + b"return"
    end = source.data.find(newline, statement.end_byte)
    return Match(hit.start, (insert(start, opening), insert(end if end >= 0 else len(source.data), closing)))


def _asks_next(source: Source, name: Node) -> bool:
    found = nodes.method_call(name)
    if found is not None:
        return not nodes.arguments(found.call)
    call = nodes.call_of(name)
    if call is None or name.type != "identifier":
        return False
    return source.is_builtin(name) if len(nodes.arguments(call)) == 1 else _is_kept_next(source, call, name)


def _is_kept_next(source: Source, call: Node, name: Node) -> bool:
    """Whether ``next()`` calls the method of an iterator that was kept under that name: ``next = it.next``."""
    if nodes.arguments(call):
        return False
    for binder in source.bindings.in_scope(name.text or b"", enclosing_scope(call)):
        value = binder.parent.child_by_field_name("right") if binder.parent is not None else None
        if value is not None and value.type == "attribute" and source.text(value).endswith((b".next", b".__next__")):
            return True
    return False


def _in_generator(source: Source, node: Node) -> bool:
    scope = enclosing_scope(node)
    if scope.type != "function_definition":
        return False
    for match in _YIELD.finditer(source.lexed.mask, scope.start_byte, scope.end_byte):
        if enclosing_scope(source.node(match.start(), match.end())) == scope:
            return True
    return False


def _caught(source: Source, node: Node) -> bool:
    """Whether a ``try`` in the same function catches StopIteration, or anything at all, around ``node``."""
    child, parent = node, node.parent
    while parent is not None and parent.type not in ("function_definition", "lambda", "generator_expression"):
        if parent.type == "try_statement" and parent.child_by_field_name("body") == child:
            for clause in parent.named_children:
                head = source.text(clause).split(b":", 1)[0] if clause.type == "except_clause" else b"finally"
                if re.search(rb"\bStopIteration\b|\b(?:Base)?Exception\b|^except\s*$", head):
                    return True
        child, parent = parent, parent.parent
    return parent is not None and parent.type != "function_definition"
