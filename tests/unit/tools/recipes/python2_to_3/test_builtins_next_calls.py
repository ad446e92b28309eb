"""next() is asked of the builtin."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("node = node.next\n", id="a linked list"),
        pytest.param(
            """\
class Parser:
    def next(self): pass
    def f(self):
        return self.next()
""",
            id="a plain method",
        ),
        pytest.param("x = wizard.next(2)\n", id="arguments"),
        pytest.param(
            "try:\n    line = lines.next()\nexcept AttributeError:\n    line = next(lines)\n", id="a fallback"
        ),
        pytest.param("def f(node):\n    after = node.next\n    return after\n", id="kept and not called"),
    ],
)
def test_next_call_leaves(source: str) -> None:
    check_noop("next-call", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("row = self.reader.next()\n", "row = next(self.reader)\n", id="stdlib csv 2.7"),
        pytest.param(
            "try:\n    token = tokens.next()\nexcept (StopIteration, AttributeError):\n    token = None\n",
            "try:\n    token = tokens.__next__()\nexcept (StopIteration, AttributeError):\n    token = None\n",
            id="a handler for None",
        ),
        pytest.param(
            """\
def f(it):
    next = it.next()
    return next
""",
            """\
def f(it):
    next = it.__next__()
    return next
""",
            id="a name that hides the builtin",
        ),
        pytest.param(
            "x = tokenize.generate_tokens(iter(lines).next)\n",
            "x = tokenize.generate_tokens(iter(lines).__next__)\n",
            id="an iterator made at once",
        ),
        pytest.param("self.get = (x for x in y).next\n", "self.get = (x for x in y).__next__\n", id="an assignment"),
        pytest.param(
            "assertRaises(Error, nodes.next)\n", "assertRaises(Error, nodes.__next__)\n", id="called by an assertion"
        ),
        pytest.param("for x in iter(it.next, None): pass\n", "for x in iter(it.__next__, None): pass\n", id="until"),
        pytest.param(
            "def f():\n    def number():\n        yield 1\n    number = number().next\n",
            "def f():\n    def number():\n        yield 1\n    number = number().__next__\n",
            id="a generator of the file",
        ),
        pytest.param(
            "def f(stream):\n    more = stream.next\n    for x in stream:\n        y = more()\n",
            "def f(stream):\n    more = stream.__next__\n    for x in stream:\n        y = more()\n",
            id="kept and called",
        ),
    ],
)
def test_next_call_rewrites(before: str, after: str) -> None:
    check_rewrite("next-call", before, after)
