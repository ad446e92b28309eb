"""What functions give is recorded under one interpreter and demanded of another, in the real sandbox."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from overhaul.domain.behaviour import Behaviour, Replay
from overhaul.domain.gate import CheckId, CheckOutcome
from overhaul.domain.sandbox import Environment
from tests.support.checks import RECIPE, TEMPLATE, GateBench, bubblewrap, own_environment, unittest_suite, write_tree
from tests.support.sandboxes import toolchain_called
from tools.checks.characterization import SandboxCharacterizer, same, told
from tools.checks.gate.behaviour import BehaviourCheck
from tools.checks.gate.context import GateContext

CODE = """
import os, random, sys, time

def double(x):
    return x * 2

def join(a, b):
    return a + b

def table():
    return {'b': (1, 2.5), 'a': [None, True, 'x']}

def lazily(x):
    for item in x:
        yield item

class Pair(object):
    def __init__(self, a):
        self.a = a

def pair(a):
    return Pair(a)

def _private():
    return 1

def noise():
    print('noise')
    return random.random()

def order():
    return list({'a', 'b', 'c', 'd', 'e'})

def ends():
    os._exit(0)

def hangs():
    while True:
        time.sleep(0.01)

def leaves():
    sys.exit(3)

def many(a, b, c, d):
    return 1

def nothing(x):
    pass

def yes():
    return True

def zero():
    return 0
"""


@pytest.fixture
def characterizer(tmp_path: Path) -> SandboxCharacterizer:
    return SandboxCharacterizer(bubblewrap(tmp_path / "scratch"))


def test_what_is_the_same_twice_is_recorded_and_nothing_else(
    tmp_path: Path, characterizer: SandboxCharacterizer
) -> None:
    tree = write_tree(
        tmp_path / "tree", {"a.py": CODE, "broken.py": "import not_there\n", "b.py": "def f(): return 'b'\n"}
    )
    made = characterizer.record(tree, ["a", "b", "broken"], ["."], own_environment())
    by_function = {call.function for call in made.calls}
    assert by_function == {"double", "join", "table", "lazily", "pair", "nothing", "yes", "zero", "f"}
    gave = {call.shown: told(call.gave) for call in made.calls}
    assert gave["a.double('abc')"] == "'abcabc'" and gave["a.join(7, -3)"] == "4" and gave["b.f()"] == "'b'"
    assert gave["a.table()"] == "{'a': [None, True, 'x'], 'b': (1, 2.5)}"
    assert gave["a.lazily([1, 2, 3])"] == "<iterator of 1, 2, 3>" and gave["a.pair(0)"] == "<Pair>"
    assert gave["a.yes()"] == "True" and gave["a.nothing('abc')"] == "None"
    assert "a.join('abc', 2)" not in gave, "what raises is not recorded"
    again = characterizer.replay(tree, made, ["."], own_environment(), {})
    assert len(again.equal) == len(made.calls) and not again.different


def test_without_modules_or_calls_the_reason_is_told(tmp_path: Path, characterizer: SandboxCharacterizer) -> None:
    tree = write_tree(tmp_path / "tree", {"a.py": "x = 1\n"})
    assert characterizer.record(tree, [], ["."], own_environment()).why_not
    assert characterizer.record(tree, ["a"], ["."], own_environment()).why_not == "no function could be called"


def test_differences_are_told(tmp_path: Path, characterizer: SandboxCharacterizer) -> None:
    tree = write_tree(tmp_path / "tree", {"a.py": "def f(): return [1]\ndef g(): return 2\ndef h(): return 3\n"})
    made = characterizer.record(tree, ["a"], ["."], own_environment())
    changed = b"def f(): return iter([1])\ndef g(): raise KeyError\n"
    again = characterizer.replay(tree, made, ["."], own_environment(), {"a.py": changed})
    assert [(d.call, d.before, d.after) for d in again.different] == [
        ("a.f()", "[1]", "<iterator of 1>"),
        ("a.g()", "2", "raises KeyError"),
        ("a.h()", "3", "nothing that can be told"),
    ]
    broken = characterizer.replay(tree, made, ["."], own_environment(), {"a.py": b"import not_there\n"})
    assert not broken.equal and {d.after for d in broken.different} == {"it was not reached"}


def test_the_gate_refuses_what_gives_something_else(tmp_path: Path, characterizer: SandboxCharacterizer) -> None:
    test = "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n"
    tree = write_tree(tmp_path / "tree", {"a.py": "def f(x):\n    return x\n", "tests/test_a.py": test})
    bench = GateBench(tree, (unittest_suite("tests"),), tmp_path / "scratch")
    bench.behaviour = characterizer.record(tree, ["a"], ["."], bench.environment)
    for origin, after, outcome in (
        (TEMPLATE, b"def f(x):\n    return x or 1\n", CheckOutcome.REFUSED),
        (RECIPE, b"def f(x):\n    y = x\n    return y\n", CheckOutcome.PASSED),
    ):
        judgement = bench.gate.judge(bench.request({"a.py": after}, origin))
        [result] = [r for r in judgement.verdict.results if r.check is CheckId.BEHAVIOUR]
        assert result.outcome is outcome, result.detail
        assert judgement.verdict.accepted is (outcome is CheckOutcome.PASSED)
        assert judgement.replay is not None
    assert (
        "a.f(0) gave 0, now 1"
        in bench.gate.judge(bench.request({"a.py": b"def f(x):\n    return x or 1\n"}, TEMPLATE))
        .verdict.results[-1]
        .items
    )
    midway = bench.gate.judge(bench.request({"a.py": b"def f(x):\n    return 0\n"}, RECIPE, must_compile=False))
    assert midway.verdict.results[-1].outcome is CheckOutcome.NOT_RUN


class SlowOnce(SandboxCharacterizer):
    """Reaches nothing the second time it is asked: the first on the proposal."""

    asked = 0

    def replay(
        self,
        tree: Path,
        behaviour: Behaviour,
        roots: Sequence[str],
        environment: Environment,
        overlay: Mapping[str, bytes | None],
    ) -> Replay:
        self.asked += 1
        return Replay() if self.asked == 2 else super().replay(tree, behaviour, roots, environment, overlay)


def test_calls_that_a_slow_machine_did_not_reach_are_made_once_more(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", {"a.py": "def f(x):\n    return x\n"})
    bench = GateBench(tree, (), tmp_path / "scratch")
    slow = SlowOnce(bubblewrap(tmp_path / "scratch"))
    bench.behaviour = slow.record(tree, ["a"], ["."], bench.environment)
    request = bench.request({"a.py": b"def f(x):\n    y = x\n    return y\n"}, RECIPE)
    result, replay = BehaviourCheck(slow).check(GateContext(request))
    assert result.outcome is CheckOutcome.PASSED and slow.asked == 3
    assert replay is not None and len(replay.equal) == len(bench.behaviour.calls) > 0


@pytest.mark.parametrize(
    ("before", "after", "equal"),
    [
        (["str", "abc"], ["text", "abc"], True),
        (["str", "abc"], ["bytes", "abc"], True),
        (["str", "\xc3\xa9"], ["text", "é"], True),
        (["str", "abc"], ["text", "abd"], False),
        (["text", "abc"], ["bytes", "abc"], False),
        (["list", [["str", "a"]]], ["list", [["text", "a"]]], True),
        (["list", []], ["view", []], False),
        (["int", "3"], ["float", "3.0"], False),
        (None, None, True),
        (True, ["int", "1"], False),
    ],
)
def test_values_of_both_pythons_are_held_against_each_other(before: object, after: object, equal: bool) -> None:
    assert same(before, after) is equal


def _environment(name: str) -> Environment:
    return Environment(toolchain=toolchain_called(name), path="")


@pytest.mark.py27
@pytest.mark.py312
def test_from_2_7_to_3_12_true_differences_show(tmp_path: Path, characterizer: SandboxCharacterizer) -> None:
    code = (
        "def half(x):\n    return x / 2\n"
        "def keys():\n    return {'a': 1}.keys()\n"
        "def text():\n    return u'\\xe9', 'abc', 5L, set(['b', 'a'])\n"
        "def letters():\n    return [c for c in 'abc']\n"
    )
    tree = write_tree(tmp_path / "tree", {"a.py": code})
    made = characterizer.record(tree, ["a"], ["."], _environment("python2.7"))
    converted = code.replace("5L", "5").encode()
    again = characterizer.replay(tree, made, ["."], _environment("python3.12"), {"a.py": converted})
    assert {d.call: (d.before, d.after) for d in again.different} == {
        "a.half(1)": ("0", "0.5"),
        "a.half(0)": ("0", "0.0"),
        "a.half(-3)": ("-2", "-1.5"),
        "a.half(7)": ("3", "3.5"),
        "a.half(True)": ("0", "0.5"),
        "a.keys()": ("['a']", "<view of 'a'>"),
    }
    assert {"a.text()", "a.letters()", "a.half(2.5)"} <= set(again.equal)
