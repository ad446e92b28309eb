"""Functions that give a plain string of whatever they are given: that is text now."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.coding import drop_method
from tools.recipes.python2_to_3._shared.kinds import returns
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_ENCODED = re.compile(rb"(?:unicode|str)\(\w+\)\.encode\([^()]*\)")
"""What gave a plain string of anything else."""
_BINARY = re.compile(rb"byte|utf|encod|raw|octet|bin", re.IGNORECASE)


@recipe("native-strings", title="Functions that make plain strings give text", stage="text", words=("encode",))
def native_strings(source: Source, hit: Hit) -> Match | None:
    """``if isinstance(x, str): return x.encode(…)`` in a function that else gives ``str(x)``.

    Python 2 wrote so to have a plain string of text (``unicode``), of a plain string (``str`` then, ``bytes`` now:
    it is decoded) and of anything else, by way of text as well. Left alone in functions whose name asks for bytes.
    """
    found = nodes.method_call(source.node(hit.start, hit.end))
    given = found.call.parent if found is not None else None
    if found is None or given is None or given.type != "return_statement" or found.object.type != "identifier":
        return None
    subject, function = found.object.text or b"", enclosing_scope(given)
    name = function.child_by_field_name("name")
    if name is None or _BINARY.search(name.text or b"") or source.legacy_only(given):
        return None
    kind = _asked(given, subject)
    if kind not in (b"unicode", b"str"):
        return None
    plain = (b"str", b"bytes") if kind == b"unicode" else (b"bytes",)
    values = [value for value in returns(source, function) if value != found.call]
    if not any(source.text(value) == b"str(" + subject + b")" for value in values):
        return None
    arguments = found.call.child_by_field_name("arguments")
    decoding = b".decode" + (source.text(arguments) if arguments is not None else b"()")
    kept = [
        value for value in values if source.text(value) == subject and _asked(nodes.statement(value), subject) in plain
    ]
    edits: list[Edit] = [*drop_method(found.call), *(insert(value.end_byte, decoding) for value in kept)]
    for value in values:
        if _ENCODED.fullmatch(source.text(value)) and subject in source.text(value):
            edits += drop_method(value)
    return Match(hit.start, tuple(edits))


def _asked(statement: Node, subject: bytes) -> bytes:
    """The type that the branch which ``statement`` begins asks ``subject`` for; empty where it begins none."""
    block = statement.parent
    holder = block.parent if block is not None and block.type == "block" else None
    if block is None or holder is None or block.named_children[0] != statement:
        return b""
    test = holder.child_by_field_name("condition")
    if holder.child_by_field_name("consequence") != block or test is None:
        return b""
    text = b"".join((test.text or b"").split())
    opening = b"isinstance(" + subject + b","
    return text[len(opening) : -1] if text.startswith(opening) and text.endswith(b")") else b""
