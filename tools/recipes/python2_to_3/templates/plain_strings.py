"""Text met bytes, or a check for text, because a function on the way made a plain string of text by encoding it."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3.templates.returned_kind import GOT_BYTES
from tools.recipes.source import Source, delete
from tools.recipes.template import Failure, Fix, template

_MOST = 6
_ENCODED = re.compile(rb"(?<![\w.])([A-Za-z_][\w.]*)\s*=\s*\1\s*\.\s*encode\s*\(")
_ASKS_TEXT = re.compile(rb"\bassert\b[^\n]*\bisinstance\([^\n]*\bstr\b")


@template(
    "plain-strings",
    title="text is not encoded to be a plain string",
    pattern=rf"(?:{GOT_BYTES}|AssertionError:?\s*\Z)",
)
def plain_strings(failure: Failure) -> Iterable[Fix]:
    """``x = x.encode(…)`` in the functions that were running, nearest to the failure first.

    Python 2 wrote so, mostly after a test for ``unicode``, where it wanted the plain string. An assertion
    that says nothing must ask for ``str``.
    """
    if failure.exception.endswith("AssertionError") and not failure.message.strip():
        place = failure.place
        if place is None or not _ASKS_TEXT.search(place.source.text(nodes.statement(place.node))):
            return
    seen: set[tuple[str, int]] = set()
    for place in failure.places:
        function = enclosing_scope(place.node)
        for start, end in _encodings(place.source, function):
            if function.type == "function_definition" and (place.path, start) not in seen and len(seen) < _MOST:
                seen.add((place.path, start))
                yield Fix("Keep text as it is", ((place.path, delete(start, end)),))


def _encodings(source: Source, function: Node) -> Iterator[tuple[int, int]]:
    """Where the ``.encode(…)`` of each such assignment stands in ``function``."""
    for match in _ENCODED.finditer(source.lexed.mask, function.start_byte, function.end_byte):
        call = nodes.ancestor(source.node(match.end() - 1, match.end()), "call")
        method = call.child_by_field_name("function") if call is not None else None
        holder = method.child_by_field_name("object") if method is not None else None
        if call is not None and holder is not None and source.text(holder) == match.group(1):
            yield holder.end_byte, call.end_byte
