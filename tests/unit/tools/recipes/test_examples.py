"""Interactive examples go through the stages like any code; prompts and outputs stay."""

import pytest

from overhaul.domain.edits import apply_edits
from overhaul.domain.ports.recipes import ProjectFacts
from tests.support.recipes import TRACK, check_noop, check_rewrite, run, run_track
from tools.recipes import examples
from tools.recipes.registry import load
from tools.syntax.lexical import Lexed


def syntax(source: str, path: str = "module.py") -> str:
    (stage,) = [stage for stage in load(TRACK).info.stages if stage.id == "syntax"]
    facts = ProjectFacts(frozenset({path}), ("",), frozenset())
    (outcome,) = load(TRACK).engine.apply([stage], {path: source.encode()}, facts)
    assert not outcome.problems
    return outcome.contents.get(path, source.encode()).decode()


REWRITE = [
    pytest.param(
        'def f(x):\n    """Doc.\n\n    >>> print f(1), 0777\n    1 511\n    """\n',
        'def f(x):\n    """Doc.\n\n    >>> print(f(1), 0o777)\n    1 511\n    """\n',
        id="one line in a docstring",
    ),
    pytest.param(
        "'''\n>>> for x in 1, 2:\n...     print x,\n...\n1 2\n>>> x <> 1\nTrue\n'''\n",
        "'''\n>>> for x in 1, 2:\n...     print(x, end=' ')\n...\n1 2\n>>> x != 1\nTrue\n'''\n",
        id="a block",
    ),
    pytest.param(
        "'''\n  >>> def f((a, b)):\n  ...     return a\n  >>> f((1, 2))\n  1\n'''\n",
        "'''\n  >>> def f(a_b):\n  ...     a, b = a_b\n  ...     return a\n  >>> f((1, 2))\n  1\n'''\n",
        id="a line more",
    ),
    pytest.param(
        '"""\r\n>>> print 1\r\n1\r\n"""\r\nprint 2\r\n',
        '"""\r\n>>> print(1)\r\n1\r\n"""\r\nprint(2)\r\n',
        id="CRLF, and code outside",
    ),
    pytest.param(
        "'''\n>>> print '\\\\d', 'it\\'s'\n'''\n",
        "'''\n>>> print('\\\\d', 'it\\'s')\n'''\n",
        id="backslashes that stay",
    ),
    pytest.param(
        'x = """\n>>> print html(\n...   \\"a(\\", \\\'b\\\')\n"""\n',
        'x = """\n>>> print(html(\n...   \\"a(\\", \\\'b\\\'))\n"""\n',
        id="escaped quotes",
    ),
    pytest.param(
        "'''\n>>> print 'can\\\\'t,', x\n'''\n",
        "'''\n>>> print('can\\\\'t,', x)\n'''\n",
        id="an escaped backslash before a quote",
    ),
    pytest.param(
        "'''\n>>> print 'a\\\\n',\n'''\n",
        "'''\n>>> print('a\\\\n', end='')\n'''\n",
        id="an escaped line break",
    ),
    pytest.param(
        "'''>>> print 1'''\nx = '>>> print 2'\n",
        "'''>>> print(1)'''\nx = '>>> print(2)'\n",
        id="no line break",
    ),
]

NOOP = [
    pytest.param("'''\n>>> print(1)\n1\n... print 3\n'''\n", id="dots after output are no code"),
    pytest.param("'''\nprint 1\n  print >>> x\n'''\n", id="text with a prompt's characters"),
    pytest.param("# >>> print 1\n", id="comment"),
    pytest.param("b'''\n>>> print 1\n'''\n", id="bytes"),
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_examples_are_rewritten(before: str, after: str) -> None:
    assert syntax(before) == after
    assert syntax(after) == after


@pytest.mark.parametrize("source", NOOP)
def test_examples_that_are_left(source: str) -> None:
    assert syntax(source) == source


def test_text_files_are_examples_as_a_whole() -> None:
    before = "Title\n=====\n\n    >>> print x,\n    1\n\nprint is a word.\n\n>>> print `x`\n"
    after = "Title\n=====\n\n    >>> print(x, end='')\n    1\n\nprint is a word.\n\n>>> print(repr(x))\n"
    assert syntax(before, "docs/guide.rst") == after
    assert syntax(before, "docs/guide.md") == before


def test_python3_files_keep_their_examples() -> None:
    source = "async def f():\n    '''\n    >>> print 1\n    '''\n"
    assert syntax(source) == source


def test_examples_of_one_docstring_share_their_names() -> None:
    source = b"'''\n>>> import io\n>>> x = 1\nout\n'''\n'''\n>>> y\n'''\n"
    found = examples.regions(Lexed(source), is_text=False)
    assert [region.text for region in found] == [b"import io\nx = 1\n", b"y\n"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (b"import a\nx\ny\n", b"'''\n  >>> import a\n  >>> x\n  1\n  >>> y\n'''\n"),
        (b"x\nimport a\ny\n", b"'''\n  >>> x\n  1\n  >>> import a\n  >>> y\n'''\n"),
        (b"y\n", b"'''\n  1\n  >>> y\n'''\n"),
        (b"x\ny\n  z\n", b"'''\n  >>> x\n  1\n  >>> y\n  ...   z\n'''\n"),
    ],
    ids=["before the first", "between", "gone", "after the last"],
)
def test_lines_that_come_and_go(code: bytes, expected: bytes) -> None:
    source = b"'''\n  >>> x\n  1\n  >>> y\n'''\n"
    (region,) = examples.regions(Lexed(source), is_text=False)
    made = examples.changes(region, code, b"\n")
    assert made is not None
    assert apply_edits(source, [change.edit for change in made]) == expected


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"'''\n>>> '\\d'\n'''\n", b"'\\\\d'\n"),
        (b"'''\n>>> x\n'''\n", b"x + '''y'''\n"),
        (b"'>>> x'\n", b"x + 'y'\n"),
        (b"'''\n>>> if x:\n...   y\n'''\n", b"  y\n"),
    ],
    ids=["backslashes", "quotes of the docstring", "quotes of a short string", "half an example"],
)
def test_what_cannot_be_written_there_is_left(source: bytes, code: bytes) -> None:
    (region,) = examples.regions(Lexed(source), is_text=False)
    assert examples.changes(region, code, b"\n") is None


OUTPUT = [
    ("'''\n>>> x\n{u'a': u\"b\", 1: 10L}\n'''\n", "'''\n>>> x\n{'a': \"b\", 1: 10}\n'''\n"),
    ("'''\n>>> for a in b:\n...    a\nu'a'\nu'b'\n'''\n", "'''\n>>> for a in b:\n...    a\n'a'\n'b'\n'''\n"),
    ("'''\n>>> type(x)\n<type 'unicode'>\n'''\n", "'''\n>>> type(x)\n<class 'str'>\n'''\n"),
    (
        "'''\n>>> E\n<type 'exceptions.KeyError'>\n'''\n",
        "'''\n>>> E\n<class 'KeyError'>\n'''\n",
    ),
    (
        "'''\n>>> x\nset([u'a', 1])\n(set([]), frozenset([2]), frozenset([]))\n'''\n",
        "'''\n>>> x\n{'a', 1}\n(set(), frozenset({2}), frozenset())\n'''\n",
    ),
    (
        "'''\n>>> x\nTraceback (most recent call last):\n    ...\nTypeError: <type 'int'>\n'''\n",
        "'''\n>>> x\nTraceback (most recent call last):\n    ...\nTypeError: <class 'int'>\n'''\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), OUTPUT)
def test_output_that_is_certain(before: str, after: str) -> None:
    check_rewrite("doctest-output", before, after)


@pytest.mark.parametrize(
    "source",
    [
        "'''\n>>> x\n\nu'a'\n'''\n",
        "'''\n>>> u'a'\n'''\n",
        "'''\n>>> x\n'menu' + menu'a' 'u'b'' u'\\xe9'\n<type 'instance'>\n'''\n",
        "u'a', 10L\n",
        "'''\n>>> x\nmyset([1]) set([[1]]) set([1,\n2])\n'''\n",
    ],
)
def test_output_that_is_left(source: str) -> None:
    check_noop("doctest-output", source)


def test_output_in_a_text_file() -> None:
    assert run("doctest-output", b"  >>> x\n  u'a'\n", path="a.txt") == b"  >>> x\n  'a'\n"


@pytest.mark.parametrize("path", ["a.txt", "a.py"])
def test_examples_stay_of_the_dialect_they_were_written_in(path: str) -> None:
    """A print that became a call with ``end`` could be Python 3's: the import is looked at all the same."""
    before = b">>> from cStringIO import StringIO\n>>> print StringIO('a').read(),\na\n"
    after = b">>> from io import StringIO\n>>> print(StringIO('a').read(), end='')\na\n"
    quotes = b"" if path == "a.txt" else b"'''\n"
    assert run_track({path: quotes + before + quotes})[path] == quotes + after + quotes
