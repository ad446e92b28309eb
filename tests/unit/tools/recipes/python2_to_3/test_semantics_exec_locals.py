"""exec in a function is pointed at where what it binds would be lost."""

import pytest

from overhaul.domain.ports.recipes import ProjectFacts
from tests.support.recipes import TRACK, check_noop, check_rewrite
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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # a template compiler reading a macro's arguments
        (
            "def f():\n    exec('args, kw = get(%(a)s)' % locals())\n    return kw\n",
            "def f():\n    args, kw = eval('get(%(a)s)' % locals())\n    return kw\n",
        ),
        ("def f(v):\n    exec('x = ' + v)\n", "def f(v):\n    x = eval('' + v)\n"),
        ('def f(v):\n    exec("x=1")\n', 'def f(v):\n    x = eval("1")\n'),
    ],
)
def test_exec_of_an_assignment_assigns(before: str, after: str) -> None:
    check_rewrite("exec-assignment", before, after)


@pytest.mark.parametrize(
    "source",
    [
        "exec('x = 1')\n",
        "def f():\n    exec('x = 1', g)\n    exec('x == 1')\n    exec('x = 1; y = 2')\n",
        "def f():\n    exec('x = 1\\ny = 2')\n    exec('%s = 1' % n)\n    exec(code)\n",
    ],
)
def test_exec_of_more_is_left(source: str) -> None:
    check_noop("exec-assignment", source)
