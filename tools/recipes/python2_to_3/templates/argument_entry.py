"""Functions that work with bytes throughout are given text, or the reverse: it is converted once, where they begin."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.conversions import ENCODINGS, reads_data
from tools.recipes.python2_to_3._shared.entry import converted, parameters
from tools.recipes.python2_to_3.templates.bytes_and_text import WANTS_BYTES, WANTS_TEXT
from tools.recipes.source import Source
from tools.recipes.template import Failure, Fix, Place, at, template

_REFUSED = r"TypeError: .*\b(?:string|str|bytes)\b"
_CHECKED = re.compile(rb"not\s+isinstance\(\s*(\w+)\s*,\s*(bytes|str)\s*\)")
_OPERATIONS = ("call", "binary_operator", "comparison_operator", "augmented_assignment")
_USES = 2
_MOST_NAMES = 3


@template(
    "argument-entry",
    title="functions make their kind of what they are given",
    pattern=f"(?:{_REFUSED}|{WANTS_BYTES.pattern}|{WANTS_TEXT.pattern})",
)
def argument_entry(failure: Failure) -> Iterable[Fix]:
    """``if isinstance(name, str): name = name.encode('utf-8')`` where a function begins, for parameters that the
    failing operation takes and that are used elsewhere in the function too; the reverse where text is wanted.

    Right for callers of both kinds, and in one step where a name is used in many places. A use that stands alone is
    left to ``bytes-and-text``.
    """
    told = f"{failure.exception}: {failure.message}"
    for place in failure.places[:2]:
        function = enclosing_scope(place.node)
        if function.type != "function_definition":
            continue
        for binary, names in _wanted(place, function, told):
            yield from _offers(place, function, names, binary=binary)


def _wanted(place: Place, function: Node, told: str) -> Iterator[tuple[bool, list[bytes]]]:
    """(whether bytes are wanted, the parameters that may be of the other kind)."""
    checked = _refusal(place)
    if checked is not None:
        yield checked[1] == b"bytes", [name for name in [checked[0]] if name in parameters(function)]
        return
    names = _taken(place, function)
    if WANTS_BYTES.search(told):
        yield True, names
    if WANTS_TEXT.search(told):
        yield False, names


def _refusal(place: Place) -> tuple[bytes, bytes] | None:
    """(name, kind) of the check that refused what was given, where the failing statement is a ``raise`` below it."""
    statement = nodes.statement(place.node)
    holder = statement.parent.parent if statement.type == "raise_statement" and statement.parent is not None else None
    test = holder.child_by_field_name("condition") if holder is not None and holder.type == "if_statement" else None
    match = _CHECKED.fullmatch(place.source.text(nodes.bare(test))) if test is not None else None
    return (match[1], match[2]) if match is not None else None


def _taken(place: Place, function: Node) -> list[bytes]:
    """The parameters that are operands of the failing operation, or parts of a sum that is one."""
    own = parameters(function)
    node = nodes.bare(place.node)
    operations = [node] if place.exact and node.type in _OPERATIONS else place.found(*_OPERATIONS)
    found = [place.source.text(leaf) for operation in operations for leaf in _leaves(operation)]
    return [name for name in dict.fromkeys(found) if name in own and _uses(place.source, function, name) >= _USES]


def _leaves(node: Node) -> Iterator[Node]:
    node = nodes.bare(node)
    if node.type == "identifier":
        yield node
    elif node.type == "call":
        for given in nodes.arguments(node):
            yield from _leaves(given) if given.type != "call" else ()
    elif node.type in _OPERATIONS or node.type in ("tuple", "list"):
        for side in node.named_children:
            yield from _leaves(side) if side.type != "call" else ()


def _uses(source: Source, function: Node, name: bytes) -> int:
    body = function.child_by_field_name("body")
    if body is None:
        return 0
    return len(re.findall(rb"(?<![\w.])%s(?!\w)" % re.escape(name), source.lexed.mask[body.start_byte : body.end_byte]))


def _offers(place: Place, function: Node, names: list[bytes], *, binary: bool) -> Iterator[Fix]:
    """All of them at once, then one by one; those converted already are left alone."""
    title = "Encode text where a function is given it" if binary else "Decode bytes where a function is given them"
    names = [name for name in names if not _settled(place.source, function, name, binary=binary)]
    data = binary and any(reads_data(call) for call in place.found("call"))
    for encoding, _ in ENCODINGS[::-1] if data else ENCODINGS:
        several = [names] if 1 < len(names) <= _MOST_NAMES else []
        for chosen in [*several, *([name] for name in names[:_MOST_NAMES])]:
            edit = converted(place.source, function, chosen, encoding.encode(), binary=binary)
            if edit is not None:
                yield Fix(title, at(place, edit))


def _settled(source: Source, function: Node, name: bytes, *, binary: bool) -> bool:
    """Whether the function makes that kind of ``name`` itself."""
    method = b"encode" if binary else b"decode"
    made = rb"(?<![\w.])%s\s*=\s*%s\.%s\(" % (re.escape(name), re.escape(name), method)
    return any(re.match(made, source.text(node)) for node in _assignments(function))


def _assignments(function: Node) -> Iterator[Node]:
    body = function.child_by_field_name("body")
    waiting = [body] if body is not None else []
    while waiting:
        node = waiting.pop()
        if node.type == "assignment":
            yield node
        waiting += node.named_children
