"""Functions of operator."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
import operator
x = operator.add
""",
            id="what is still there",
        ),
        pytest.param("x = page.div\n", id="another object"),
    ],
)
def test_operator_function_leaves(source: str) -> None:
    check_noop("operator-function", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
import operator
t = {'/': operator.div}
""",
            """\
import operator
t = {'/': operator.truediv}
""",
            id="a table of operators",
        ),
        pytest.param(
            """\
import operator
x = operator.isCallable(f)
""",
            """\
import operator
x = callable(f)
""",
            id="a callable",
        ),
        pytest.param(
            """\
import operator
x = operator.isSequenceType(v)
""",
            """\
import collections.abc
import operator
x = isinstance(v, collections.abc.Sequence)
""",
            id="a sequence",
        ),
    ],
)
def test_operator_function_rewrites(before: str, after: str) -> None:
    check_rewrite("operator-function", before, after)
