"""Failures of Twisted's test cases are read as the exceptions they hold."""

import sys
import types

import pytest

from tools.checks.probes.overhaul_probe import trial


class Failure:
    """As Twisted's: what pytest notes as it is made is what it was told, without a traceback."""

    def __init__(self, value: BaseException) -> None:
        self.type, self.value = type(value), value
        self._rawexcinfo = (self.type, value, None)

    def getTracebackObject(self) -> object:
        return self.value.__traceback__


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> type[Failure]:
    module = types.ModuleType("twisted.python.failure")
    kind = type("Failure", (Failure,), {})
    module.Failure = kind  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "twisted.python.failure", module)
    return kind


def test_the_traceback_is_there(loaded: type[Failure]) -> None:
    trial.readable()
    trial.readable()
    try:
        raise KeyError("a")
    except KeyError as error:
        failure = loaded(error)
    assert failure._rawexcinfo == (KeyError, failure.value, failure.value.__traceback__)


def test_one_that_was_never_raised_has_none(loaded: type[Failure]) -> None:
    trial.readable()
    assert not hasattr(loaded(KeyError("a")), "_rawexcinfo")


def test_nothing_is_done_where_twisted_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "twisted.python.failure", raising=False)
    trial.readable()
