"""Texts among iterables."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("if isinstance(x, basestring) or not hasattr(x, '__iter__'): pass\n", id="told apart already"),
        pytest.param(
            """\
if isinstance(x, str): pass
elif hasattr(x, '__iter__'): pass
""",
            id="told apart before",
        ),
        pytest.param("if hasattr(x, '__len__'): pass\n", id="another attribute"),
    ],
)
def test_iterable_test_leaves(source: str) -> None:
    check_noop("iterable-test", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "if hasattr(x, '__iter__'): pass\n",
            "if hasattr(x, '__iter__') and not isinstance(x, (str, bytes)): pass\n",
            id="a list or one",
        ),
        pytest.param(
            "if hasattr(x, '__iter__') and not isinstance(x, Tag): pass\n",
            "if hasattr(x, '__iter__') and not isinstance(x, (str, bytes)) and not isinstance(x, Tag): pass\n",
            id="told apart from something else",
        ),
        pytest.param(
            "if not hasattr(x, '__iter__'): x = [x]\n",
            "if not (hasattr(x, '__iter__') and not isinstance(x, (str, bytes))): x = [x]\n",
            id="negated",
        ),
    ],
)
def test_iterable_test_rewrites(before: str, after: str) -> None:
    check_rewrite("iterable-test", before, after)
