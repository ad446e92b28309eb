"""Ids that are the same on both dialects."""

import pytest

from tools.checks.identity import Numberer, file_of, normalize, relative

NORMAL = [
    ("tests/t.py::test_f[u'x']", "tests/t.py::test_f['x']"),
    ("tests/t.py::test_f(b'x', u\"y\")", "tests/t.py::test_f('x', \"y\")"),
    ("tests/t.py::test_f(10L, 0xFFL)", "tests/t.py::test_f(10, 0x)"),
    ("<function f at 0x7f00dead>", "<function f at 0x>"),
    ("/repo/tests/t.py::T::test_f", "tests/t.py::T::test_f"),
    ("t::f(<type 'int'>)", "t::f(<class 'int'>)"),
    ("t::f(__builtin__.int)", "t::f(builtins.int)"),
    ("tests/t.py::test_menu['x']", "tests/t.py::test_menu['x']"),
    ("tests/t.py::test_1L_word", "tests/t.py::test_1L_word"),
    ("tests/t.py::test_club'", "tests/t.py::test_club'"),
    ("a sub'quote'", "a sub'quote'"),
]


@pytest.mark.parametrize(("raw", "wanted"), NORMAL)
def test_normalize(raw: str, wanted: str) -> None:
    assert normalize(raw, "/repo") == wanted
    assert normalize(wanted, "/repo") == wanted


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/repo/a/b.py", "a/b.py"),
        ("/repo/a/b.pyc", "a/b.py"),
        ("./a.py", "a.py"),
        ("/usr/lib/x.py", "/usr/lib/x.py"),
        ("/repository/x.py", "/repository/x.py"),
    ],
)
def test_relative(path: str, wanted: str) -> None:
    assert relative(path, "/repo") == wanted


@pytest.mark.parametrize(
    ("test", "wanted"),
    [("a/b.py::T::t", "a/b.py"), ("a/b.py", "a/b.py"), ("x.txt::x.txt", "x.txt"), ("package.T.t", None)],
)
def test_file_of(test: str, wanted: str | None) -> None:
    assert file_of(test) == wanted


def test_equal_ids_are_numbered_in_their_order() -> None:
    number = Numberer()
    assert [number("a"), number("b"), number("a"), number("a")] == ["a", "b", "a#2", "a#3"]
