"""Mappings with iteritems of their own."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


def test_iteritems_is_items_as_well() -> None:
    before = "class Names(object):\n    def iteritems(self):\n        return iter(self.d)\n\nx = 1\n"
    after = before.replace("\n\nx", "\n\n    items = iteritems\n\nx")
    check_rewrite("items-method", before, after)


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    def items(self): pass\n    def iteritems(self): pass\n",
        "class A:\n    def keys(self): pass\nclass B(A):\n    def iterkeys(self): pass\n",
        "def iteritems(d): pass\nd.iteritems()\n",
    ],
)
def test_class_that_is_left(source: str) -> None:
    check_noop("items-method", source)
