"""What is only found: it may behave differently, and the text does not tell."""

import pytest

from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes.registry import load


def _rules(source: str) -> set[str]:
    facts = ProjectFacts(frozenset({"m.py"}), ("",), frozenset())
    recipes = [r.id for r in load("python2-to-3").info.recipes if r.stage == "semantics"]
    return {f.rule for f in load("python2-to-3").engine.find(recipes, {"m.py": source.encode()}, facts)}


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        pytest.param("x = round(y, 2)\n", "round-half", id="a sum of money"),
        pytest.param("if x < None: pass\n", "none-order", id="a guard"),
        pytest.param("a, b = coerce(a, b)\n", "coerce", id="stdlib UserString 2.7"),
        pytest.param("class A:\n    def __coerce__(self, o): pass\n", "coerce", id="a number class"),
        pytest.param("class P:\n    def __getattr__(self, n): pass\n", "old-style-delegation", id="a proxy"),
        pytest.param("def f(a, b):\n    return a / b\n", "division", id="a division of parameters"),
    ],
)
def test_found(source: str, rule: str) -> None:
    assert rule in _rules(source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = math.round(y)\n", id="another round"),
        pytest.param("if x is None: pass\n", id="identity"),
        pytest.param("class P(object):\n    def __getattr__(self, n): pass\n", id="a new-style proxy"),
        pytest.param("x = y / 2.0\n", id="a float"),
    ],
)
def test_not_found(source: str) -> None:
    assert _rules(source) == set()
