"""What sys and os no longer have."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = config.maxint\n", id="another sys"),
    ],
)
def test_sys_attribute_leaves(source: str) -> None:
    check_noop("sys-attribute", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("x = sys.maxint\n", "x = sys.maxsize\n", id="stdlib Queue 2.7"),
        pytest.param(
            """\
import sys as _sys
x = _sys.maxint
""",
            """\
import sys as _sys
x = _sys.maxsize
""",
            id="an alias",
        ),
        pytest.param(
            """\
from sys import maxint
x = maxint
""",
            """\
from sys import maxsize as maxint
x = maxint
""",
            id="imported by name",
        ),
        pytest.param(
            "f(sys.exc_type, sys.exc_value)\n", "f(sys.exc_info()[0], sys.exc_info()[1])\n", id="an error handler"
        ),
        pytest.param("d = os.getcwdu()\n", "d = os.getcwd()\n", id="the working folder"),
    ],
)
def test_sys_attribute_rewrites(before: str, after: str) -> None:
    check_rewrite("sys-attribute", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x.exc_clear()\n", id="another object"),
    ],
)
def test_sys_call_dropped_leaves(source: str) -> None:
    check_noop("sys-call-dropped", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
import sys
reload(sys)
sys.setdefaultencoding('utf-8')
main()
""",
            """\
import sys
main()
""",
            id="a start script",
        ),
        pytest.param(
            """\
def f():
    sys.exc_clear()
""",
            """\
def f():
    pass
""",
            id="alone in its block",
        ),
    ],
)
def test_sys_call_dropped_rewrites(before: str, after: str) -> None:
    check_rewrite("sys-call-dropped", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = sys.exitfunc\n", id="read"),
    ],
)
def test_sys_exitfunc_leaves(source: str) -> None:
    check_noop("sys-exitfunc", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
import sys
sys.exitfunc = f
""",
            """\
import atexit
import sys
atexit.register(f)
""",
            id="stdlib atexit 2.7",
        ),
    ],
)
def test_sys_exitfunc_rewrites(before: str, after: str) -> None:
    check_rewrite("sys-exitfunc", before, after)
