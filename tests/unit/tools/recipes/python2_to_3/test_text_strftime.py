"""Formats of times."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run_track

REWRITE = [
    pytest.param(
        "def f(d, form):\n    return d.strftime(form.encode('utf-8')).decode('utf-8')\n",
        "def f(d, form):\n    return d.strftime(form).decode('utf-8')\n",
        id="encoded there",
    ),
    pytest.param(
        "def f(d, form):\n    if isinstance(form, str):\n        form = form.encode(code)\n"
        "    x = d.strftime(form)\n    return time.strftime(form, x)\n",
        "def f(d, form):\n    if isinstance(form, str):\n        form = form\n"
        "    x = d.strftime(form)\n    return time.strftime(form, x)\n",
        id="encoded before",
    ),
]
NOOP = [
    pytest.param("def f(d, form):\n    return d.strftime(form).encode('utf-8')\n", id="what it gives"),
    pytest.param(
        "def f(d, form):\n    form = form.encode('utf-8')\n    out.write(form)\n    return d.strftime(form)\n",
        id="used for something else",
    ),
    pytest.param("def f(d, form):\n    raw = form.encode('utf-8')\n    return d.strftime(raw)\n", id="another name"),
    pytest.param(
        "def f(d, form):\n    y = d.strftime(form)\n    form = form.encode('utf-8')\n    return form\n",
        id="encoded after",
    ),
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_formats_are_text(before: str, after: str) -> None:
    check_rewrite("strftime-text", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_strftime_text_leaves(source: str) -> None:
    check_noop("strftime-text", source)


def test_what_it_gives_is_not_decoded() -> None:
    before = b"def f(d, form):\n    print d.strftime(form.encode('utf-8')).decode('utf-8')\n"
    assert run_track({"a.py": before})["a.py"] == b"def f(d, form):\n    print(d.strftime(form))\n"
