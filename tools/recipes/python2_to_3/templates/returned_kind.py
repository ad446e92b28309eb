"""A test was given bytes and wanted text, or the reverse: what the called function returns is made so."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.conversions import to_bytes, to_text
from tools.recipes.python2_to_3.templates.views_and_iterators import returns
from tools.recipes.source import Source
from tools.recipes.template import Failure, Fix, Place, template, walk

GOT_BYTES = (
    r"AssertionError: (?:assert )?b['\"].*(?:!=|==) '|AssertionError: (?:assert )?'.*(?:!=|==) b['\"]"
    r"|AssertionError: (?:(?:Lists|Tuples|Sequences|Sets) differ: )?[\[({](?:.*[\[({ ])?b['\"]"
    r"|argument should be integer or bytes-like object"
    r"|a bytes-like object is required, not 'str'|is not true|a string pattern"
    r"|can't concat str to bytes|'bytes' object has no attribute|non-string \(type bytes\)|not bytes"
    r"|bytes or a tuple of bytes, not str"
    r"|\(not \"bytes\"\) to str|on a bytes-like object|bytes found|not a string|got 'bytes'"
)
GOT_TEXT = (
    r"AssertionError: (?:assert )?'.*(?:!=|==) b['\"]|AssertionError: (?:assert )?b['\"].*(?:!=|==) '"
    r"|'str' object has no attribute 'decode'|not str\b|on a string-like"
)
_MOST = 12


@template("returned-kind", title="functions return the kind their callers want", pattern=f"(?:{GOT_BYTES}|{GOT_TEXT})")
def returned_kind(failure: Failure) -> Iterable[Fix]:
    """``return`` statements of the functions and methods that the test's failing line, or one before it, calls."""
    if failure.test is None or not failure.deepest_in_test:
        return
    offers = list(_offers(failure, failure.test))
    yield from offers[:_MOST]


def _offers(failure: Failure, test: Place) -> Iterator[Fix]:
    for name in called(test):
        for source, function in definitions(failure, name):
            for value in returns(function):
                yield from _either(source, value)


def _either(source: Source, value: Node) -> Iterator[Fix]:
    if value.type in ("true", "false", "none", "integer", "dictionary", "list", "tuple"):
        return
    text = source.text(value)
    if b".encode(" in text or b"tostring(" in text or b"b64" in text or b"read(" in text:
        yield from to_text(source, value)
    elif b".decode(" in text:
        yield from to_bytes(source, value)
    else:
        yield from list(to_text(source, value))[:1]
        yield from list(to_bytes(source, value))[:1]


def called(test: Place) -> list[bytes]:
    """Names of what the failing statement calls or reads, and of what its names were made by; nearest first."""
    statement = nodes.statement(test.node)
    found = _names(statement)
    scope = enclosing_scope(statement)
    for node in walk(statement):
        if node.type == "identifier":
            for binder in test.source.bindings.in_scope(node.text or b"", scope):
                parent = binder.parent
                if parent is not None and parent.type == "assignment" and parent.start_byte < statement.start_byte:
                    found += _names(parent)
    return list(dict.fromkeys(name for name in found if not name.startswith((b"assert", b"fail"))))


def _names(node: Node) -> list[bytes]:
    found = []
    for child in walk(node):
        if child.type == "attribute":
            attribute = child.child_by_field_name("attribute")
            found.append((attribute.text or b"") if attribute is not None else b"")
        elif child.type == "identifier" and nodes.call_of(child) is not None:
            found.append(child.text or b"")
            if child.text == b"str":
                found.append(b"__str__")
            if child.text == b"repr":
                found.append(b"__repr__")
    return [name for name in found if name]


def definitions(failure: Failure, name: bytes) -> Iterator[tuple[Source, Node]]:
    """The functions called ``name`` in the sources, and those that properties of that name get their value from."""
    getter = re.compile(rb"(?<![\w.])" + re.escape(name) + rb"[ \t]*=[ \t]*property\(\s*(?:fget\s*=\s*)?(\w+)\s*[,)]")
    for source in failure.sources():
        names = [name] if b"property(" not in source.data else [name, *getter.findall(source.data)]
        for called_by in dict.fromkeys(names):
            yield from _defined(source, called_by)


def _defined(source: Source, name: bytes) -> Iterator[tuple[Source, Node]]:
    word = b"def " + name + b"("
    start = source.data.find(word)
    while start >= 0:
        node: Node | None = source.root.named_descendant_for_byte_range(start, start + len(word) - 1)
        if node is not None and node.type == "function_definition":
            yield source, node
        start = source.data.find(word, start + 1)
