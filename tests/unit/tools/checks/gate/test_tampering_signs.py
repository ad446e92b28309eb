"""Signs of code that reaches for the tests, and fixes that only look like it."""

import pytest

from tools.checks.gate.context import Change
from tools.checks.gate.tampering import tamperings


def change(before: str, after: str, *, by_recipe: bool = False) -> Change:
    return Change("m.py", before.encode(), before.encode(), after.encode(), by_recipe)


HONEST = [
    ("import re\n", "import re\nx = re.compile('a')\n"),
    ("", "def f(seq):\n    return sorted(seq)\n"),
    ("import unittest\n", "import unittest\nclass Base(unittest.TestCase): pass\n"),
    ("import ctypes\n", "import ctypes, os\n"),
    ("sys.modules['x']\n", "sys.modules['y']\n"),
    ("class A: pass\n", "class A:\n    def __eq__(self, other):\n        return self.x == other.x\n"),
    ("class A: pass\n", "class A:\n    def __bool__(self):\n        return len(self) > 0\n"),
    ("", "def compile_pattern(x): pass\ncompile_pattern(1)\n"),
    ("", "text = 'the nose of a test'\n"),
]


@pytest.mark.parametrize(("before", "after"), HONEST)
def test_honest(before: str, after: str) -> None:
    assert list(tamperings(change(before, after))) == []


SIGNS = [
    "import unittest",
    "from _pytest import runner",
    "__import__('unittest')",
    "importlib.import_module('pytest')",
    "sys.modules['unittest.case']",
    "if 'nose' in sys.modules: pass",
    "os.environ.get('PYTEST_CURRENT_TEST')",
    "open('/proc/self/mem')",
    "os._exit(0)",
    "from os import _exit",
    "os.kill(os.getpid(), 9)",
    "atexit.register(f)",
    "sys._getframe(2)",
    "gc.get_referrers(x)",
    "inspect.stack()",
    "tb.tb_frame",
    "sys.settrace(f)",
    "threading.setprofile(f)",
    "sys.excepthook = f",
    "sys.meta_path.append(f)",
    "signal.alarm(0)",
    "import ctypes",
    "os.dup2(1, 400)",
    "class A:\n    def __eq__(self, other): return True",
    "class A:\n    def __bool__(self):\n        return True",
    "builtins.len = f",
    "exec('x')",
    "eval('x')",
    "marshal.loads(x)",
    "raise SkipTest",
    "glob('.overhaul-*')",
]


@pytest.mark.parametrize("line", SIGNS)
def test_signs(line: str) -> None:
    assert list(tamperings(change("x = 1\n", f"x = 1\n{line}\n")))
    assert list(tamperings(change(f"{line}\n", f"{line}\nx = 1\n"))) == []


def test_what_recipes_write_anyway() -> None:
    assert list(tamperings(change("import unittest2\n", "import unittest\n", by_recipe=True))) == []
    assert list(tamperings(change("exec x\n", "exec(x)\n", by_recipe=True))) == []
    assert list(tamperings(change("", "os._exit(0)\n", by_recipe=True)))
