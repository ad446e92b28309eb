"""Parameters and attributes that must be bytes, or binary files, by what is done with them."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

READ = "import struct\ndef read(fp):\n    size, = struct.unpack('<I', fp.read(4))\n"


@pytest.mark.parametrize(
    ("recipe", "before", "after"),
    [
        pytest.param(
            "bytes-literals",
            READ + "    if fp.read(4) != 'data':\n        raise Error('no data')\n",
            READ + "    if fp.read(4) != b'data':\n        raise Error('no data')\n",
            id="chunk 2.7, a file that is unpacked from",
        ),
        pytest.param(
            "bytes-literals",
            "import struct\ndef read(fp):\n    head = fp.read(8)\n    size, = struct.unpack('<I', head[4:])\n"
            "    if fp.read(1) == '\\0':\n        return ''\n",
            "import struct\ndef read(fp):\n    head = fp.read(8)\n    size, = struct.unpack('<I', head[4:])\n"
            "    if fp.read(1) == b'\\0':\n        return ''\n",
            id="by way of a name",
        ),
        pytest.param(
            "bytes-literals",
            "from struct import unpack\ndef size(data):\n    if data.startswith('\\xff'):\n        data[:1] + 'x'\n"
            "    return unpack('>H', data[:2])[0]\n",
            "from struct import unpack\ndef size(data):\n    if data.startswith(b'\\xff'):\n        data[:1] + b'x'\n"
            "    return unpack('>H', data[:2])[0]\n",
            id="data that is unpacked",
        ),
        pytest.param(
            "bytes-literals",
            "import struct\ndef info(page):\n    while not page.packets[0].startswith('\\x01head'):\n"
            "        page = page.next()\n    return struct.unpack('<B4i', page.packets[0][11:28])\n",
            "import struct\ndef info(page):\n    while not page.packets[0].startswith(b'\\x01head'):\n"
            "        page = page.next()\n    return struct.unpack('<B4i', page.packets[0][11:28])\n",
            id="an element that is unpacked",
        ),
        pytest.param(
            "bytes-literals",
            "def has_tag(f):\n    f.seek(-128, 2)\n    return f.read(3) == 'TAG'\n",
            "def has_tag(f):\n    f.seek(-128, 2)\n    return f.read(3) == b'TAG'\n",
            id="a file that is read from its end",
        ),
        pytest.param(
            "bytes-literals",
            "from struct import Struct\n_INT = Struct('!i')\npack_int = _INT.pack\nclass Out(object):\n"
            "    def __init__(self, f):\n        self.file = f\n    def int(self, n):\n"
            "        self.file.write(pack_int(n))\n    def end(self):\n        self.file.write('\\0')\n",
            "from struct import Struct\n_INT = Struct('!i')\npack_int = _INT.pack\nclass Out(object):\n"
            "    def __init__(self, f):\n        self.file = f\n    def int(self, n):\n"
            "        self.file.write(pack_int(n))\n    def end(self):\n        self.file.write(b'\\0')\n",
            id="an attribute that packed numbers are written to",
        ),
        pytest.param(
            "bytes-literals",
            "import struct\nhead = struct.pack('<4sI', 'RIFF', size)\nchunks = [head]\nchunks.append('WAVE')\n",
            "import struct\nhead = struct.pack('<4sI', b'RIFF', size)\nchunks = [head]\nchunks.append(b'WAVE')\n",
            id="what is packed, and added to a list of it",
        ),
        pytest.param(
            "bytes-literals",
            "import struct\ndef f(n, name):\n    return ''.join([struct.pack('<I', n), name, ''])\n",
            "import struct\ndef f(n, name):\n    return b''.join([struct.pack('<I', n), name, b''])\n",
            id="joined with what is packed",
        ),
        pytest.param(
            "byte-characters",
            "def varint(i, s):\n    while i > 127:\n        s += chr((i & 0x7f) | 0x80)\n        i >>= 7\n",
            "def varint(i, s):\n    while i > 127:\n        s += bytes([(i & 0x7f) | 0x80])\n        i >>= 7\n",
            id="bytes of a number",
        ),
        pytest.param(
            "bytes-literals",
            "def varint(i):\n    s = ''\n    s += chr(i >> 8 & 0xFF)\n    return s\n",
            "def varint(i):\n    s = b''\n    s += chr(i >> 8 & 0xFF)\n    return s\n",
            id="what bytes of a number are added to",
        ),
        pytest.param(
            "byte-ord",
            "def encode(data, i):\n    v1 = ord(data[i])\n    v2 = ord(data[i+1])\n    return v1 + (v2<<8)\n",
            "def encode(data, i):\n    v1 = ord(data[i:i + 1])\n    v2 = ord(data[i+1:i+2])\n    return v1 + (v2<<8)\n",
            id="a number made of bytes",
        ),
        pytest.param(
            "byte-ord",
            "def number(data):\n    return (ord(data[0]) << 24) | ord(data[3])\n",
            "def number(data):\n    return (ord(data[0:1]) << 24) | ord(data[3:4])\n",
            id="a number made of bytes at once",
        ),
        pytest.param(
            "byte-ord",
            "import struct\nclass A:\n    def __init__(self, f):\n        self.map = make_map(f)\n"
            "    def short(self, i):\n        return struct.unpack('!H', self.map[i:i + 2])[0]\n"
            "    def byte(self, i):\n        return ord(self.map[i])\n"
            "    def first(self):\n        return ord(self.map[0])\n",
            "import struct\nclass A:\n    def __init__(self, f):\n        self.map = make_map(f)\n"
            "    def short(self, i):\n        return struct.unpack('!H', self.map[i:i + 2])[0]\n"
            "    def byte(self, i):\n        return ord(self.map[i:i + 1])\n"
            "    def first(self):\n        return ord(self.map[0:1])\n",
            id="of an object of some class",
        ),
        pytest.param(
            "byte-ord",
            READ + "    for n in map(ord, fp.read(size)):\n        total += n\n",
            READ + "    for n in fp.read(size):\n        total += n\n",
            id="numbers of all bytes",
        ),
    ],
)
def test_rewrites(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(fp):\n    fp.seek(0, 2)\n    return fp.read(1) == 'x'\n", id="the end of any file"),
        pytest.param(
            "import struct\ndef f(data):\n    data = g(data)\n    struct.unpack('B', data)\n    return data == 'x'\n",
            id="a parameter that is given another value",
        ),
        pytest.param(
            "import struct\ndef f(fp):\n    struct.unpack('B', fp.read(1))\ndef g(fp):\n    return fp.read() == 'x'\n",
            id="another function's",
        ),
        pytest.param("def f(n):\n    return 'x' + chr(n & 0x7f)\n", id="a character"),
        pytest.param("def meta(c):\n    return '' if not c else chr(ord(c) | 0x80)\n", id="another character"),
        pytest.param("def f(s):\n    return map(ord, s)\n", id="numbers of characters"),
        pytest.param(
            "def pair(s):\n    return (ord(s[0]) - 0xD800 << 10) + ord(s[1])\n", id="a character of two surrogates"
        ),
        pytest.param("def f(s, n):\n    v = ord(s[0])\n    return v + (n << 8)\n", id="another number is shifted"),
    ],
)
def test_left_alone(source: str) -> None:
    for recipe in ("bytes-literals", "byte-characters", "byte-ord"):
        check_noop(recipe, source)
