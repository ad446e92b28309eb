"""Builtins replaced by their name, and what examples print of them."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run_track

REWRITE = [
    pytest.param(
        "mock('raw_input', returns='x')\nraw_input()\n", "mock('input', returns='x')\nraw_input()\n", id="called after"
    ),
    pytest.param(
        "def test(monkeypatch):\n    monkeypatch.setattr(__builtin__, 'raw_input', lambda _: 'y')\n",
        "def test(monkeypatch):\n    monkeypatch.setattr(__builtin__, 'input', lambda _: 'y')\n",
        id="beside the module",
    ),
    pytest.param(
        "@mock.patch('__builtin__.raw_input')\ndef test(f): pass\n",
        "@mock.patch('__builtin__.input')\ndef test(f): pass\n",
        id="dotted",
    ),
    pytest.param(
        'self.mox.StubOutWithMock(__builtin__, "raw_input")\n',
        'self.mox.StubOutWithMock(__builtin__, "input")\n',
        id="a stub",
    ),
]
NOOP = [
    pytest.param("hasattr(__builtin__, 'unichr')\ngetattr(builtins, 'raw_input', input)\n", id="asked for"),
    pytest.param("mock('raw_input')\n", id="never called"),
    pytest.param("def f():\n    return raw_input()\ndef g():\n    mock('raw_input')\n", id="called elsewhere"),
    pytest.param("log('raw_input')\nraw_input()\ntable = {'raw_input': 1}\n", id="replaced by nobody"),
    pytest.param("mock(returns='raw_input')\nmock(x, 'raw_input')\nraw_input()\n", id="not what is replaced"),
    pytest.param("text.replace('%s', 'raw_input')\nraw_input()\n", id="text"),
]
OUTPUT = [
    pytest.param(
        "'''\n>>> mock(\"raw_input\", returns='x')\n>>> raw_input()\nCalled raw_input()\n'x'\n'''\n",
        "'''\n>>> mock(\"raw_input\", returns='x')\n>>> raw_input()\nCalled input()\n'x'\n'''\n",
        id="a tracker",
    ),
]
OUTPUT_NOOP = [
    pytest.param("'''\n>>> help()\nraw_input() reads a line.\n'''\n", id="replaced by nobody"),
    pytest.param("'''\n>>> mock('raw_input')\n\nNow raw_input() is a mock.\n'''\n", id="prose"),
    pytest.param("'''Called raw_input()\n>>> mock('raw_input')\n'''\n", id="before it"),
    pytest.param("mock('raw_input')\nraw_input()\n", id="code"),
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_names_of_replaced_builtins(before: str, after: str) -> None:
    check_rewrite("replaced-builtins", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_replaced_builtins_leaves(source: str) -> None:
    check_noop("replaced-builtins", source)


@pytest.mark.parametrize(("before", "after"), OUTPUT)
def test_output_of_replaced_builtins(before: str, after: str) -> None:
    check_rewrite("doctest-replaced-names", before, after)


@pytest.mark.parametrize("source", OUTPUT_NOOP)
def test_output_that_is_left(source: str) -> None:
    check_noop("doctest-replaced-names", source)


def test_with_all_other_recipes() -> None:
    before = (
        b"import __builtin__\n@mock.patch('__builtin__.raw_input')\ndef test(f):\n    print raw_input()\n"
        b"def g():\n    '''\n    >>> mock('raw_input')\n    >>> raw_input()\n    Called raw_input()\n    '''\n"
    )
    after = (
        b"import builtins\n@mock.patch('builtins.input')\ndef test(f):\n    print(input())\n"
        b"def g():\n    '''\n    >>> mock('input')\n    >>> input()\n    Called input()\n    '''\n"
    )
    assert run_track({"a.py": before})["a.py"] == after
