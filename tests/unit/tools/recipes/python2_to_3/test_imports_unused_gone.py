"""Imports of modules that are gone, of which nothing is used."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import mimetools\nx = mimetools.choose_boundary()\n", id="used"),
        pytest.param("import mimetools\n__all__ = ['mimetools']\n", id="offered to others"),
        pytest.param(
            "try:\n    import hotshot\nexcept ImportError:\n    hotshot = None\n",
            id="a rebinding",
        ),
        pytest.param("from mimetools import *\n", id="a star"),
        pytest.param("import sys\n", id="another module"),
        pytest.param("from rfc822 import formatdate as date\n", id="a name that is elsewhere now"),
    ],
)
def test_unused_gone_modules_leaves(source: str) -> None:
    check_noop("unused-gone-modules", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("import sys, mimetools, re\nsys.exit(re)\n", "import sys, re\nsys.exit(re)\n", id="one of many"),
        pytest.param("import mimetools\nx = 1\n", "x = 1\n", id="a whole statement"),
        pytest.param("from rfc822 import Message\nx = 1\n", "x = 1\n", id="by name"),
        pytest.param("def f():\n    import rexec as r\n", "def f():\n    pass\n", id="all of a block"),
    ],
)
def test_unused_gone_modules(before: str, after: str) -> None:
    check_rewrite("unused-gone-modules", before, after)
