"""What is sought in the result of a method whose callers decode it is bytes, as that result is."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.decoded_results import DECODED
from tools.recipes.python2_to_3._shared.learned_facts import names_of
from tools.recipes.python2_to_3._shared.literals import as_bytes, content, prefix_of
from tools.recipes.python2_to_3._shared.reaching import reaching
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_SOUGHT = re.compile(rb"\.(find|rfind|index|count|startswith|endswith)\([ \t]*[uUrR]*\"")


@recipe(
    "sought-in-encoded",
    title="What is sought in bytes is bytes",
    stage="text",
    pattern=r"\A",
)
def sought_in_encoded(source: Source, hit: Hit) -> Iterator[Match]:
    """``result.find(u'<p>')`` after ``result = x.xml()``, or ``x.xml().find('<p>')``, where another caller of ``xml``
    writes ``unicode(x.xml(), 'utf-8')``: ``find(b'<p>')``. Python 2 compared the two where they were ASCII.
    """
    known = names_of(source.project, DECODED)
    if not known or not any(name.encode() in source.lexed.words for name in known):
        return
    for sought in _SOUGHT.finditer(source.lexed.mask):
        found = nodes.method_call(source.node(*sought.span(1)))
        given = nodes.plain_arguments(found.call) if found is not None else None
        if found is None or not given or given[0].type != "string" or source.legacy_only(found.call):
            continue
        edits = as_bytes(source, given[0]) or _of_text(source, given[0])
        if edits and _is_encoded(source, nodes.bare(found.object), known):
            yield Match(sought.start(1), edits)


def _is_encoded(source: Source, value: Node, known: frozenset[str]) -> bool:
    """Whether ``value`` is what such a method gives, or a name that has nothing else."""
    if value.type == "identifier":
        bound = reaching(source, value)
        makers = [node.parent.child_by_field_name("right") for node in bound if node.parent is not None]
        return bool(makers) and all(
            made is not None and made.type == "call" and _is_encoded(source, made, known) for made in makers
        )
    function = value.child_by_field_name("function") if value.type == "call" else None
    name = function.child_by_field_name("attribute") if function is not None else None
    return name is not None and (name.text or b"").decode("utf-8", "replace") in known and not nodes.arguments(value)


def _of_text(source: Source, literal: Node) -> tuple[Edit, ...]:
    """The edit that makes bytes of ``u'…'``, where it holds nothing but ASCII."""
    text = content(source, literal)
    if prefix_of(source, literal) != b"u" or not text.isascii() or b"\\u" in text.lower() or b"\\N" in text:
        return ()
    return (Edit(start=literal.start_byte, end=literal.start_byte + 1, text=b"b"),)
