"""The public names of a module, read from either dialect."""

import pytest

from tools.syntax.api import public_api

CASES = [
    ("def f(a, b=1, *c, **d): pass", {"f": "(a, b=, *c, **d)"}),
    ("def f((a, b), c): print a", {"f": "((a,b), c)"}),
    ("def f(\n    a,  # one\n    b=(1, 2)):\n  pass", {"f": "(a, b=)"}),
    ("async def f(a: int, *, b: str = 'x') -> int: ...", {"f": "(a, *, b=)"}),
    (
        "class C(B):\n  x = 1\n  _y = 2\n  def next(self):\n    z = 3\n    def g(): pass\n  class D: pass\n",
        {"C": "", "C.x": "", "C.next": "(self)", "C.D": ""},
    ),
    ("class _C:\n  def f(self): pass\n  class D:\n    x = 1\nX = 1\n", {"X": ""}),
    ("try:\n  import a\nexcept ImportError:\n  def f(): pass\nif b:\n  class C: pass\n", {"f": "()", "C": ""}),
    ("class C:\n\tdef __len__(self): return 1\n\tdef __x(self): pass\n", {"C": "", "C.__len__": "(self)"}),
    ("f(x=1)\nx == 2\n'''\ndef g(): pass\n'''\n# def h(): pass\n__all__ = ['x']\n", {}),
    ("def f(", {"f": ""}),
    ("", {}),
]


@pytest.mark.parametrize(("source", "names"), CASES)
def test_public_names(source: str, names: dict[str, str]) -> None:
    assert public_api(source.encode()) == names
