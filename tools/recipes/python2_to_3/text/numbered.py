"""Code that tests for ``str`` and takes the numbers of its characters: it means bytes, and text may come as well."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_LOOPS = frozenset({"for_in_clause", "for_statement"})


@recipe(
    "byte-numbers",
    title="Numbers of characters are taken of bytes as well",
    stage="builtins",
    words=("ord",),
)
def byte_numbers(source: Source, hit: Hit) -> Match | None:
    """``if isinstance(s, str): n = [ord(c) for c in s]``: a ``str`` of Python 2 is text now, or bytes.

    Both pass the test then, and the elements of bytes are taken for the numbers they are. Only where the
    loop goes over the very name that is tested around it, and ``str`` is all that is tested for.
    """
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    given = nodes.plain_arguments(call) if call is not None else None
    if call is None or not given or len(given) != 1 or given[0].type != "identifier" or not source.is_builtin(name):
        return None
    over = _looped_over(call, given[0].text or b"")
    kind = _tested(source, over) if over is not None else None
    if kind is None or source.legacy_only(call):
        return None
    character = source.text(given[0])
    number = b"(%s if isinstance(%s, int) else ord(%s))" % (character, character, character)
    binary = b"type(b'')" if source.bindings.is_bound(b"bytes", kind) else b"bytes"
    return Match(hit.start, (replace(call, number), replace(kind, b"(str, " + binary + b")")))


def _looped_over(call: Node, character: bytes) -> Node | None:
    """The name that the loop around ``call`` goes over, where ``character`` is its variable."""
    node = call.parent
    while node is not None and node.type not in ("function_definition", "class_definition", "lambda"):
        clauses = [node, *node.named_children] if node.type != "block" else []
        for clause in clauses:
            left, right = clause.child_by_field_name("left"), clause.child_by_field_name("right")
            if clause.type in _LOOPS and left is not None and right is not None and left.text == character:
                return right if right.type == "identifier" else None
        node = node.parent
    return None


def _tested(source: Source, over: Node) -> Node | None:
    """The ``str`` of the ``isinstance(over, str)`` that all around is run under."""
    child, node = over, over.parent
    while node is not None and node.type not in ("function_definition", "class_definition", "lambda"):
        condition = node.child_by_field_name("condition") if node.type in ("if_statement", "elif_clause") else None
        if condition is not None and child == node.child_by_field_name("consequence") and condition.type == "call":
            given = nodes.plain_arguments(condition) or []
            function = condition.child_by_field_name("function")
            asked = function is not None and function.text == b"isinstance" and len(given) == 2
            if asked and given[0].text == over.text and given[1].text == b"str" and source.is_builtin(given[1]):
                return given[1]
        child, node = node, node.parent
    return None
