"""Comparisons and hashes."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def __cmp__(self, o): pass
    def __eq__(self, o): pass
    def __ne__(self, o): pass
    def __lt__(self, o): pass
    def __le__(self, o): pass
    def __gt__(self, o): pass
    def __ge__(self, o): pass
""",
            id="all there",
        ),
    ],
)
def test_comparison_methods_leaves(source: str) -> None:
    check_noop("comparison-methods", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A(object):
    def __cmp__(self, other):
        return cmp(self.k, other.k)
""",
            """\
class A(object):
    def __cmp__(self, other):
        return cmp(self.k, other.k)

    def __eq__(self, other):
        return self.k == other.k

    def __ne__(self, other):
        return self.k != other.k

    def __lt__(self, other):
        return self.k < other.k

    def __le__(self, other):
        return self.k <= other.k

    def __gt__(self, other):
        return self.k > other.k

    def __ge__(self, other):
        return self.k >= other.k

    __hash__ = object.__hash__
""",
            id="a key",
        ),
        pytest.param(
            """\
class A:
    def __cmp__(self, o):
        f()
        return 1
""",
            """\
class A:
    def __cmp__(self, o):
        f()
        return 1

    def __eq__(self, o):
        return self.__cmp__(o) == 0

    def __ne__(self, o):
        return self.__cmp__(o) != 0

    def __lt__(self, o):
        return self.__cmp__(o) < 0

    def __le__(self, o):
        return self.__cmp__(o) <= 0

    def __gt__(self, o):
        return self.__cmp__(o) > 0

    def __ge__(self, o):
        return self.__cmp__(o) >= 0
""",
            id="anything",
        ),
    ],
)
def test_comparison_methods_rewrites(before: str, after: str) -> None:
    check_rewrite("comparison-methods", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            """\
class A:
    def __eq__(self, o): pass
""",
            id="an old-style class had none",
        ),
        pytest.param(
            """\
class A(object):
    def __eq__(self, o): pass
    def __hash__(self): return 1
""",
            id="a hash of its own",
        ),
        pytest.param(
            """\
class A(list):
    def __eq__(self, o): pass
""",
            id="a list",
        ),
    ],
)
def test_hash_method_leaves(source: str) -> None:
    check_noop("hash-method", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """\
class A(object):
    def __eq__(self, o):
        return 1
""",
            """\
class A(object):
    def __eq__(self, o):
        return 1

    __hash__ = object.__hash__
""",
            id="a value",
        ),
    ],
)
def test_hash_method_rewrites(before: str, after: str) -> None:
    check_rewrite("hash-method", before, after)


def test_what_is_compared_is_called_as_it_is_now() -> None:
    before = b"class A(object):\n    def __cmp__(self, other): return cmp(unicode(self), other)\n"
    assert b"        return str(self) == other\n" in run("comparison-methods", before)


def test_a_class_of_tuples_asks_the_builtin_and_the_other_object_first() -> None:
    before = b"class Q(tuple):\n    def __cmp__(self, other):\n        return cmp(f(self), other)\n"
    text = run("comparison-methods", before)
    assert text.startswith(before)
    assert text.endswith(b"\n    __hash__ = tuple.__hash__\n")
    assert (
        b"    def __lt__(self, other):\n"
        b"        result = tuple.__lt__(self, other)\n"
        b"        if result is NotImplemented and not hasattr(other, '__cmp__'):\n"
        b"            result = type(other).__gt__(other, self)\n"
        b"        return self.__cmp__(other) < 0 if result is NotImplemented else result\n"
    ) in text


def test_such_a_class_compares_as_it_did() -> None:
    """What Python 2.7 answers, the builtin before ``__cmp__``, and ``__cmp__`` for what neither side knows."""
    before = b"class Q(tuple):\n    def __cmp__(self, other):\n        return self[0] - other\n"
    names: dict[str, type] = {}
    exec(run("comparison-methods", before), names)
    one, other = names["Q"]((1, 2)), names["Q"]((3, 4))

    class Knows:
        def __eq__(self, _: object) -> bool:
            return True

        __hash__ = object.__hash__

    assert (one == other, one < other, one == (1, 2)) == (False, True, True)
    assert (one == 1, one < 1, one == Knows()) == (True, False, True)


@pytest.mark.parametrize("base", ["dict", "int", "object", "tuple.sub"])
def test_others_ask_what_they_define(base: str) -> None:
    before = f"class Q({base}):\n    def __cmp__(self, other):\n        return f(self, other)\n".encode()
    assert b"\n        return self.__cmp__(other) == 0\n" in run("comparison-methods", before)
