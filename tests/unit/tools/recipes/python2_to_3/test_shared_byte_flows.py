"""Where bytes may be met: statements, followed from what gives bytes through names, attributes and functions."""

from itertools import pairwise

import pytest

from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes.python2_to_3._shared.byte_flows import byte_places, is_byte_place
from tools.recipes.source import Source

CASES = [
    ("a name and what it is compared with", "x = y.encode('a')\nif x == 'A': pass\nz = 'N'\n", "A"),
    ("a value handed on by a method", "x = s.recv(1)\ny = x.strip()\ny.find('A')\nf('N')\n", "A"),
    ("an argument of an unknown function ends it", "x = f(y.encode('a'))\nif x == 'N': pass\n", ""),
    ("an argument of one that hands it on", "x = sorted(y.encode('a'))\nif x == 'A': pass\n", "A"),
    ("an attribute of self, in its class", "class C:\n  def f(self):\n    self.x = md5()\n"
     "  def g(self):\n    self.x.update('A')\nclass D:\n  def h(self):\n    self.x.update('N')\n", "A"),
    ("a function's other return", "def f(s):\n  if s: return 'A'\n  return s.recv(1)\nf(1) + 'B'\ng('N')\n", "AB"),
    ("two functions of one name", "def f(s):\n  return s.recv(1)\nclass C:\n  def f(self, s):\n    if s: return 'A'\n"
     "    return s.recv(2)\n", "A"),
    ("a loop and a with statement", "for c in s.recv(1):\n  c == 'A'\nwith BytesIO() as f:\n  f.write('B')\n", "AB"),
    ("a name used in company of bytes gets its value there", "A = 'A'\nB = 'N'\nx = s.recv(1) + A\n", "A"),
    ("an import under another name", "from hashlib import md5 as m\nh = m('A')\nf('N')\n", "A"),
    ("the head of a compound statement, not its body", "if s.recv(1) == 'A':\n  f('N')\n", "A"),
    ("nothing", "f('N')\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "places"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_byte_places(text: str, places: str) -> None:
    source = Source("a.py", text.encode(), ProjectFacts(frozenset({"a.py"}), ("",), frozenset()))
    literals = {letter: text.index(f"'{letter}'") for letter in "ABN" if f"'{letter}'" in text}
    assert "".join(letter for letter, at in literals.items() if is_byte_place(source, at)) == places
    spans = byte_places(source)
    assert list(spans) == sorted(spans) and all(a.end < b.start for a, b in pairwise(spans))
