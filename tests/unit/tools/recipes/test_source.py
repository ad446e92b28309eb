"""A source lets go of what was found out about its file."""

from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes.bindings import enclosing_scope
from tools.recipes.nodes import statement
from tools.recipes.source import Source

FACTS = ProjectFacts(frozenset({"a.py"}), ("",), frozenset())


def test_what_was_noted_on_any_text_of_the_file_is_dropped() -> None:
    first = Source("a.py", b"x = 1\n", FACTS)
    second = first.edited(b"x = 2\n")
    third = second.edited(b"x = 3\n")
    for source in (first, second, third):
        source.memo["note"] = source
    second.forget()
    assert not first.memo and not second.memo and not third.memo


def test_a_node_is_the_same_for_all_who_ask() -> None:
    source = Source("a.py", b"name = value\n", FACTS)
    assert source.node(0, 4) is source.node(0, 4)
    assert source.node(0, 4).type == "identifier"


def test_scopes_and_statements_are_not_kept_longer_than_their_file() -> None:
    source = Source("a.py", b"def f():\n    name = value\n", FACTS)
    name = source.node(13, 17)
    assert enclosing_scope(name).type == "function_definition" and statement(name).type == "expression_statement"
    source.forget()
    assert enclosing_scope.cache_info().currsize == statement.cache_info().currsize == 0
