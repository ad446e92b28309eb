"""Small trees, and the suites that are found in them."""

from pathlib import Path

import pytest

from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.testing import Runner, Suite
from tests.support.checks import survey_of, write_tree
from tools.checks.detect import alternative_suites, detect_suites

CASE = "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n"
FACTORY = "import unittest\nclass P(unittest.TestSuite): pass\ndef suite():\n    return P()\n"


def found(tmp_path: Path, files: dict[str, str], **options: object) -> tuple[Suite, ...]:
    tree = write_tree(tmp_path, files)
    return detect_suites(tree, survey_of(tree), RepositoryOptions.model_validate(options))


def python_files(suite: Suite) -> list[str]:
    return dict(suite.options)["python_files"].split()


ODD = ["test_x.py", "x_test.py", "xtest.py", "XTests.py", "tests.py", "test.py", "testx.py", "runtests.py", "utests.py"]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_at_the_root(tmp_path: Path, name: str) -> None:
    (suite,) = found(tmp_path, {name: CASE, "pkg.py": ""})
    assert (suite.runner, suite.args) == (Runner.PYTEST, (name,))


@pytest.mark.parametrize("name", ["TestCase subclass.py", "Parser.py", "check.py"])
def test_any_name_in_a_test_folder_that_holds_tests(tmp_path: Path, name: str) -> None:
    (suite,) = found(tmp_path, {f"tests/{name}": CASE, "tests/helper.py": "x = 1\n"})
    assert suite.args == ("tests",)
    assert "helper.py" not in python_files(suite)


def test_folders_without_init_and_nested_ones(tmp_path: Path) -> None:
    files = {"a/tests/test_x.py": CASE, "a/b/tests/test_y.py": CASE, "a/__init__.py": "", "test_z.py": CASE}
    (suite,) = found(tmp_path, files)
    assert suite.args == ("a/b/tests", "a/tests", "test_z.py")


def test_examples_and_documentation_are_left_out_unless_there_is_nothing_else(tmp_path: Path) -> None:
    files = {"examples/test_x.py": CASE, "docs/tests/test_y.py": CASE}
    (suite,) = found(tmp_path / "a", {**files, "tests/test_z.py": CASE})
    assert suite.args == ("tests",)
    (suite,) = found(tmp_path / "b", files)
    assert suite.args == ("docs/tests", "examples/test_x.py")


def test_build_output_is_never_looked_at(tmp_path: Path) -> None:
    assert found(tmp_path, {"build/lib/test_x.py": CASE, "x.egg/tests/test_y.py": "", "pkg.py": ""}) == ()


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"src/pkg/__init__.py": ""}, (".", "src")),
        ({"lib/mod.py": ""}, (".", "lib")),
        ({"lib/__init__.py": ""}, (".",)),
        ({"setup.py": "setup(package_dir={'': 'code'})", "code/m.py": ""}, (".", "code")),
        ({"setup.py": "setup(package_dir={'pkg': 'here/pkg'})", "here/pkg/__init__.py": ""}, (".", "here")),
        ({"setup.py": "setup(package_dir={'pkg': '../out'})"}, (".",)),
        ({"tests/helper.py": "", "tests/test_y.py": "import helper\n" + CASE}, (".", "tests")),
        ({"tests/helper.py": "", "tests/copy.py": "", "tests/test_y.py": "import helper\n" + CASE}, (".",)),
    ],
)
def test_the_import_path(tmp_path: Path, files: dict[str, str], wanted: tuple[str, ...]) -> None:
    (suite,) = found(tmp_path, {"tests/test_x.py": CASE, **files})
    assert suite.pythonpath == wanted


def test_tests_that_read_data_beside_them_run_there(tmp_path: Path) -> None:
    source = CASE + "    def test_b(self): open('data/in.txt')\n"
    (suite,) = found(tmp_path / "a", {"t/test_x.py": source, "t/data/in.txt": ""})
    assert (suite.cwd, suite.args) == ("t", (".",))
    (suite,) = found(tmp_path / "b", {"t/test_x.py": source, "data/in.txt": ""})
    assert suite.cwd == "."
    (suite,) = found(tmp_path / "c", {"t/test_x.py": source + "HERE = __file__\n", "t/data/in.txt": ""})
    assert suite.cwd == "."


def test_tests_that_yield_tests_need_nose(tmp_path: Path) -> None:
    source = "def check(x): pass\ndef test_all():\n    for x in 1, 2:\n        yield check, x\n"
    (suite,) = found(tmp_path / "a", {"tests/test_x.py": source, "tests/odd.py": CASE})
    assert suite.runner is Runner.NOSE
    assert suite.args == ("tests", "tests/odd.py") or suite.args == ("tests",)
    helper = "def test_helper(x):\n    yield x\n"
    (suite,) = found(tmp_path / "b", {"tests/test_x.py": CASE + helper})
    assert suite.runner is Runner.PYTEST
    fixture = "import pytest\n@pytest.fixture\ndef f():\n    yield 1\n"
    (suite,) = found(tmp_path / "c", {"tests/test_x.py": fixture + source})
    assert suite.runner is Runner.PYTEST


def test_set_up_without_a_base_needs_nose(tmp_path: Path) -> None:
    source = "class TestX:\n    def setUp(self): self.x = 1\n    def test_a(self): assert self.x\n"
    (suite,) = found(tmp_path / "a", {"tests/test_x.py": source})
    assert suite.runner is Runner.NOSE
    (suite,) = found(tmp_path / "b", {"tests/test_x.py": source.replace("setUp", "setup")})
    assert suite.runner is Runner.PYTEST


def test_other_ways_to_run_them(tmp_path: Path) -> None:
    tree = write_tree(tmp_path, {"t/test_x.py": CASE, "t/conftest.py": "", "t/run.py": "if __name__: main()\n"})
    ways = alternative_suites(tree, RepositoryOptions())
    assert [(way[0].runner, way[0].cwd, way[0].args) for way in ways] == [
        (Runner.NOSE, ".", ("t",)),
        (Runner.PYTEST, ".", ("--noconftest", "t")),
        (Runner.PYTEST, "t", (".",)),
        (Runner.SCRIPT, "t", ("run.py",)),
        (Runner.UNITTEST, ".", ("t/test_x.py",)),
    ]
    assert alternative_suites(tree, RepositoryOptions(test_command="pytest")) == ()


def test_package_fixtures_need_nose(tmp_path: Path) -> None:
    files = {"tests/__init__.py": "def setup_package(): pass\n", "tests/test_x.py": CASE}
    (suite,) = found(tmp_path, files)
    assert suite.runner is Runner.NOSE


def test_a_script_runs_them_where_modules_only_make_suites(tmp_path: Path) -> None:
    files = {"test/alltests.py": FACTORY, "test/test_a.py": FACTORY, "test/test_b.py": FACTORY}
    (suite,) = found(tmp_path, files)
    assert (suite.runner, suite.cwd, suite.args) == (Runner.SCRIPT, "test", ("alltests:suite",))
    assert suite.pythonpath == (".", "test")


def test_suite_factories_beside_ordinary_tests(tmp_path: Path) -> None:
    files = {"tests/test_a.py": CASE, "tests/test_c.py": CASE, "tests/test_b.py": FACTORY, "tests/all.py": FACTORY}
    first, second = found(tmp_path, files)
    assert first.runner is Runner.PYTEST
    assert (second.runner, second.args) == (Runner.UNITTEST, ("tests/test_b.py",))


def test_a_script_with_nothing_else(tmp_path: Path) -> None:
    (suite,) = found(tmp_path, {"pkg.py": "", "test/run.py": "if __name__ == '__main__':\n    main()\n"})
    assert (suite.runner, suite.cwd, suite.args) == (Runner.SCRIPT, "test", ("run.py",))


DOC = 'def f():\n    """\n    >>> f()\n    """\n'


def test_doctests_where_there_is_nothing_else(tmp_path: Path) -> None:
    (suite,) = found(tmp_path, {"pkg/m.py": DOC, "pkg/n.py": "x = 1\n", "setup.py": DOC})
    assert suite.args == ("--doctest-modules", "pkg/m.py")


def test_doctests_that_a_module_runs_itself(tmp_path: Path) -> None:
    main = "if __name__ == '__main__':\n    import doctest; doctest.testmod()\n"
    files = {"m.py": DOC + main, "n.py": DOC, "tests/test_x.py": CASE}
    first, second = found(tmp_path, files)
    assert first.runner is Runner.PYTEST
    assert second.args == ("--doctest-modules", "m.py")


def test_text_doctests_that_the_tests_run_with_their_flags(tmp_path: Path) -> None:
    runs = "import doctest\ndoctest.DocFileSuite('a.txt', optionflags=doctest.ELLIPSIS)\n"
    (suite,) = found(tmp_path, {"tests/__init__.py": runs, "tests/a.txt": "\n>>> 1\n1\n", "tests/b.txt": "no\n"})
    assert suite.args == ("--doctest-modules", "tests/a.txt")
    assert dict(suite.options)["doctest_optionflags"] == "ELLIPSIS"


def test_documents_of_other_endings_are_asked_for(tmp_path: Path) -> None:
    runs = "import doctest\ndoctest.DocFileSuite('a.doctest')\n"
    (suite,) = found(tmp_path, {"tests/test_docs.py": runs, "tests/a.doctest": ">>> 1\n1\n"})
    assert suite.args == ("--doctest-modules", "--doctest-glob=*.doctest", "tests/a.doctest")


def test_configuration_is_read_as_data(tmp_path: Path) -> None:
    files = {"setup.cfg": "[tool:pytest]\npython_files = check_*.py\n", "tests/check_a.py": CASE}
    (suite,) = found(tmp_path / "a", files)
    assert dict(suite.options)["python_files"] == "check_*.py"
    files = {"setup.py": "raise SystemExit('never run')\nsetup(test_suite='pkg.checks.all')", "pkg.py": ""}
    (suite,) = found(tmp_path / "b", files)
    assert (suite.runner, suite.args) == (Runner.UNITTEST, ("pkg.checks.all",))
    files = {"Makefile": "test:\n\tpython selftest.py\n", "selftest.py": "print(1)\n"}
    (suite,) = found(tmp_path / "c", files)
    assert (suite.runner, suite.args) == (Runner.SCRIPT, ("selftest.py",))


def test_options_win(tmp_path: Path) -> None:
    files = {"tests/test_a.py": CASE, "other/test_b.py": CASE, "lib/m.py": ""}
    (suite,) = found(tmp_path, files, test_command="nosetests other")
    assert (suite.runner, suite.args) == (Runner.NOSE, ("other",))
    (suite,) = found(tmp_path, files, test_paths=("other",))
    assert suite.args == ("other/test_b.py",)
    (suite,) = found(tmp_path, files, source_paths=("other",))
    assert suite.pythonpath[0] == "other"


def test_links_and_unreadable_sources_do_no_harm(tmp_path: Path) -> None:
    tree = write_tree(tmp_path, {"tests/test_a.py": CASE, "tests/test_b.py": "def (((\n\0", "tests/test_c.py": ""})
    (tree / "tests/test_l.py").symlink_to("/etc/passwd")
    (suite,) = detect_suites(tree, survey_of(tree), RepositoryOptions())
    assert suite.args == ("tests",)


def test_no_tests(tmp_path: Path) -> None:
    assert found(tmp_path, {"pkg/__init__.py": "x = 1\n", "setup.py": ""}) == ()
