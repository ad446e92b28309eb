"""exec in a function is pointed at where what it binds would be lost."""

import pytest

from overhaul.domain.ports import ProjectFacts
from tests.support.recipes import TRACK, check_noop
from tools.recipes.registry import load


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (b"def f(code):\n    exec code\n    return x\n", [2]),
        (b"def f(code):\n    exec(code)\n", [2]),
        (b"def f(code):\n    exec code in {}\n    exec(code, g)\n", []),
        (b"exec code\nclass A:\n    exec code\n", []),
    ],
)
def test_exec_that_loses_names_is_found(source: bytes, lines: list[int]) -> None:
    facts = ProjectFacts(frozenset({"a.py"}), ("",), frozenset())
    ids = ("exec-statement", "exec-locals")
    findings = load(TRACK).engine.find(ids, {"a.py": source}, facts)
    assert [f.line for f in findings if f.rule == "exec-locals"] == lines


def test_exec_is_not_changed() -> None:
    check_noop("exec-locals", "def f(code):\n    exec(code)\n")
