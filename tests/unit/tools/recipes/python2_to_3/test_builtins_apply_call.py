"""apply."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = rules.apply(f, args)\n", id="a method"),
        pytest.param(
            """\
def apply(f, a): pass
apply(f, a)
""",
            id="a function of its own",
        ),
    ],
)
def test_apply_call_leaves(source: str) -> None:
    check_noop("apply-call", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("apply(f, args)\n", "f(*args)\n", id="stdlib bdb 2.7"),
        pytest.param("x = apply(self.f, args, kw)\n", "x = self.f(*args, **kw)\n", id="keywords"),
        pytest.param("apply(f, (), kw)\n", "f(**kw)\n", id="an empty tuple"),
        pytest.param("apply(lambda: 1)\n", "(lambda: 1)()\n", id="a lambda"),
    ],
)
def test_apply_call_rewrites(before: str, after: str) -> None:
    check_rewrite("apply-call", before, after)
