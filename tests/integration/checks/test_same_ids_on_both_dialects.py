"""One tree, CPython 2.7 and 3.12, every runner: the same ids and outcomes."""

import os
from pathlib import Path

import pytest

from overhaul.domain.sandbox import Environment, PackageIndex, Toolchain
from overhaul.domain.testing import Runner, Suite
from overhaul.store.memory import MemoryArtifacts
from tests.support.checks import LIMITS, unittest_suite, write_tree
from tools.checks.requirements import test_tool_requirements
from tools.checks.runner import SandboxTestRunner
from tools.sandbox.bubblewrap import BubblewrapSandbox
from tools.sandbox.environments import CachedEnvironments
from tools.sandbox.toolchains import HostToolchains

PARAMETERS = """
import pytest
class Thing(object): pass
@pytest.mark.parametrize('value', [u'x', b'y', 10 ** 20, Thing(), None, 1.5, int])
def test_parameters(value): pass
@pytest.mark.skip(reason='no')
def test_skipped(): pass
@pytest.mark.xfail
def test_expected(): assert 0
def test_wrong(): assert [1] == [2]
"""
CASES = """
import unittest
class T(unittest.TestCase):
    def test_a(self): self.assertEqual(u'a', 'a')
    def test_b(self): raise KeyError('x')
    @unittest.skip('no')
    def test_c(self): pass
    @unittest.expectedFailure
    def test_d(self): self.fail()
"""
GENERATORS = """
def check(a, b): assert a == b
def test_pairs():
    for pair in [(1, 1), (u'a', 'a'), (10 ** 20, 10 ** 20)]:
        yield (check,) + pair
class TestThings(object):
    def test_one(self): pass
"""
DOCTESTS = 'def f():\n    """\n    >>> f()\n    1\n    """\n    return 1\n'
ROWS = {
    "pytest": ({"tests/test_x.py": PARAMETERS, "tests/test_y.py": CASES}, Suite(name="p", runner=Runner.PYTEST)),
    "unittest": (
        {"tests/__init__.py": "", "tests/test_y.py": CASES, "tests/test_z.py": "import not_there\n"},
        unittest_suite("tests"),
    ),
    "nose": (
        {"tests/test_x.py": GENERATORS, "tests/test_y.py": CASES, "tests/test_z.py": "import not_there\n"},
        Suite(name="n", runner=Runner.NOSE, args=("tests",)),
    ),
    "script": (
        {"runtests.py": CASES + "if __name__ == '__main__': unittest.main()\n"},
        Suite(name="s", runner=Runner.SCRIPT, args=("runtests.py",)),
    ),
    "doctests": ({"m.py": DOCTESTS}, Suite(name="d", runner=Runner.PYTEST, args=("--doctest-modules", "m.py"))),
}

pytestmark = [pytest.mark.py27, pytest.mark.py312, pytest.mark.network, pytest.mark.slow]


def environments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Environment]:
    """pytest and nose for both, from the configured index; skips where there is no such interpreter."""
    scratch = tmp_path_factory.mktemp("scratch")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    toolchains = HostToolchains(search_path=[Path(p) for p in os.environ["PATH"].split(":")], pyenv_root=pyenv)
    builder = CachedEnvironments(BubblewrapSandbox(PackageIndex(), scratch), tmp_path_factory.mktemp("environments"))
    made = {}
    for name in ("python2.7", "python3.12"):
        toolchain: Toolchain | None = toolchains.find(name)
        if toolchain is None:
            pytest.skip(f"needs {name}")
        suites = [Suite(name="a", runner=Runner.PYTEST), Suite(name="b", runner=Runner.NOSE)]
        made[name] = builder.build(toolchain, test_tool_requirements(suites, name))
        if made[name].failed:
            pytest.skip(f"the package index cannot be used: {made[name].failed}")
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Environment]:
    return environments(tmp_path_factory)


@pytest.mark.parametrize("row", ROWS)
def test_same(tmp_path: Path, built: dict[str, Environment], row: str) -> None:
    files, suite = ROWS[row]
    tree = write_tree(tmp_path / "tree", files)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    runner = SandboxTestRunner(BubblewrapSandbox(PackageIndex(offline=True), scratch), MemoryArtifacts())
    old, new = (runner.run(tree, [suite], built[name], limits=LIMITS) for name in ("python2.7", "python3.12"))
    assert (old.version[:3], new.version[:4]) == ("2.7", "3.12")
    assert {r.id: r.outcome for r in old.results} == {r.id: r.outcome for r in new.results}
    assert old.passed()
    assert not any("0x7" in r.id for r in old.results)
