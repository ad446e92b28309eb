"""Exception names after their block."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
try: pass
except E as e:
    print(e)
""",
            id="read inside",
        ),
        pytest.param(
            """\
try: pass
except E as e:
    pass
e = 1
print(e)
""",
            id="bound anew",
        ),
        pytest.param(
            """\
try: pass
except E as e: pass
except F as e: print(e)
""",
            id="another handler",
        ),
    ],
)
def test_exception_name_leaves(source: str) -> None:
    check_noop("exception-name", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
def f():
    try:
        g()
    except E as e:
        pass
    raise e
""",
            """\
def f():
    try:
        g()
    except E as _e:
        e = _e
        pass
    raise e
""",
            id="read after",
        ),
        pytest.param(
            """\
def f():
    try: g()
    except E as e: h(lambda: e)
""",
            """\
def f():
    try: g()
    except E as _e: e = _e; h(lambda: e)
""",
            id="enclosed",
        ),
    ],
)
def test_exception_name_rewrites(before: str, after: str) -> None:
    check_rewrite("exception-name", before, after)
