"""Tests for methods that hold for functions of classes, too."""

from types import SimpleNamespace

import pytest

from tests.support.recipes import check_noop, run


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import inspect\nif inspect.ismethod(handler):\n    handler()\n", id="a callback"),
        pytest.param(
            "import inspect\ndef spec(f):\n    if inspect.ismethod(f):\n        f = f.im_func\n"
            "    return inspect.getargspec(f)\n",
            id="its function is taken",
        ),
        pytest.param("import inspect\nfound = inspect.getmembers(self, inspect.ismethod)\n", id="members of an object"),
        pytest.param("from mine import ismethod\nismethod(getattr(cls, 'a'))\n", id="another function"),
    ],
)
def test_method_test_leaves(source: str) -> None:
    check_noop("method-test", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import inspect\n\ndef spec(method):\n    names = inspect.getargspec(method)[0]\n"
            "    if inspect.ismethod(method):\n        names = names[1:]\n    return names\n",
            "    names = inspect.getargspec(method)[0]\n    if _is_method(method):\n",
            id="its signature without self",
        ),
        pytest.param(
            "import inspect\n\ndef tests(cls):\n    return inspect.getmembers(cls, inspect.ismethod)\n",
            "    return inspect.getmembers(cls, _is_method)\n",
            id="members of a class",
        ),
        pytest.param(
            "import inspect\n\ndef tests(self):\n"
            "    return inspect.getmembers(self.__class__, predicate=inspect.ismethod)\n",
            "    return inspect.getmembers(self.__class__, predicate=_is_method)\n",
            id="members by keyword",
        ),
        pytest.param(
            "import inspect\n\ndef tests(cls):\n    for name in dir(cls):\n        found = getattr(cls, name)\n"
            "        if inspect.ismethod(found):\n            yield name\n",
            "        if _is_method(found):\n",
            id="looked up on a class",
        ),
        pytest.param(
            "from inspect import ismethod\n\ndef tests(obj):\n    return ismethod(getattr(obj.__class__, 'run'))\n",
            "    return _is_method(getattr(obj.__class__, 'run'))\n",
            id="by its own name",
        ),
        pytest.param(
            "import inspect\n\ndef bound(self):\n    if inspect.ismethod(self.f):\n"
            "        return getattr(self.f, 'im_class', None)\n",
            "    if _is_method(self.f):\n        return _method_class(self.f, None)\n",
            id="its class",
        ),
    ],
)
def test_method_test_rewrites(before: str, after: str) -> None:
    result = run("method-test", before.encode())
    assert after in result.decode()
    assert result.count(b"def _is_method(value):") == 1
    assert b"import inspect\n" in result
    assert run("method-test", result) == result, "a second run changes it again"


def test_what_is_a_method_is_told_from_what_is_none() -> None:
    source = run("method-test", b"import inspect\nfound = lambda C: inspect.getmembers(C, inspect.ismethod)\n")
    given = SimpleNamespace(**_defined(source))

    class Local:
        def plain(self) -> None:
            """Do nothing."""

        @classmethod
        def of_class(cls) -> None:
            """Do nothing."""

    assert given._is_method(Local.plain)
    assert given._is_method(Local().plain)
    assert given._is_method(Local.of_class)
    assert given._is_method(Shown.shown)
    assert not given._is_method(Shown.alone)
    assert not given._is_method(check_noop)
    assert not given._is_method(len)
    assert not given._is_method(lambda: None)


class Shown:
    """A class that others can find."""

    def shown(self) -> None:
        """Do nothing."""

    @staticmethod
    def alone() -> None:
        """Do nothing."""


def _defined(source: bytes) -> dict[str, object]:
    names: dict[str, object] = {}
    exec(source, names)
    return names
