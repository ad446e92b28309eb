"""Definitions that are gone or empty, handlers that hide errors, comparisons that look at nothing, tests in sources."""

import pytest

from tools.checks.gate.context import Change
from tools.checks.gate.definitions import _emptied, _gone, swallowers
from tools.checks.gate.embedded import embedded_problems, examples
from tools.checks.gate.equality import equal_to_all


def change(before: str, after: str, *, by_recipe: bool = False) -> Change:
    return Change("m.py", before.encode(), before.encode(), after.encode(), by_recipe)


GONE = [
    ("def f(): pass\n", "", ["f"]),
    ("class A:\n    def b(self): pass\n", "class A:\n    pass\n", ["A.b"]),
    ("class A:\n    def next(self): pass\n", "class A:\n    def __next__(self): pass\n", []),
    ("def _f(): pass\n", "", []),
    ("try:\n    def f(): pass\nexcept E:\n    def f(): pass\n", "def f(): pass\n", []),
    ("def f():\n    def g(): pass\n", "def f(): pass\n", []),
    ("if x:\n    def f(): pass\n", "def f(a): pass\n", []),
]


@pytest.mark.parametrize(("before", "after", "names"), GONE)
def test_gone(before: str, after: str, names: list[str]) -> None:
    assert list(_gone(change(before, after))) == names


EMPTIED = [
    ("return g(1)", "pass", True),
    ("return g(1)", "return None", True),
    ("return g(1)", "return", True),
    ("return g(1)", "'''Words.'''\n    return 'x'", True),
    ("return g(1)", "raise NotImplementedError('x')", True),
    ("return g(1)", "...", True),
    ("return g(1)", "return h(1)", False),
    ("return g(1)", "return f'{g(1)}'", False),
    ("return u'x'", "return 'x'", False),
    ("pass", "pass", False),
    ("return g(1)", "raise TypeError(x)", False),
]


@pytest.mark.parametrize(("before", "after", "is_empty"), EMPTIED)
def test_emptied(before: str, after: str, is_empty: bool) -> None:
    assert list(_emptied(change(f"def f():\n    {before}\n", f"def f():\n    {after}\n"))) == ["f"] * is_empty


@pytest.mark.parametrize(
    ("clause", "number"),
    [
        ("except:\n    pass", 1),
        ("except Exception:\n    pass", 1),
        ("except Exception as e:\n    # nothing\n    pass", 1),
        ("except Exception, e:\n    pass", 1),
        ("except ValueError:\n    pass", 0),
        ("except Exception:\n    log()", 0),
        ("except StopIteration:\n    return", 0),
    ],
)
def test_swallowers(clause: str, number: int) -> None:
    assert swallowers(f"try:\n    f()\n{clause}\n".encode()) == number


@pytest.mark.parametrize(
    ("method", "number"),
    [
        ("def __eq__(self, other):\n        return True", 1),
        ("def __eq__(self, other):\n        '''Words.'''\n        return self is self", 1),
        ("def __eq__(self, other):\n        return not other is None", 1),
        ("def __ne__(self, other):\n        return isinstance(other, object)", 1),
        ("__eq__ = lambda self, other: True", 1),
        ("def __eq__(self, other):\n        return self.x == other.x", 0),
        ("def __eq__(self, other):\n        return isinstance(other, A)", 0),
        ("def __eq__(self, other):\n        return NotImplemented", 0),
        ("def __lt__(self, other):\n        return self.key < other", 0),
        ("__eq__ = other_method", 0),
        ("def f(self, other):\n        return True", 0),
    ],
)
def test_equal_to_all(method: str, number: int) -> None:
    assert equal_to_all(f"class A:\n    {method}\n".encode()) == number


CASE = "class T(TestCase):\n    def test_a(self):\n        self.assertEqual(f(1), 2)\n\n\ndef f(x):\n    return x + 1\n"


def problems(before: str, after: str, *, by_recipe: bool = False) -> list[str]:
    return list(embedded_problems(change(before, after, by_recipe=by_recipe), frozenset({"T"})))


def test_tests_in_a_source_stay_and_its_code_may_change() -> None:
    assert problems(CASE, CASE.replace("x + 1", "1 + x")) == []
    assert problems(CASE, CASE.replace("(1), 2", "(2), 3")) == ["T is a test: tests change by recipes only"]
    assert problems(CASE, CASE.replace("(1), 2", "(2), 3"), by_recipe=True) == []
    assert problems(CASE, CASE.replace("assertEqual", "assertTrue"), by_recipe=True)
    assert problems(CASE, CASE.replace("class T", "class U"))


def test_examples_stay_with_what_they_should_give() -> None:
    text = 'def f():\n    """Words.\n\n    >>> f()\n    1\n    >>> g(1,\n    ...   2)\n    """\n    return 1\n'
    assert examples(text.encode()).total() == 2
    assert problems(text, text.replace("return 1", "return 2 - 1")) == []
    assert problems(text, text.replace("    1\n", "    2\n"))
    assert problems(text, text.replace(">>> f()", ">>> 1"))
    assert problems(text, text.replace("    1\n", "    2\n"), by_recipe=True) == []
