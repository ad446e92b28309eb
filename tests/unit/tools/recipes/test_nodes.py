"""Where a name, an argument and an operand belong."""

import pytest
from tree_sitter import Node

from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes import nodes
from tools.recipes.source import Source

FACTS = ProjectFacts(frozenset({"a.py"}), ("",), frozenset())


def named(text: bytes) -> tuple[Source, Node]:
    """The source ``text``, and the first ``x`` in it."""
    source = Source("a.py", text, FACTS)
    at = text.index(b"x")
    return source, source.node(at, at + 1)


@pytest.mark.parametrize(("text", "whole"), [(b"a.b.x(1)", b"a.b.x"), (b"x(1)", b"x"), (b"x.y", b"x")])
def test_what_a_name_is_the_last_part_of(text: bytes, whole: bytes) -> None:
    source, name = named(text)
    assert source.text(nodes.reference(name)) == whole


@pytest.mark.parametrize(
    ("text", "call"),
    [
        (b"f(1, x)", b"f(1, x)"),
        (b"f((x))", b""),
        (b"f(k=x)", b""),
        (b"x(1)", b""),
        (b"class A(x): pass", b""),
    ],
)
def test_the_call_that_an_argument_is_handed_to(text: bytes, call: bytes) -> None:
    source, name = named(text)
    found = nodes.taker(name)
    assert (source.text(found) if found is not None else b"") == call


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (b"f((a + (x)) + 1)", b"(a + (x)) + 1"),
        (b"f(((a + x)))", b"((a + x))"),
        (b"f(x)", b"x"),
        (b"a or x + 1", b"x + 1"),
    ],
)
def test_the_operation_that_an_operand_is_part_of(text: bytes, whole: bytes) -> None:
    source, name = named(text)
    assert source.text(nodes.operation(name)) == whole
