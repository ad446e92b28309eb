"""Scopes of comprehensions."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("y = [x for x in xs]\n", id="not read"),
        pytest.param(
            """\
y = [x for x in xs]
for x in y: print(x)
""",
            id="bound anew",
        ),
        pytest.param(
            """\
y = [x for x in xs]
z = [x for x in y]
""",
            id="a comprehension of its own",
        ),
        pytest.param(
            """\
x = [x for x in xs]
print(x)
""",
            id="assigned to its own name",
        ),
        pytest.param(
            """\
for x, y in zip([x for x in xs], ys):
    print(x)
""",
            id="a loop over it",
        ),
        pytest.param(
            """\
def f(a, x):
    if a:
        return [x for x in a]
    return x
""",
            id="another branch",
        ),
    ],
)
def test_comprehension_variable_leaves(source: str) -> None:
    check_noop("comprehension-variable", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
def f(xs):
    y = [x for x in xs if x]
    return x
""",
            """\
def f(xs):
    y = [x for x_ in xs if [x := x_] if x]
    return x
""",
            id="the last item",
        ),
    ],
)
def test_comprehension_variable_rewrites(before: str, after: str) -> None:
    check_rewrite("comprehension-variable", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    a = [1]
    b = [x for x in a]
""",
            id="first iterable",
        ),
    ],
)
def test_class_comprehension_leaves(source: str) -> None:
    check_noop("class-comprehension", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A:
    a = 1
    b = [a + x for x in range(3)]
""",
            """\
class A:
    a = 1
    b = (lambda a=a: [a + x for x in range(3)])()
""",
            id="a name of the body",
        ),
    ],
)
def test_class_comprehension_rewrites(before: str, after: str) -> None:
    check_rewrite("class-comprehension", before, after)
