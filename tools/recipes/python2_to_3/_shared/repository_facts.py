"""What one file says of the bytes its functions and attributes give, hold and are handed: facts by name."""

import re
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.binary_evidence import evidence
from tools.recipes.python2_to_3._shared.byte_flows import byte_places
from tools.recipes.python2_to_3._shared.classes import SELVES, enclosing_class
from tools.recipes.python2_to_3._shared.functions import function_name, plain_parameters, position
from tools.recipes.python2_to_3._shared.helper_parameters import helpers
from tools.recipes.python2_to_3._shared.kind import BINARY
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.reaching import is_target, member_targets
from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.python2_to_3._shared.wants import asked_later, wanted
from tools.recipes.source import Source
from tools.syntax.words import occurrences

GIVES, HOLDS = -1, -2
"""In the place of the number of an argument: what a call gives, what an attribute holds."""
_TEXTS = frozenset({Kind.TEXT, Kind.TEXT_FILE, Kind.TEXT_LIST})
MAKERS = frozenset({b"__init__", b"__new__"})
COMMON = frozenset(
    name.encode()
    for kind in (str, bytes, dict, list, set, tuple, int)
    for name in dir(kind)
    if not name.startswith("__")
) | frozenset(b"read write readline readlines seek tell close flush open send recv run main load loads dump".split())
"""Names that objects of the standard library have as well."""
_ASKING = frozenset(b"write send dump dumps load loads".split())
"""Those of them that the standard library's objects have, but never without an argument."""
_ATTRIBUTE = re.compile(rb"\.(\w+)")
_CALLED = re.compile(rb"\b(?<!\.)([A-Za-z_]\w*)\(")
_OWN = re.compile(rb"\bself\.(\w+)[ \t]*(?:=(?!=)|,)")
_ENOUGH = 8
"""A use that must be bytes speaks for all definitions of a name, up to so many."""


class Fact(NamedTuple):
    """What one place says of a name."""

    name: bytes
    place: int
    """The argument, ``self`` not counted; ``GIVES`` or ``HOLDS``."""
    kind: Kind


def said(source: Source) -> Iterator[Fact]:
    """What the definitions of ``source`` say of themselves."""
    kinds = kinds_of(source)
    mask = source.lexed.mask
    seen: set[int] = set()
    for start, end in byte_places(source):
        for at in occurrences(mask, b"return", start, end):
            definition = enclosing_scope(source.node(at, at + 6))
            if definition.type != "function_definition" or definition.start_byte in seen:
                continue
            seen.add(definition.start_byte)
            kind, name = kinds.returned(definition), function_name(definition)
            if kind in BINARY and name and next(occurrences(mask, b"yield", at, definition.end_byte), None) is None:
                bare = name in _ASKING and not plain_parameters(source, definition)
                yield Fact(name + b"#0" if bare else name, GIVES, kind)
    for at in occurrences(mask, b"lambda") if b"lambda" in source.lexed.words else ():
        scope = source.node(at, at + 6)
        scope = scope if scope.type == "lambda" else scope.parent or scope
        body, name = scope.child_by_field_name("body"), function_name(scope)
        if name and body is not None and kinds.of(body) in BINARY:
            yield Fact(name, GIVES, kinds.of(body))
    for (start, parameter), kind in evidence(source).parameters.items():
        scope = _scope_at(source, start)
        index, name = position(source, scope, parameter), function_name(scope)
        if index >= 0 and name:
            yield Fact(_called(scope, name), index, kind)
            if scope.parent is not None and scope.parent.type == "module":
                yield Fact(PurePosixPath(source.path).stem.encode() + b"." + name, index, kind)
    for name, indices in helpers(source).items():
        for index in indices:
            yield Fact(name, index, Kind.BYTES)
    yield from _attributes(source)
    yield from _asked(source)
    yield from _asked_of_imported(source)


def _scope_at(source: Source, start: int) -> Node:
    node: Node | None = source.node(start, start + 3)
    while node is not None and node.type not in ("function_definition", "lambda"):
        node = node.parent
    return node if node is not None else source.root


def _called(scope: Node, name: bytes) -> bytes:
    """The name that is called to run ``scope``: for ``__init__`` that of the class."""
    around = enclosing_class(scope) if name in MAKERS else None
    found = around.child_by_field_name("name") if around is not None else None
    return (found.text or b"") if found is not None else name


def _attributes(source: Source) -> Iterator[Fact]:
    """What attributes of ``self`` hold, once for each place that assigns one."""
    kinds, mask, seen = kinds_of(source), source.lexed.mask, set[tuple[int, bytes]]()
    for start, end in byte_places(source):
        for match in _OWN.finditer(mask, start, end):
            node = source.node(match.start(1), match.end(1)).parent
            around = enclosing_class(node) if node is not None and is_target(node) else None
            if around is None or (around.start_byte, match[1]) in seen:
                continue
            seen.add((around.start_byte, match[1]))
            targets = member_targets(source, around, match[1])
            kind = kinds.shared(targets)
            if kind in BINARY:
                for _ in targets:
                    yield Fact(match[1], HOLDS, kind)


def _is_foreign(source: Source, holder: Node) -> bool:
    """Whether ``holder`` is a module of the standard library: what ``struct.pack`` gives says nothing of another."""
    module = module_of(source, holder)
    return module is not None and module.partition(".")[0] in sys.stdlib_module_names


def _asked(source: Source) -> Iterator[Fact]:
    """What must be bytes of what other files define: attributes and results that go where only bytes can."""
    kinds, mask = kinds_of(source), source.lexed.mask
    seen: set[tuple[bytes, int]] = set()
    for start, end in byte_places(source):
        for match in _ATTRIBUTE.finditer(mask, start, end):
            node = source.node(match.start(1), match.end(1)).parent
            if node is None or node.type != "attribute" or is_target(node):
                continue
            call, holder = nodes.call_of(node), node.child_by_field_name("object")
            if holder is None or holder.text in SELVES:
                continue
            if call is None and (node.parent is None or node.parent.type != "argument_list"):
                continue
            name = match[1]
            if call is not None and name in COMMON and len(nodes.arguments(call)) > 1:
                name = b"%b#%d" % (name, len(nodes.arguments(call)))
            key = name, GIVES if call is not None else HOLDS
            if key in seen or _is_foreign(source, holder) or kinds.of(call or node) not in (Kind.UNKNOWN, Kind.BYTES):
                continue
            if wanted(source, kinds, call or node) is Kind.BYTES or (
                call is not None and asked_later(source, kinds, call) is Kind.BYTES
            ):
                seen.add(key)
                yield from [Fact(*key, Kind.BYTES)] * _ENOUGH


def _asked_of_imported(source: Source) -> Iterator[Fact]:
    """What must be bytes of what functions give that are imported by name: ``struct.pack(…) + one_byte(x)``."""
    kinds, mask = kinds_of(source), source.lexed.mask
    seen: set[bytes] = set()
    for start, end in byte_places(source):
        for match in _CALLED.finditer(mask, start, end):
            name = match[1]
            if name in seen or name in COMMON or not _is_imported(source, name):
                continue
            call = nodes.call_of(source.node(match.start(1), match.end(1)))
            if call is None or kinds.of(call) not in (Kind.UNKNOWN, Kind.BYTES):
                continue
            if wanted(source, kinds, call) is Kind.BYTES or asked_later(source, kinds, call) is Kind.BYTES:
                seen.add(name)
                yield from [Fact(name, GIVES, Kind.BYTES)] * _ENOUGH


def _is_imported(source: Source, name: bytes) -> bool:
    found = source.imports.binding(name.decode("utf-8", "replace"))
    return bool(found) and all(one.name == one.bound for one in found)


def handed_on(source: Source) -> Iterator[Fact]:
    """What calls hand to functions that the file does not define itself, or to methods."""
    kinds, mask = kinds_of(source), source.lexed.mask
    seen: set[int] = set()
    for start, end in byte_places(source):
        at = mask.find(b"(", start, end)
        while at >= 0:
            call = source.node(at, at + 1).parent
            at = mask.find(b"(", at + 1, end)
            if call is None or call.type != "call" or call.start_byte in seen:
                continue
            function, given = call.child_by_field_name("function"), nodes.arguments(call)
            if function is None or kinds.dotted(function).partition(".")[0] in ("struct", "zlib"):
                continue
            name = function.child_by_field_name("attribute") if function.type == "attribute" else function
            if name is None or name.type != "identifier":
                continue
            for index, value in enumerate(given):
                if value.type in ("list_splat", "dictionary_splat", "keyword_argument"):
                    break
                kind = kinds.of(value)
                unclear = kind is Kind.UNKNOWN and not _is_parameter(source, value)
                if kind in BINARY or kind in _TEXTS or unclear:
                    yield Fact(name.text or b"", index, kind)


def _is_parameter(source: Source, value: Node) -> bool:
    """Whether ``value`` is handed on as it came."""
    scope = enclosing_scope(value)
    return (value.type == "identifier" and position(source, scope, value.text or b"") >= 0) or value.text in SELVES
