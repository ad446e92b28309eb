"""What methods of files give, at a prompt."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    pytest.param(
        "'''\n>>> f = StringIO()\n>>> f.write('a')\n>>> f.seek(0)\n>>> f.read()\n'a'\n'''\n",
        "'''\n>>> f = StringIO()\n>>> _ = f.write('a')\n>>> _ = f.seek(0)\n>>> f.read()\n'a'\n'''\n",
        id="a buffer",
    ),
    pytest.param(
        "def f():\n    '''\n    >>> self.out.write(\n    ...     'a')\n\n    Text.\n    '''\n",
        "def f():\n    '''\n    >>> _ = self.out.write(\n    ...     'a')\n\n    Text.\n    '''\n",
        id="several lines",
    ),
]
NOOP = [
    pytest.param("'''\n>>> w.write('a')\nwrote a\n'''\n", id="it shows something"),
    pytest.param("'''\n>>> x = f.write('a')\n>>> f.read()\n'''\n", id="assigned, and another method"),
    pytest.param("'''\n>>> f.write(_('a'))\n>>> f.write( _('a'))\n'''\n", id="a function of that name"),
    pytest.param("'''\n>>> config.write()\n>>> config.read()\n'''\n", id="no file's"),
    pytest.param("f.write('a')\n# >>> f.write('a')\n", id="code"),
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_what_files_give_is_not_shown(before: str, after: str) -> None:
    check_rewrite("doctest-echoes", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_doctest_echoes_leaves(source: str) -> None:
    check_noop("doctest-echoes", source)


def test_text_files_too() -> None:
    check_rewrite("doctest-echoes", ">>> f.seek(0)\n\nText.\n", ">>> _ = f.seek(0)\n\nText.\n", path="a.txt")
