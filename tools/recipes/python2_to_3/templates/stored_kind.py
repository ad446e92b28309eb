"""A test read bytes from an attribute and wanted text, or the reverse: what is stored there is stored as it was."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3.templates.returned_kind import GOT_BYTES, GOT_TEXT, called
from tools.recipes.source import Source, delete
from tools.recipes.template import Failure, Fix, template, walk

_MOST = 8
_STORED_BY_NAME = re.compile(rb"\bsetattr\s*\(")


@template("stored-kind", title="attributes hold the kind their readers want", pattern=f"(?:{GOT_BYTES}|{GOT_TEXT})")
def stored_kind(failure: Failure) -> Iterable[Fix]:
    """Values that are encoded, or decoded, as they are stored in an attribute that the test's failing line, or
    one before it, reads: ``self.text = node.text.encode('utf-8')``. Python 2 wrote so to have a plain string.

    All such values of one attribute in one file change together; so do those that ``setattr`` stores in a
    file, where no attribute is found.
    """
    if failure.test is None or not failure.deepest_in_test:
        return
    names = called(failure.test)
    for method, pattern in ((b"encode", GOT_BYTES), (b"decode", GOT_TEXT)):
        if re.search(pattern, failure.match.string, re.DOTALL):
            yield from list(_offers(failure, names, method))[:_MOST]


def _offers(failure: Failure, names: list[bytes], method: bytes) -> Iterator[Fix]:
    patterns = [re.compile(rb"\." + re.escape(name) + rb"\s*(?:\[[^\]\n]*\]\s*)?=(?!=)") for name in names]
    found = False
    for pattern in [*patterns, _STORED_BY_NAME]:
        if pattern is _STORED_BY_NAME and found:
            return
        for source in failure.sources():
            if b"." + method + b"(" not in source.data:
                continue
            edits = [edit for match in pattern.finditer(source.lexed.mask) for edit in _kept(source, match, method)]
            if edits:
                found = True
                kind = "text" if method == b"encode" else "bytes"
                yield Fix(f"Store {kind} in an attribute as it is", tuple(dict.fromkeys(edits)))


def _kept(source: Source, match: re.Match[bytes], method: bytes) -> Iterator[tuple[str, Edit]]:
    """The edits that leave ``method`` out of what is stored at ``match``."""
    statement = nodes.statement(source.node(match.start(), match.end()))
    for node in walk(statement):
        if node.type == "call" and node.start_byte >= match.start() and _is_kept(node, method):
            function = node.child_by_field_name("function")
            holder = function.child_by_field_name("object") if function is not None else None
            if holder is not None:
                yield source.path, delete(holder.end_byte, node.end_byte)


def _is_kept(call: Node, method: bytes) -> bool:
    """Whether ``call`` is ``x.method(…)`` and is itself what is assigned, or what ``setattr`` is given."""
    function, holder = call.child_by_field_name("function"), nodes.outermost(call).parent
    name = function.child_by_field_name("attribute") if function is not None and function.type == "attribute" else None
    if name is None or name.text != method or holder is None:
        return False
    while holder.parent is not None and holder.type in ("conditional_expression", "boolean_operator"):
        holder = holder.parent
    return holder.type in ("assignment", "argument_list")
