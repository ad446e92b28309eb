"""Elements of bytes, tables with deletions, and text made native by ASCII."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    (
        "byte-numbers",
        "a number of seven bits a byte",
        "def to_int(value, bits):\n    if isinstance(value, str):\n"
        "        parts = [ord(c) & 127 for c in value]\n    return sum(parts)\n",
        "def to_int(value, bits):\n    if isinstance(value, (str, bytes)):\n"
        "        parts = [(c if isinstance(c, int) else ord(c)) & 127 for c in value]\n    return sum(parts)\n",
    ),
    (
        "byte-numbers",
        "a loop, beside a name that hides the builtin",
        "def f(value):\n    bytes = []\n    if isinstance(value, str):\n"
        "        for c in value:\n            bytes.append(ord(c))\n    return bytes\n",
        "def f(value):\n    bytes = []\n    if isinstance(value, (str, type(b''))):\n"
        "        for c in value:\n            bytes.append((c if isinstance(c, int) else ord(c)))\n    return bytes\n",
    ),
    (
        "bytes-literals",
        "the body of a request",
        "def app(environ):\n    body = environ['wsgi.input'].read(10)\n"
        "    return body.split('&') if body != 'x' else body\n",
        "def app(environ):\n    body = environ['wsgi.input'].read(10)\n"
        "    return body.split(b'&') if body != b'x' else body\n",
    ),
    (
        "byte-ord",
        "a header",
        "x = open(p, 'rb').read()\ny = ord(x[0]) + 1\n",
        "x = open(p, 'rb').read()\ny = x[0] + 1\n",
    ),
    (
        "byte-ord",
        "a checksum",
        "import zlib\nfor c in zlib.compress(x):\n    s += ord(c)\n",
        "import zlib\nfor c in zlib.compress(x):\n    s += c\n",
    ),
    ("translate-deletes", "alone", "x = s.translate(None, '-')\n", "x = s.translate(str.maketrans('', '', '-'))\n"),
    (
        "translate-deletes",
        "with a table",
        "x = s.translate(t, d)\n",
        "x = s.translate(str.maketrans('', '', d)).translate(t)\n",
    ),
    (
        "ascii-names",
        "a header's own encoding",
        "def f(r, v):\n    if isinstance(v, unicode):\n        v = v.encode('ISO-8859-1') # of headers\n"
        "    r.headerlist.append(('X', v))\n",
        "def f(r, v):\n    if isinstance(v, unicode):\n        v = v # of headers\n    r.headerlist.append(('X', v))\n",
    ),
    (
        "ascii-names",
        "a date in a header",
        "def f(d):\n    if isinstance(d, unicode):\n        d = d.encode('ascii')\n    return d\n",
        "def f(d):\n    if isinstance(d, unicode):\n        d = d\n    return d\n",
    ),
    (
        "bytes-literals",
        "a password made bytes",
        "def f(s):\n    if isinstance(s, unicode):\n        s = s.encode('utf-8')\n    return s + '\\0'\n",
        "def f(s):\n    if isinstance(s, unicode):\n        s = s.encode('utf-8')\n    return s + b'\\0'\n",
    ),
    (
        "bytes-literals",
        "identifiers of objects in a file",
        "class H:\n    GUID = '\\x30\\xb2'\ndef f(p):\n    return open(p, 'rb').read(2) == H.GUID\n",
        "class H:\n    GUID = b'\\x30\\xb2'\ndef f(p):\n    return open(p, 'rb').read(2) == H.GUID\n",
    ),
]

NOOP = [
    ("byte-numbers", "def f(s):\n    if isinstance(s, unicode):\n        return [ord(c) for c in s]\n"),
    ("byte-numbers", "def f(s):\n    if isinstance(s, str):\n        return [ord(c) for c in s.strip()]\n"),
    ("byte-numbers", "def f(s):\n    return [ord(c) for c in s]\n"),
    ("byte-ord", "def f(p, s):\n    return ord(open(p, 'rb').read(1)), ord(s[0]), ord('x')\n"),
    ("translate-deletes", "x = s.translate(t)\ny = string.translate(s, t, d)\nimport string\n"),
    ("translate-deletes", "x = s.encode('utf-8').translate(None, b'-')\n"),
    ("ascii-names", "def f(d):\n    if isinstance(d, unicode):\n        d = d.encode('utf-8')\n    return d\n"),
    ("ascii-names", "def f(d):\n    if isinstance(d, unicode):\n        d = d.encode('latin-1')\n    return d\n"),
    ("ascii-names", "def f(s, d):\n    if isinstance(d, unicode):\n        d = d.encode('ascii')\n    s.sendall(d)\n"),
]


@pytest.mark.parametrize(("recipe", "origin", "before", "after"), REWRITE)
def test_rewrite(recipe: str, origin: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_noop(recipe: str, source: str) -> None:
    check_noop(recipe, source)
