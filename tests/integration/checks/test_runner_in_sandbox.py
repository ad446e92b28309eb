"""The runner against suites that behave badly. Everything runs in a real sandbox."""

from pathlib import Path

import pytest

from overhaul.domain.testing import Outcome, Runner, Suite, TestRun
from tests.support.checks import LIMITS, own_environment, runner_in, unittest_suite, write_tree

GOOD = """
import unittest
class T(unittest.TestCase):
    def test_pass(self): self.assertEqual(1, 1)
    def test_fail(self): self.assertEqual(1, 2)
    def test_error(self): {}['missing']
    @unittest.skip('not now')
    def test_skip(self): pass
    @unittest.expectedFailure
    def test_xfail(self): self.assertEqual(1, 2)
"""
PLAIN = "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n    def test_z(self): pass\n"


def run(tmp_path: Path, files: dict[str, str], suite: Suite, **options: object) -> TestRun:
    tree = write_tree(tmp_path / "tree", files)
    seconds = float(str(options.pop("test_seconds", 30.0)))
    runner = runner_in(tmp_path / "scratch", test_seconds=seconds)
    return runner.run(tree, [suite], own_environment(), limits=LIMITS, **options)  # type: ignore[arg-type]


def outcomes(made: TestRun) -> dict[str, str]:
    return {result.id: result.outcome.value for result in made.results}


def test_every_outcome_with_exception_message_and_place(tmp_path: Path) -> None:
    made = run(tmp_path, {"tests/test_x.py": GOOD}, unittest_suite("tests"))
    assert outcomes(made) == {
        "tests/test_x.py::T::test_error": "failed",
        "tests/test_x.py::T::test_fail": "failed",
        "tests/test_x.py::T::test_pass": "passed",
        "tests/test_x.py::T::test_skip": "skipped",
        "tests/test_x.py::T::test_xfail": "xfailed",
    }
    failed = made.by_id()["tests/test_x.py::T::test_fail"]
    assert failed.exception == "AssertionError"
    assert "1 != 2" in failed.message
    assert failed.frames[0] == ("tests/test_x.py", 5, "test_fail")


def test_pytest_reports_the_same_ids(tmp_path: Path) -> None:
    suite = Suite(name="pytest", runner=Runner.PYTEST, args=("tests",))
    made = run(tmp_path, {"tests/test_x.py": GOOD}, suite)
    assert outcomes(made)["tests/test_x.py::T::test_pass"] == "passed"
    assert outcomes(made)["tests/test_x.py::T::test_xfail"] == "xfailed"
    assert len(made.results) == 5


def test_a_suite_that_is_started_as_a_script_finds_its_examples(tmp_path: Path) -> None:
    source = (
        "import doctest, unittest\n\ndef additional_tests():\n    suite = unittest.TestSuite()\n"
        "    suite.addTest(doctest.DocFileSuite('more.txt', package='__main__'))\n    return suite\n"
    )
    made = run(tmp_path, {"tests/t.py": source, "tests/more.txt": ">>> 1 + 1\n2\n"}, unittest_suite("tests/t.py"))
    assert [result.outcome.value for result in made.results] == ["passed"]


def test_a_test_that_ends_the_process_fails_and_the_others_still_run(tmp_path: Path) -> None:
    source = PLAIN + "    def test_m(self):\n        import os; os._exit(0)\n"
    for name, suite in {
        "unittest": unittest_suite("tests"),
        "pytest": Suite(name="pytest", runner=Runner.PYTEST, args=("tests",)),
    }.items():
        made = run(tmp_path / name, {"tests/test_x.py": source}, suite)
        assert outcomes(made) == {
            "tests/test_x.py::T::test_a": "passed",
            "tests/test_x.py::T::test_m": "failed",
            "tests/test_x.py::T::test_z": "passed",
        }
        assert "ended itself" in made.by_id()["tests/test_x.py::T::test_m"].message


def test_a_module_that_ends_the_process_is_not_silent(tmp_path: Path) -> None:
    files = {"tests/test_a.py": PLAIN, "tests/test_b.py": "import os\nos._exit(0)\n"}
    made = run(tmp_path, files, unittest_suite("tests"))
    assert outcomes(made) == {"unittest (suite)": "not-collected"}
    assert "ended itself" in made.results[0].message


@pytest.mark.parametrize("body", ["while True: pass", "import time; time.sleep(600)"])
def test_a_test_that_hangs_costs_its_own_limit_only(tmp_path: Path, body: str) -> None:
    source = PLAIN + f"    def test_m(self):\n        {body}\n"
    made = run(tmp_path, {"tests/test_x.py": source}, unittest_suite("tests"), test_seconds=1.0)
    assert outcomes(made)["tests/test_x.py::T::test_m"] == "failed"
    assert outcomes(made)["tests/test_x.py::T::test_z"] == "passed"
    assert not made.timed_out


def test_a_test_that_refuses_to_be_interrupted_is_left_behind(tmp_path: Path) -> None:
    body = """    def test_m(self):
        import time
        while True:
            try: time.sleep(60)
            except BaseException: pass
"""
    made = run(tmp_path, {"tests/test_x.py": PLAIN + body}, unittest_suite("tests"), test_seconds=0.5)
    assert outcomes(made)["tests/test_x.py::T::test_m"] == "failed"
    assert made.by_id()["tests/test_x.py::T::test_m"].seconds == 0.5, "so that later runs know what it costs"
    assert outcomes(made)["tests/test_x.py::T::test_z"] == "passed"


def test_the_limit_of_the_run_keeps_what_was_done(tmp_path: Path) -> None:
    source = PLAIN + "    def test_m(self):\n        import time; time.sleep(600)\n"
    tree = write_tree(tmp_path / "tree", {"tests/test_x.py": source})
    runner = runner_in(tmp_path / "scratch", test_seconds=0)
    limits = LIMITS.model_copy(update={"wall_seconds": 3.0})
    made = runner.run(tree, [unittest_suite("tests")], own_environment(), limits=limits)
    assert made.timed_out
    assert outcomes(made)["tests/test_x.py::T::test_a"] == "passed"
    assert outcomes(made)["tests/test_x.py::T::test_m"] == "failed"
    assert outcomes(made)["tests/test_x.py::T::test_z"] == "not-collected"


def test_a_module_that_cannot_be_imported_is_named(tmp_path: Path) -> None:
    files = {"tests/test_a.py": PLAIN, "tests/test_b.py": "import nowhere_to_be_found\n"}
    suite = Suite(name="pytest", runner=Runner.PYTEST, args=("tests",))
    made = run(tmp_path, files, suite)
    broken = made.by_id()["tests/test_b.py"]
    assert broken.outcome is Outcome.NOT_COLLECTED
    assert broken.exception == "ModuleNotFoundError"
    assert broken.frames[-1][:2] == ("tests/test_b.py", 1)
    assert outcomes(made)["tests/test_a.py::T::test_a"] == "passed"


def test_a_conftest_that_breaks_is_told(tmp_path: Path) -> None:
    files = {"tests/test_a.py": PLAIN, "tests/conftest.py": "import nowhere_to_be_found\n"}
    made = run(tmp_path, files, Suite(name="pytest", runner=Runner.PYTEST, args=("tests",)))
    assert not made.passed()
    assert all(result.outcome is Outcome.NOT_COLLECTED for result in made.results)
    assert any("nowhere_to_be_found" in result.message for result in made.results)


FORGERIES = {
    "appends a line of its own": """
import glob
for name in glob.glob('.overhaul-*'):
    open(name, 'a').write('0' * 64 + ' {"kind": "result", "id": "x", "outcome": "passed"}\\n')
""",
    "repeats a line": """
import glob
for name in glob.glob('.overhaul-*'):
    lines = open(name).readlines()
    open(name, 'a').write(lines[-1])
""",
    "empties the report": """
import glob
for name in glob.glob('.overhaul-*'):
    open(name, 'w').close()
""",
    "replaces the report": """
import glob, os
for name in glob.glob('.overhaul-*'):
    os.remove(name)
    open(name, 'w').write('')
""",
    "makes it a link": """
import glob, os
for name in glob.glob('.overhaul-*'):
    os.remove(name)
    os.symlink('/etc/passwd', name)
""",
}


@pytest.mark.parametrize("code", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_report_is_not_believed(tmp_path: Path, code: str) -> None:
    body = "    def test_m(self):\n" + "".join(f"        {line}\n" for line in code.strip().splitlines())
    made = run(tmp_path, {"tests/test_x.py": PLAIN + body}, unittest_suite("tests"))
    assert outcomes(made).get("unittest (suite)") == "not-collected"
    assert "tests/test_x.py::T::test_z" not in made.passed()
    assert "x" not in made.passed()


def test_the_secret_is_in_no_environment_or_command_line(tmp_path: Path) -> None:
    body = """    def test_m(self):
        import re, sys
        seen = open('/proc/self/environ').read() + open('/proc/self/cmdline').read() + sys.stdin.read()
        self.assertEqual(re.findall('[0-9a-f]{64}', seen), [])
"""
    made = run(tmp_path, {"tests/test_x.py": PLAIN + body}, unittest_suite("tests"))
    assert outcomes(made)["tests/test_x.py::T::test_m"] == "passed"


def test_a_forked_child_does_not_report(tmp_path: Path) -> None:
    body = """    def test_m(self):
        import os, sys
        pid = os.fork()
        if pid == 0:
            sys.exit(0)
        os.waitpid(pid, 0)
"""
    made = run(tmp_path, {"tests/test_x.py": PLAIN + body}, unittest_suite("tests"))
    assert sorted(outcomes(made).values()) == ["passed"] * 3


SCRIPTS = {
    "unittest main": ("import unittest\n" + PLAIN + "if __name__ == '__main__': unittest.main()\n", 2),
    "text runner": (
        PLAIN + "s = unittest.defaultTestLoader.loadTestsFromTestCase(T)\n"
        "import sys\nsys.exit(not unittest.TextTestRunner(verbosity=2).run(s).wasSuccessful())\n",
        2,
    ),
    "prints and ends well": ("print('ok')\n", 1),
}


@pytest.mark.parametrize(("source", "count"), SCRIPTS.values(), ids=SCRIPTS.keys())
def test_scripts_run_themselves(tmp_path: Path, source: str, count: int) -> None:
    suite = Suite(name="script", runner=Runner.SCRIPT, args=("runtests.py",))
    made = run(tmp_path, {"runtests.py": source}, suite)
    assert list(outcomes(made).values()) == ["passed"] * count


@pytest.mark.parametrize("source", ["import sys\nsys.exit(3)\n", "raise ValueError('no')\n", "assert 0\n"])
def test_a_script_that_ends_badly_fails(tmp_path: Path, source: str) -> None:
    suite = Suite(name="script", runner=Runner.SCRIPT, args=("runtests.py",))
    assert outcomes(run(tmp_path, {"runtests.py": source}, suite)) == {"runtests.py": "failed"}


def test_a_suite_factory_in_its_own_folder(tmp_path: Path) -> None:
    source = "import unittest, helper\nclass T(unittest.TestCase):\n    def test_a(self): open('data.txt').close()\n"
    files = {
        "t/alltests.py": source + "def suite(): return unittest.defaultTestLoader.loadTestsFromTestCase(T)\n",
        "t/helper.py": "",
        "t/data.txt": "",
    }
    suite = Suite(name="script", runner=Runner.SCRIPT, cwd="t", pythonpath=(".", "t"), args=("alltests:suite",))
    assert outcomes(run(tmp_path, files, suite)) == {"t/alltests.py::T::test_a": "passed"}


def test_any_other_command_is_one_test(tmp_path: Path) -> None:
    suite = Suite(name="command", runner=Runner.SCRIPT, args=("sh", "check.sh"))
    assert outcomes(run(tmp_path / "a", {"check.sh": "exit 0\n"}, suite)) == {"command: sh check.sh": "passed"}
    assert outcomes(run(tmp_path / "b", {"check.sh": "exit 1\n"}, suite)) == {"command: sh check.sh": "failed"}


def test_overlay_and_narrowing(tmp_path: Path) -> None:
    files = {"tests/test_a.py": PLAIN, "tests/test_b.py": PLAIN}
    broken = PLAIN.replace("pass", "self.fail('x')").encode()
    only = ["tests/test_b.py::T::test_a"]
    made = run(tmp_path, files, unittest_suite("tests"), overlay={"tests/test_b.py": broken}, only=only)
    assert outcomes(made) == {"tests/test_b.py::T::test_a": "failed", "tests/test_b.py::T::test_z": "failed"}
    assert (tmp_path / "tree/tests/test_b.py").read_text() == PLAIN
    gone = run(tmp_path / "2", files, unittest_suite("tests"), overlay={"tests/test_b.py": None})
    assert {i.split("::")[0] for i in outcomes(gone)} == {"tests/test_a.py"}


@pytest.mark.parametrize(
    "suite",
    [
        unittest_suite("tests"),
        Suite(name="pytest", runner=Runner.PYTEST, args=("tests",)),
        Suite(name="script", runner=Runner.SCRIPT, args=("run.py",)),
        Suite(name="script", runner=Runner.SCRIPT, args=("run:suite",), pythonpath=(".",)),
    ],
    ids=["unittest", "pytest", "a script", "a factory"],
)
def test_single_tests_are_run_alone_whatever_runs_them(tmp_path: Path, suite: Suite) -> None:
    files = {
        "tests/test_x.py": PLAIN,
        "tests/test_y.py": PLAIN,
        "tests/test_z.py": "import not_there\n",
        "run.py": "import sys, unittest\ndef suite(): return unittest.defaultTestLoader.discover('tests')\n"
        "if __name__ == '__main__': unittest.TextTestRunner().run(suite())\n",
    }
    one = run(tmp_path / "one", files, suite, only=("tests/test_x.py::T::test_a",), alone=True)
    assert outcomes(one) == {"tests/test_x.py::T::test_a": "passed"}
    file = run(tmp_path / "file", files, suite, only=("tests/test_y.py",), alone=True)
    assert outcomes(file) == {"tests/test_y.py::T::test_a": "passed", "tests/test_y.py::T::test_z": "passed"}
    lost = run(tmp_path / "lost", files, suite, only=("tests/test_z.py::T::test_a",), alone=True)
    assert outcomes(lost) == {"tests/test_z.py": "not-collected"}


def test_where_single_tests_cannot_be_told_apart_all_are_run(tmp_path: Path) -> None:
    made = run(
        tmp_path, {"tests/test_x.py": PLAIN}, unittest_suite("tests"), only=("tests/test_x.py::gone",), alone=True
    )
    assert len(made.results) == 2
    whole = run(
        tmp_path / "b", {"tests/test_x.py": PLAIN}, unittest_suite("tests"), only=("unittest (suite)",), alone=True
    )
    assert len(whole.results) == 2


def test_doctests_tell_what_went_wrong(tmp_path: Path) -> None:
    files = {"m.py": 'def f():\n    """\n    >>> f()\n    2\n    """\n    return 1\n', "good.txt": "\n>>> 1 + 1\n2\n"}
    suite = Suite(name="doctests", runner=Runner.PYTEST, args=("--doctest-modules", "m.py", "good.txt"))
    made = run(tmp_path, files, suite)
    assert outcomes(made) == {"good.txt::good.txt": "passed", "m.py::m.f": "failed"}
    assert "expected: 2" in made.by_id()["m.py::m.f"].message


def test_two_runs_are_equal_but_for_time(tmp_path: Path) -> None:
    def shape(made: TestRun) -> list[tuple[str, str, str, str]]:
        return [(r.id, r.outcome.value, r.exception, r.message) for r in made.results]

    first = run(tmp_path / "1", {"tests/test_x.py": GOOD}, unittest_suite("tests"))
    assert shape(first) == shape(run(tmp_path / "2", {"tests/test_x.py": GOOD}, unittest_suite("tests")))
