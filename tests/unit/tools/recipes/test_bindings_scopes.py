"""Which names are free: comprehensions and globals."""

import pytest

from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes.source import Source

_FACTS = ProjectFacts(frozenset(), ("",), frozenset())


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("x = long(1)\n", True),
        ("x = [long for a in b]\n", True),
        ("x = [long for long in b]\n", False),
        ("def f():\n    global long\n    long = int\ndef g():\n    return long(1)\n", False),
        ("class A:\n    def long(self): pass\n    def f(self):\n        return long(1)\n", True),
        ("def f(long):\n    return long\n", False),
        ("def f(long=long): pass\n", True),
        ("def f(long, x=lambda: long): pass\n", True),
        ("f = lambda long=long: 1\n", True),
    ],
)
def test_the_last_use_is_free(text: str, free: bool) -> None:
    source = Source("m.py", text.encode(), _FACTS)
    candidates = source.bindings.uses(b"long")
    at = 0 if "for long" in text else -1
    assert source.is_builtin(candidates[at]) is free
