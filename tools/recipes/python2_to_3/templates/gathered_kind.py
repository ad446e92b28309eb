"""A test was given lists of bytes and wanted text: what a function gathers is gathered as it was."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.kind_calls import method_name
from tools.recipes.python2_to_3.templates.returned_kind import GOT_BYTES, called, definitions
from tools.recipes.source import Source, delete
from tools.recipes.template import Failure, Fix, template

_GATHER = frozenset({b"append", b"insert", b"add", b"setdefault", b"extend"})
_WITHIN = frozenset(
    {"tuple", "list", "set", "dictionary", "pair", "list_comprehension", "set_comprehension", "generator_expression",
     "dictionary_comprehension", "conditional_expression", "parenthesized_expression", "argument_list"}
)  # fmt: skip
_MOST = 6


@template("gathered-kind", title="what functions gather is the kind their readers want", pattern=GOT_BYTES)
def gathered_kind(failure: Failure) -> Iterable[Fix]:
    """``found.append((name.encode('utf-8'), x))``, ``return [x.encode('utf-8') for x in y]``: without the encoding, in
    what the test's failing line calls and in what that calls in its file.

    What functions of the file decode again that use such a one is left as it is then, too.
    """
    if failure.test is None or not failure.deepest_in_test:
        return
    seen: set[tuple[str, int]] = set()
    for name in called(failure.test):
        for source, function in definitions(failure, name):
            for one in [function, *_callees(source, function)]:
                edits = list(_gathered(one))
                if edits and (source.path, one.start_byte) not in seen and len(seen) < _MOST:
                    seen.add((source.path, one.start_byte))
                    made = dict.fromkeys((*edits, *_decoded_again(source, one)))
                    yield Fix("Gather text as it is", tuple((source.path, edit) for edit in made))


def _gathered(function: Node) -> Iterator[Edit]:
    """The ``.encode(…)`` of what ``function`` puts into what it gives."""
    for call in _calls(function, b"encode"):
        holder = nodes.bare(call.child_by_field_name("function") or call).child_by_field_name("object")
        if holder is not None and _is_gathered(call):
            yield delete(holder.end_byte, call.end_byte)


def _is_gathered(call: Node) -> bool:
    """Whether ``call`` is an element of what is returned, or of what a list or set is given."""
    node, collected = call, False
    while node.parent is not None and node.parent.type in _WITHIN:
        node = node.parent
        collected = collected or node.type not in (
            "parenthesized_expression",
            "conditional_expression",
            "argument_list",
        )
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "call":
        return node.type == "argument_list" and method_name(parent) in _GATHER
    if parent.type == "assignment" and (target := parent.child_by_field_name("left")) is not None:
        return target.type == "subscript"
    return parent.type in ("return_statement", "yield") and collected


def _calls(function: Node, method: bytes) -> Iterator[Node]:
    waiting = [function]
    while waiting:
        node = waiting.pop()
        waiting += node.named_children
        if node.type == "call" and method_name(node) == method:
            yield node


def _callees(source: Source, function: Node, depth: int = 2) -> Iterator[Node]:
    """The functions of the file that ``function`` calls, and those they call."""
    text = source.lexed.mask[function.start_byte : function.end_byte]
    for name in dict.fromkeys(re.findall(rb"(?:\bself\.|(?<![\w.]))(\w+)\(", text)):
        for match in re.finditer(rb"\bdef[ \t]+%s\(" % re.escape(name), source.lexed.mask):
            found = source.node(match.start(), match.end() - 1)
            if found.type == "function_definition" and found != function:
                yield found
                if depth > 1:
                    yield from _callees(source, found, depth - 1)


def _decoded_again(source: Source, function: Node) -> Iterator[Edit]:
    """The ``.decode(…)`` in functions of the file that use ``function``, by way of others too."""
    name = function.child_by_field_name("name")
    used, waiting = set(), [name.text or b""] if name is not None else []
    while waiting:
        for match in re.finditer(rb"\.%s\(" % re.escape(waiting.pop()), source.lexed.mask):
            user = enclosing_scope(source.node(match.start() + 1, match.end() - 1))
            if user.type != "function_definition" or user.start_byte in used:
                continue
            used.add(user.start_byte)
            if (called_by := user.child_by_field_name("name")) is not None:
                waiting.append(called_by.text or b"")
            for call in _calls(user, b"decode"):
                holder = nodes.bare(call.child_by_field_name("function") or call).child_by_field_name("object")
                if holder is not None and holder.type in ("identifier", "subscript"):
                    yield delete(holder.end_byte, call.end_byte)
