"""Literals among bytes."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    (
        "zipfile 2.7, a signature",
        "def f(p):\n    fp = open(p, 'rb')\n    if fp.read(4) != 'PK\\003\\004':\n        raise IOError('no zip')\n",
        "def f(p):\n    fp = open(p, 'rb')\n    if fp.read(4) != b'PK\\003\\004':\n        raise IOError('no zip')\n",
    ),
    (
        "a module's signature, used as bytes only",
        "MAGIC = 'GIF89a'\ndef f(p):\n    with open(p, 'rb') as f:\n        return f.read(6) == MAGIC\n",
        "MAGIC = b'GIF89a'\ndef f(p):\n    with open(p, 'rb') as f:\n        return f.read(6) == MAGIC\n",
    ),
    (
        "a protocol client's loop",
        "def f(s):\n    data = ''\n    while '\\r\\n' not in data:\n        chunk = s.recv(512)\n"
        "        if chunk == '':\n            break\n        data += chunk\n    return data.split('\\r\\n"
        "', 1)[0] + '\\n'\n",
        "def f(s):\n    data = b''\n    while b'\\r\\n' not in data:\n        chunk = s.recv(512)\n"
        "        if chunk == b'':\n            break\n        data += chunk\n    return data.split(b'\\r\\n"
        "', 1)[0] + b'\\n'\n",
    ),
    (
        "a buffer kept on the object",
        "class C(object):\n    rest = ''\n    def __init__(self):\n        self.buf = ''\n    def feed(self):\n"
        "        self.buf += self.sock.recv(1)\n        self.rest = self.buf[1:]\n",
        "class C(object):\n    rest = b''\n    def __init__(self):\n        self.buf = b''\n    def feed(self):\n"
        "        self.buf += self.sock.recv(1)\n        self.rest = self.buf[1:]\n",
    ),
    (
        "struct and join",
        "import struct\ndef f(n):\n    return ''.join([struct.pack('<I', n), '\\0' * 4]) + 'a' 'b'\n",
        "import struct\ndef f(n):\n    return b''.join([struct.pack('<I', n), b'\\0' * 4]) + b'a' b'b'\n",
    ),
    (
        "wave 2.7, what struct unpacks by its format",
        "import struct\ndef f(fp):\n    tag, size, kind = struct.unpack('<4sI4s', fp.read(12))\n"
        "    if tag != 'RIFF' or size == '' or kind != 'WAVE':\n        raise Error(tag)\n"
        "    n = struct.unpack('%ds' % size, fp.read(size))[0]\n    return n + '\\0'\n",
        "import struct\ndef f(fp):\n    tag, size, kind = struct.unpack('<4sI4s', fp.read(12))\n"
        "    if tag != b'RIFF' or size == '' or kind != b'WAVE':\n        raise Error(tag)\n"
        "    n = struct.unpack('%ds' % size, fp.read(size))[0]\n    return n + b'\\0'\n",
    ),
    (
        "written to a binary file",
        "def f(p, x):\n    out = open(p, mode='wb')\n    out.write('head\\n')\n    out.write(r'\\d')\n"
        "    out.write(x)\n",
        "def f(p, x):\n    out = open(p, mode='wb')\n    out.write(b'head\\n')\n    out.write(br'\\d')\n"
        "    out.write(x)\n",
    ),
    (
        "lines of a file, by what they start with",
        "def f(p):\n    for line in open(p, 'rb'):\n"
        "        if line.startswith(('#', ';')) or line.strip() in ('', 'x'):\n"
        "            continue\n        key, value = line.split('=')\n        x = key + ':'\n",
        "def f(p):\n    for line in open(p, 'rb'):\n"
        "        if line.startswith((b'#', b';')) or line.strip() in (b'', b'x'):\n"
        "            continue\n        key, value = line.split(b'=')\n        x = key + b':'\n",
    ),
    (
        "what a helper returns",
        "import zlib\ndef load(x):\n    if not x:\n        return ''\n    return zlib.decompress(x)\n"
        "def f(x):\n    return load(x).find('a')\n",
        "import zlib\ndef load(x):\n    if not x:\n        return b''\n    return zlib.decompress(x)\n"
        "def f(x):\n    return load(x).find(b'a')\n",
    ),
    (
        "chunks joined, then added to what is packed",
        "import struct\ndef f(xs):\n    data = ''.join([x.render() for x in xs])\n"
        "    return struct.pack('<I', len(data)) + data\n",
        "import struct\ndef f(xs):\n    data = b''.join([x.render() for x in xs])\n"
        "    return struct.pack('<I', len(data)) + data\n",
    ),
    (
        "hashes",
        "import hashlib\ndef f(xs):\n    h = hashlib.md5('salt')\n    for x in xs:\n        h.update(x)\n"
        "        h.update('|')\n"
        "    return h.hexdigest() + 'x'\n",
        "import hashlib\ndef f(xs):\n    h = hashlib.md5(b'salt')\n    for x in xs:\n        h.update(x)\n"
        "        h.update(b'|')\n"
        "    return h.hexdigest() + 'x'\n",
    ),
    (
        "what a test sends, counts and compares",
        "import io\ndef test(self):\n    data = 'abc\\r\\n' * 1000\n    sink = io.BytesIO()\n    sink.write(data)\n"
        "    self.assertEqual(len(data), 5000)\n    self.assertEqual(data, sink.getvalue())\n",
        "import io\ndef test(self):\n    data = b'abc\\r\\n' * 1000\n    sink = io.BytesIO()\n    sink.write(data)\n"
        "    self.assertEqual(len(data), 5000)\n    self.assertEqual(data, sink.getvalue())\n",
    ),
    (
        "what a helper makes a file of",
        "from io import BytesIO\nclass T:\n    def file(self, text):\n        return BytesIO(text)\n"
        "    def test(self):\n        body = 'input'\n        f = self.file(body)\n        g = self.file('')\n"
        "        self.assertEqual(request(f).body, body)\n",
        "from io import BytesIO\nclass T:\n    def file(self, text):\n        return BytesIO(text)\n"
        "    def test(self):\n        body = b'input'\n        f = self.file(body)\n        g = self.file(b'')\n"
        "        self.assertEqual(request(f).body, body)\n",
    ),
    (
        "what a function hashes",
        "import hashlib\ndef key(salt, text):\n    return hashlib.sha1(text).hexdigest()\nx = key('a', 'b')\n",
        "import hashlib\ndef key(salt, text):\n    return hashlib.sha1(text).hexdigest()\nx = key('a', b'b')\n",
    ),
    (
        "what a test expects of a socket",
        "def test(self):\n    s = socket.socket()\n    data = s.recv(1024)\n    self.assertEqual(data, 'ok')\n",
        "def test(self):\n    s = socket.socket()\n    data = s.recv(1024)\n    self.assertEqual(data, b'ok')\n",
    ),
    (
        "what a test expects, said first",
        "f = open(p, 'rb')\nassert_equal('abc', f.read())\n",
        "f = open(p, 'rb')\nassert_equal(b'abc', f.read())\n",
    ),
]

NOOP = [
    "import hashlib\ndef key(text):\n    text = text.encode()\n    return hashlib.sha1(text)\nx = key('b')\n",
    "from io import BytesIO\ndef f(t):\n    return BytesIO(t)\nclass A:\n    def f(self, t): pass\nx = f('b')\n",
    "def f(self):\n    data = 'abc'\n    sink = io.BytesIO()\n    sink.write(data)\n    g(data)\n",
    "def f(self):\n    data = 'abc'\n    sink = io.BytesIO()\n    sink.write(data)\n    return 'x' in data\n",
    "f = open(p, 'rb')\nself.assertEqual(len(f.read()), 'abc')\nself.assertIn('abc', x, f.read())\n",
    "def f(p):\n    with open(p) as f:\n        return f.read() == 'x'\n",
    "def f(p, mode):\n    return open(p, mode).read() + 'x'\n",
    "def f(data):\n    data = data.encode('utf-8').decode('latin-1')\n    return data == 'x'\n",
    "def f(x):\n    y = x.encode('utf-8')\n    y = x\n    return y == 'x'\n",
    "def f(p):\n    d = open(p, 'rb').read()\n    return d == u'x' or d == b'x' or {'a': d} or d.foo('x')\n",
    "def f(s, x):\n    d = s.recv(1)\n    if x:\n        d = x\n    return d == 'x'\n",
    "from __future__ import unicode_literals\ndef f(s):\n    return s.recv(1) == 'x'\n",
    "SEP = ','\ndef f(p):\n    return open(p, 'rb').read().split(SEP), SEP.join('ab')\n",
    "def f(s, codec):\n    return s.encode(codec, table) == 'x'\n",
    "import sys\nif sys.version_info < (3,):\n    def f(s):\n        return s.recv(1) == 'x'\n",
]


@pytest.mark.parametrize(("origin", "before", "after"), REWRITE)
def test_literal_among_bytes(origin: str, before: str, after: str) -> None:
    check_rewrite("bytes-literals", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_literal_that_stays(source: str) -> None:
    check_noop("bytes-literals", source)
