"""How generators end."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def __next__(self):
        raise StopIteration
""",
            id="an iterator",
        ),
        pytest.param(
            """\
def f():
    try:
        raise StopIteration
    except StopIteration:
        yield 1
""",
            id="caught there",
        ),
    ],
)
def test_generator_raise_leaves(source: str) -> None:
    check_noop("generator-raise", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
def f():
    yield 1
    raise StopIteration
""",
            """\
def f():
    yield 1
    return
""",
            id="stdlib difflib 2.7",
        ),
    ],
)
def test_generator_raise_rewrites(before: str, after: str) -> None:
    check_rewrite("generator-raise", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
def f(it):
    return next(it)
""",
            id="no generator",
        ),
        pytest.param(
            """\
def f(it):
    try:
        x = next(it)
    except StopIteration:
        return
    yield x
""",
            id="caught",
        ),
        pytest.param("def f(next):\n    yield 1\n    next()\n", id="a function of its own"),
    ],
)
def test_generator_next_leaves(source: str) -> None:
    check_noop("generator-next", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
def f(it):
    while True:
        yield next(it)  # one
""",
            """\
def f(it):
    while True:
        try:
            yield next(it)  # one
        except StopIteration:
            return
""",
            id="a pair",
        ),
        pytest.param(
            """\
def f(stream):
    next = stream.next
    for mark in stream:
        yield mark
        mark = next()
""",
            """\
def f(stream):
    next = stream.next
    for mark in stream:
        yield mark
        try:
            mark = next()
        except StopIteration:
            return
""",
            id="kept under the name",
        ),
    ],
)
def test_generator_next_rewrites(before: str, after: str) -> None:
    check_rewrite("generator-next", before, after)


AGAIN = """\
def g(it):
    while True:
        try:
            yield it.next()
        except StopIteration:
            if not it.more:
                raise
            it.refill()
"""


def test_what_is_caught_and_raised_again_ends_the_generator_by_returning() -> None:
    check_rewrite("generator-raise", AGAIN, AGAIN.replace("raise", "return"))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(AGAIN.replace("yield", "keep = "), id="no generator"),
        pytest.param(AGAIN.replace("StopIteration", "ValueError"), id="another exception"),
        pytest.param(AGAIN.replace("raise", "raise ValueError"), id="it raises something else"),
        pytest.param(
            AGAIN.replace(
                "raise", "try:\n                    f()\n                except KeyError:\n                    raise"
            ),
            id="another except around it",
        ),
    ],
)
def test_other_exceptions_are_raised_again(source: str) -> None:
    check_noop("generator-raise", source)
