"""``exec "a, b = …"`` in a function bound its variables: now the assignment is written, and its value evaluated."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_ASSIGNMENT = re.compile(rb"[ \t]*(?P<names>[A-Za-z_]\w*(?:[ \t]*,[ \t]*[A-Za-z_]\w*)*)[ \t]*=(?!=)[ \t]*")


@recipe(
    "exec-assignment", title="exec() binds no variables of the function around it", stage="semantics", words=("exec",)
)
def exec_assignment(source: Source, hit: Hit) -> Match | None:
    """``exec('x = …')`` as a statement of a function, its code alone given, where the code's text starts with
    names and ``=`` in a plain literal: ``x = eval('…')``.

    The literal may be formatted or added to. One that holds more than a line or a statement is left.
    """
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    if call is None or not source.is_builtin(name) or call.parent is None or call.parent.type != "expression_statement":
        return None
    passed = nodes.plain_arguments(call)
    if passed is None or len(passed) != 1 or enclosing_scope(call).type != "function_definition":
        return None
    literal = _first_literal(passed[0])
    token = source.lexed.string_at(literal.start_byte) if literal is not None else None
    if token is None or token.prefix.lower() not in (b"", b"u") or source.legacy_only(call):
        return None
    text = source.data[token.content.start : token.content.end]
    match = _ASSIGNMENT.match(text)
    if match is None or b"\\n" in text or b"\n" in text or b";" in text or b"\r" in text:
        return None
    kept = text[match.end() :]
    if not kept and literal == passed[0]:
        return None
    edits = (
        Edit(start=name.start_byte, end=name.end_byte, text=match.group("names") + b" = eval"),
        Edit(start=token.content.start, end=token.content.start + match.end(), text=b""),
    )
    return Match(hit.start, edits)


def _first_literal(node: Node) -> Node | None:
    """The literal whose text the value of ``node`` starts with."""
    node = nodes.bare(node)
    while node.type in ("binary_operator", "concatenated_string"):
        first = node.named_children[0]
        node = nodes.bare(first)
    return node if node.type == "string" else None
