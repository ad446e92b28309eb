"""A tree made anew only where a text changed is the tree of the new text."""

import pytest
from tree_sitter import Node

from tools.syntax.python import Splice, parse, reparse

BEFORE = b"import os\n\nclass C(object):\n    def f(self):\n        if x:\n            return [1,\n  2]\n\ny = f(C())\n"

SPLICES = [
    [Splice(0, 9, b"from a import b")],
    [Splice(0, 0, b"import io\n")],
    [Splice(11, 70, b"")],
    [Splice(7, 9, b"sys"), Splice(55, 58, b"for"), Splice(101, 104, b"g\n\n(")],
    [Splice(len(BEFORE), len(BEFORE), b"def g():\n    pass\n")],
    [Splice(49, 49, b"\n\n    x = '''\n\n")],
]


def _flat(node: Node) -> list[tuple[str, int, int, tuple[int, int]]]:
    rows = [(node.type, node.start_byte, node.end_byte, (node.start_point.row, node.start_point.column))]
    return rows + [row for child in node.children for row in _flat(child)]


@pytest.mark.parametrize("splices", SPLICES)
def test_reparsing_gives_what_parsing_gives(splices: list[Splice]) -> None:
    after = BEFORE
    for start, end, text in reversed(splices):
        after = after[:start] + text + after[end:]
    tree = parse(BEFORE)
    flat = _flat(tree.root_node)
    assert _flat(reparse(tree, BEFORE, splices, after).root_node) == _flat(parse(after).root_node)
    assert _flat(tree.root_node) == flat
