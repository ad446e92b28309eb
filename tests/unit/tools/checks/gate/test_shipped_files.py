"""What a track ships may do what its module did; one byte more, or another's word for it, and it may not."""

import pytest

from tools.checks.gate.context import Change
from tools.checks.gate.tampering import tamperings
from tools.checks.gate.tests_intact import _other
from tools.recipes.python2_to_3._shared.companions import text_of
from tools.recipes.shipped import by_itself

PATH = "srv/_legacy_asyncore.py"
TEXT = text_of("_legacy_asyncore")


@pytest.mark.parametrize("text", [TEXT, text_of("_legacy_imp"), by_itself(text_of("_legacy_asynchat"))])
def test_what_is_shipped_is_accepted(text: bytes) -> None:
    assert not list(_other(Change(PATH, None, None, text, by_recipe=True)))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(Change(PATH, None, None, TEXT + b"\n", by_recipe=True), id="one byte more"),
        pytest.param(Change(PATH, None, None, TEXT, by_recipe=False), id="not by a recipe"),
        pytest.param(Change(PATH, None, b"x = 1\n", TEXT, by_recipe=True), id="over another file"),
        pytest.param(Change(PATH, b"x = 1\n", None, TEXT, by_recipe=True), id="over a file of the base"),
    ],
)
def test_anything_else_is_looked_at(change: Change) -> None:
    assert list(tamperings(change))
    assert list(_other(change))
