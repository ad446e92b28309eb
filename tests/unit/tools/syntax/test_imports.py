"""Imports read from tokens."""

import pytest

from tools.syntax.imports import Import, imports
from tools.syntax.lexical import Lexed


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", []),
        ("import a", [("a", 0, ())]),
        ("import a, b.c as d", [("a", 0, ()), ("b.c", 0, ())]),
        ("from a import b", [("a", 0, ("b",))]),
        ("from a.b import (c as d,\n    e,  # why\n)", [("a.b", 0, ("c", "e"))]),
        ("from a import *", [("a", 0, ("*",))]),
        ("from . import x", [("", 1, ("x",))]),
        ("from .. import x, y", [("", 2, ("x", "y"))]),
        ("from ...a.b import c", [("a.b", 3, ("c",))]),
        ("from .a import b", [("a", 1, ("b",))]),
        ("import a \\\n  , b", [("a", 0, ()), ("b", 0, ())]),
        ("if x: import a; import b", [("a", 0, ()), ("b", 0, ())]),
        (
            "def f():\n    try:\n        import json\n    except ImportError:\n        import simplejson",
            [("json", 0, ()), ("simplejson", 0, ())],
        ),
        ("x = 'import a'  # import b", []),
        ("'''\nimport a\n'''\nimport c", [("c", 0, ())]),
        ("def f():\n    yield from a\n    raise b from c", []),
        ("m = __import__('a.b')", [("a.b", 0, ())]),
        ("m = __import__(name)", []),
        ("m = importlib.import_module( 'a' )", [("a", 0, ())]),
        ("import a\nimport a", [("a", 0, ())]),
        ("print 'x'\nimport a", [("a", 0, ())]),
        ("from", []),
        ("import", []),
        ("from a import", [("a", 0, ())]),
    ],
)
def test_found(source: str, found: list[tuple[str, int, tuple[str, ...]]]) -> None:
    assert [item[:3] for item in imports(Lexed(source.encode()))] == found


def test_python2_looks_beside_the_file_first() -> None:
    (item,) = imports(Lexed(b"import a"))
    assert item == Import("a", 0, (), implicit=True)


def test_the_future_import_ends_that() -> None:
    items = imports(Lexed(b"from __future__ import absolute_import\nimport a"))
    assert not any(item.implicit for item in items)
    (item,) = imports(Lexed(b"import a"), python3=True)
    assert not item.implicit


def test_explicit_dots_are_never_implicit() -> None:
    (item,) = imports(Lexed(b"from . import a"))
    assert not item.implicit
