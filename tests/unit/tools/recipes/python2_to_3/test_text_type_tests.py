"""Tests for str that mean bytes."""

import pytest

from tests.support.recipes import check_noop, check_rewrite, run_track

REWRITE = [
    (
        "a helper that takes whatever a caller has",
        "def f(v, e):\n    if isinstance(v, unicode):\n        return v\n    if isinstance(v, str):\n"
        "        return v.decode(e)\n",
        "def f(v, e):\n    if isinstance(v, unicode):\n        return v\n    if isinstance(v, bytes):\n"
        "        return v.decode(e)\n",
    ),
    (
        "an encoder's chain",
        "if isinstance(o, unicode):\n    w(u'x')\nelif isinstance(o, str):\n    w('y')\nelse:\n    pass\n",
        "if isinstance(o, unicode):\n    w(u'x')\nelif isinstance(o, bytes):\n    w('y')\nelse:\n    pass\n",
    ),
    (
        "decoded alone",
        "if isinstance(s, str):\n    s = unicode(s, 'utf-8')\n",
        "if isinstance(s, bytes):\n    s = unicode(s, 'utf-8')\n",
    ),
    (
        "a codec that is looked up",
        "if isinstance(s, str):\n    s = codecs.getdecoder('x')(s, encoding=e)[0]\n",
        "if isinstance(s, bytes):\n    s = codecs.getdecoder('x')(s, encoding=e)[0]\n",
    ),
    (
        "a codec by its function",
        "if isinstance(s, str):\n    s, _ = codecs.utf_8_decode(s)\n",
        "if isinstance(s, bytes):\n    s, _ = codecs.utf_8_decode(s)\n",
    ),
    (
        "in an expression",
        "x = s.decode('utf-8') if isinstance(s, str) else s\n",
        "x = s.decode('utf-8') if isinstance(s, bytes) else s\n",
    ),
    (
        "with another condition",
        "if s and isinstance(s, str):\n    s = s.decode('latin-1')\n",
        "if s and isinstance(s, bytes):\n    s = s.decode('latin-1')\n",
    ),
    (
        "by type",
        "if type(s) is str:\n    s = s.decode('utf-8')\n",
        "if type(s) is bytes:\n    s = s.decode('utf-8')\n",
    ),
]

NOOP = [
    "def f(p):\n    data = open(p, 'rb').read()\n    if isinstance(data, str):\n        data = data.encode('utf-8')\n",
    "if isinstance(s, str):\n    s = unicode(s)\n",
    "if isinstance(s, str):\n    s = codecs.getdecoder('x')(t)\n",
    "if isinstance(s, str):\n    return s\nelif isinstance(s, unicode):\n    return s.encode('utf-8')\n",
    "if isinstance(s, (str, unicode)):\n    s = s.decode('utf-8')\n",
    "if isinstance(s, str):\n    t = u.decode('utf-8')\n",
    "if isinstance(s, unicode):\n    s = s.encode('utf-8')\nassert isinstance(t, str)\n",
    "if isinstance(s, bytes):\n    s = s.decode('utf-8')\n",
]


@pytest.mark.parametrize(("origin", "before", "after"), REWRITE)
def test_means_bytes(origin: str, before: str, after: str) -> None:
    check_rewrite("bytes-tests", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_stays(source: str) -> None:
    check_noop("bytes-tests", source)


def test_both_are_told_apart_before_unicode_is_str() -> None:
    before = b"if isinstance(v, unicode):\n    print v\nelif isinstance(v, str):\n    print v.decode('utf-8')\n"
    after = b"if isinstance(v, str):\n    print(v)\nelif isinstance(v, bytes):\n    print(v.decode('utf-8'))\n"
    assert run_track({"m.py": before})["m.py"] == after
