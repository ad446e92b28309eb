"""The functions and classes of a file, by qualified name."""

from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from overhaul.domain.anchored import Definition
from tools.syntax.python import parse

_KINDS = {"function_definition": "function", "class_definition": "class"}
_SIMPLE = ("expression_statement", "import_statement", "import_from_statement")


def outline(data: bytes) -> tuple[Definition, ...]:
    """Every function and class of ``data``, in order, those inside others after them.

    What stands in a function counts as part of it and is not listed. Of several with one name (a property and
    its setter, the branches of an ``if``) the second is ``name#2``.
    """
    seen: Counter[str] = Counter()
    found = []
    for name, outer, inner in _definitions(parse(data).root_node):
        seen[name] += 1
        known = name if seen[name] == 1 else f"{name}#{seen[name]}"
        start, end = outer.start_byte, _end(data, inner)
        head = data[inner.start_byte : end].split(b"\n", 1)[0].decode("utf-8", "replace").rstrip()
        first = outer.start_point.row + 1
        last = first + data.count(b"\n", start, end)
        found.append(Definition(known, _KINDS[inner.type], start, end, first, last, head, inner.start_byte))
    return tuple(found)


def _definitions(root: Node) -> Iterator[tuple[str, Node, Node]]:
    """(qualified name, the node with its decorators, the definition itself), however deep code is nested."""
    waiting = [(root, "")]
    while waiting:
        node, prefix = waiting.pop()
        inner = node
        if node.type == "decorated_definition":
            inner = node.child_by_field_name("definition") or node
        if inner.type not in _KINDS:
            if node.type not in _SIMPLE:
                waiting += [(child, prefix) for child in reversed(node.named_children)]
            continue
        named = inner.child_by_field_name("name")
        name = prefix + (named.text or b"").decode("utf-8", "replace") if named is not None else ""
        if name:
            yield name, node, inner
        body = inner.child_by_field_name("body")
        if inner.type == "class_definition" and body is not None:
            waiting.append((body, f"{name}."))


def _end(data: bytes, node: Node) -> int:
    """The end of the last line with code: the grammar may count blank lines and comments after it as the body's."""
    return node.start_byte + len(data[node.start_byte : node.end_byte].rstrip())
