"""Functions that give a plain string of whatever they are given."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

TO_BYTES = "def to_bytes(x):\n    if isinstance(x, str):\n        return x.encode('utf-8')\n    return str(x)\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(TO_BYTES, id="bytes by its name"),
        pytest.param(
            "def f(x):\n    if isinstance(x, str):\n        return x.encode()\n    return x\n", id="no text else"
        ),
        pytest.param("def f(x):\n    if x:\n        return x.encode()\n    return str(x)\n", id="another test"),
        pytest.param(
            "def f(x):\n    if isinstance(x, str):\n        return g(x.encode())\n    return str(x)\n", id="more"
        ),
    ],
)
def test_native_strings_leaves(source: str) -> None:
    check_noop("native-strings", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "def safe(x, code='utf-8'):\n    if isinstance(x, str):\n        return x.encode(code)\n"
            "    elif isinstance(x, bytes):\n        return x\n    else:\n        return str(x)\n",
            "def safe(x, code='utf-8'):\n    if isinstance(x, str):\n        return x\n"
            "    elif isinstance(x, bytes):\n        return x.decode(code)\n    else:\n        return str(x)\n",
            id="three kinds",
        ),
        pytest.param(
            "def safe(x):\n    if isinstance(x, unicode):\n        return x.encode('utf-8')\n"
            "    if isinstance(x, str):\n        return x\n    return str(x)\n",
            "def safe(x):\n    if isinstance(x, unicode):\n        return x\n"
            "    if isinstance(x, str):\n        return x.decode('utf-8')\n    return str(x)\n",
            id="as it was written",
        ),
        pytest.param(
            "def put(x):\n    if isinstance(x, unicode):\n        return x.encode('utf-8')\n"
            "    if x in known:\n        return str(x)\n    return unicode(x).encode('utf-8')\n",
            "def put(x):\n    if isinstance(x, unicode):\n        return x\n"
            "    if x in known:\n        return str(x)\n    return unicode(x)\n",
            id="by way of text",
        ),
        pytest.param(
            "def safe(x):\n    if isinstance(x, str):\n        return x.encode('utf8', 'replace')\n    return str(x)\n",
            "def safe(x):\n    if isinstance(x, str):\n        return x\n    return str(x)\n",
            id="two kinds",
        ),
    ],
)
def test_native_strings(before: str, after: str) -> None:
    check_rewrite("native-strings", before, after)
