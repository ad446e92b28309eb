"""What the text around a place tells without the tree."""

import pytest

from tools.recipes.python2_to_3._shared import shapes
from tools.syntax.lexical import Lexed


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("f(a, b)", True),
        ("f (a,\n  b)", True),
        ("f(a)", False),
        ("f(g(a, b))", False),
        ("f(lambda a, b: 1)", False),
        ("f.x(a, b)", False),
        ("f = a, b", False),
        ("f('a, b')", False),
    ],
)
def test_calls_of_several_arguments(text: str, several: bool) -> None:
    assert shapes.takes_several(Lexed(text.encode()), 1) is several


@pytest.mark.parametrize(
    ("text", "bracket"),
    [("[x for", "["), ("f([a], (x for", "("), ("f([a]) for", ""), ("{(a): [b] for", "{"), ("'[' for", "")],
)
def test_the_innermost_open_bracket(text: str, bracket: str) -> None:
    at = shapes.opening(Lexed(text.encode()), text.index("for"))
    assert (text[at] if at >= 0 else "") == bracket


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("class C:\n    x = HERE", True),
        ("class C:\n    def f(self):\n        pass\n\n    x = HERE", True),
        ("class C:\n    if a:\n        x = HERE", True),
        ("class C:\n    def f(self):\n        if a:\n            x = HERE", False),
        ("class C:\n    def f(self): pass\n    if a:\n        x = HERE", True),
        ("class C:\n    pass\nx = HERE", False),
        ("def f():\n\n    x = HERE", False),
    ],
)
def test_lines_directly_in_a_class(text: str, inside: bool) -> None:
    lexed = Lexed(text.encode())
    assert shapes.may_be_in_class_body(lexed, lexed.line_start(text.index("HERE"))) is inside


def test_a_name_later_in_the_same_function_or_module() -> None:
    text = b"def f():\n    [x for x in y]\n    a.x\n    z\ndef g():\n    x\n"
    lexed, line = Lexed(text), text.index(b"    [x")
    assert not shapes.is_named_later(lexed, b"x", text.index(b"]"), line)
    assert shapes.is_named_later(lexed, b"z", text.index(b"]"), line)
    assert shapes.is_named_later(lexed, b"x", text.index(b"]"), -1), "where it starts is not known: to the end"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("try:\n  a\nexcept E as e:\n  b\n\n  c\nd\n", "\nd\n"),
        ("try: a\nexcept E as e: b\nd\n", "\nd\n"),
        ("def f():\n  try:\n    a\n  except E as e:\n    b\n  else:\n    c\n", "\n  else:\n    c\n"),
        ("try:\n  a\nexcept E as e:\n  b", ""),
    ],
)
def test_where_a_clause_ends(text: str, rest: str) -> None:
    assert text[shapes.block_end(Lexed(text.encode()), text.index("except")) :] == rest


@pytest.mark.parametrize(("text", "known"), [("a\nHERE", True), ("f(a,\n  HERE", False), ("a + \\\n HERE", False)])
def test_a_line_that_may_go_on_from_the_one_above_is_not_taken_for_a_statements(text: str, known: bool) -> None:
    assert (shapes.statement_line(Lexed(text.encode()), text.index("HERE")) >= 0) is known


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("a.word", True),
        ("a . word", True),
        ("a.\\\n word", True),
        ("\nword", True),
        ("f(word", False),
        ("a, word", False),
    ],
)
def test_what_may_stand_after_a_dot(text: str, may_be: bool) -> None:
    assert shapes.may_be_attribute(Lexed(text.encode()), text.index("word")) is may_be


@pytest.mark.parametrize(("text", "at"), [("f()", 1), ("f \\\n (x)", 5), ("f", -1), ("f.g()", -1), ("f)(x)", -1)])
def test_the_bracket_of_a_call(text: str, at: int) -> None:
    assert shapes.called_at(Lexed(text.encode()), 1) == at
