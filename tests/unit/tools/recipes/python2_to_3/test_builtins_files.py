"""file, execfile and input."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("print(x, file=f)\n", id="a keyword"),
        pytest.param(
            """\
for file in files:
    file.close()
""",
            id="a variable",
        ),
    ],
)
def test_file_builtin_leaves(source: str) -> None:
    check_noop("file-builtin", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("f = file(path, 'r')\n", "f = open(path, 'r')\n", id="a call"),
        pytest.param(
            "isinstance(f, file)\n",
            """\
import io
isinstance(f, io.IOBase)
""",
            id="a type test",
        ),
    ],
)
def test_file_builtin_rewrites(before: str, after: str) -> None:
    check_rewrite("file-builtin", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x.execfile(p)\n", id="a method"),
    ],
)
def test_execfile_leaves(source: str) -> None:
    check_noop("execfile", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "execfile(path, ns)\n", "exec(compile(open(path, 'rb').read(), path, 'exec'), ns)\n", id="stdlib pdb 2.7"
        ),
    ],
)
def test_execfile_rewrites(before: str, after: str) -> None:
    check_rewrite("execfile", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = input()\n", id="Python 3"),
        pytest.param("x = eval(input())  # and unicode\n", id="evaluated"),
    ],
)
def test_input_eval_leaves(source: str) -> None:
    check_noop("input-eval", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
n = input("n? ")
for i in xrange(n): pass
""",
            """\
n = eval(input("n? "))
for i in xrange(n): pass
""",
            id="a lesson",
        ),
    ],
)
def test_input_eval_rewrites(before: str, after: str) -> None:
    check_rewrite("input-eval", before, after)
