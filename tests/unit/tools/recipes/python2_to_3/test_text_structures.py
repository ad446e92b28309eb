"""Names in binary structures, bytes in formats, keys read from files: recipes of the stage ``text``."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

NAMES = [
    (  # chunked files: a table of handlers by tag
        "import struct\n\ndef chunk(f):\n    tag, size = struct.unpack('>4sI', f.read(8))\n    return HANDLERS[tag]\n",
        "import struct\n\ndef chunk(f):\n    tag, size = struct.unpack('>4sI', f.read(8))\n"
        "    tag = tag.decode('latin-1')\n    return HANDLERS[tag]\n",
    ),
    (  # on one line with what guards it
        "from struct import error, unpack\n\ndef head(data):\n    try: tag, n = unpack('>4sI', data)\n"
        "    except error: return None\n    return tag in TAGS\n",
        "from struct import error, unpack\n\ndef head(data):\n"
        "    try: tag, n = unpack('>4sI', data); tag = tag.decode('latin-1')\n"
        "    except error: return None\n    return tag in TAGS\n",
    ),
    (  # an attribute, looked up in another class
        "import struct\n\nclass Atom(object):\n    def __init__(self, f):\n"
        "        self.size, self.name = struct.unpack('>I4s', f.read(8))\n\n"
        "def parse(atom):\n    return TABLE.get(atom.name)\n",
        "import struct\n\nclass Atom(object):\n    def __init__(self, f):\n"
        "        self.size, self.name = struct.unpack('>I4s', f.read(8))\n"
        "        self.name = self.name.decode('latin-1')\n\n"
        "def parse(atom):\n    return TABLE.get(atom.name)\n",
    ),
]
NO_NAMES = [
    # only compared with a literal, which becomes bytes
    "import struct\n\ndef check(f):\n    tag, size = struct.unpack('>4sI', f.read(8))\n    return tag == 'RIFF'\n",
    # identifiers of 16 bytes are no words
    "import struct\n\ndef find(f):\n    guid, size = struct.unpack('<16sQ', f.read(24))\n    return TABLE[guid]\n",
    # numbers
    "import struct\n\ndef find(f):\n    kind, size = struct.unpack('<II', f.read(8))\n    return TABLE[kind]\n",
    # decoded by the program
    "import struct\n\ndef find(f):\n    tag, n = struct.unpack('>4sI', f.read(8))\n"
    "    return TABLE[tag.decode('ascii')]\n",
]


@pytest.mark.parametrize(("before", "after"), NAMES)
def test_unpacked_names(before: str, after: str) -> None:
    check_rewrite("unpacked-names", before, after)


@pytest.mark.parametrize("source", NO_NAMES)
def test_unpacked_bytes_stay(source: str) -> None:
    check_noop("unpacked-names", source)


READER = "import struct\n\ndef chunk(f):\n    tag, n = struct.unpack('>4sI', f.read(8))\n    return HANDLERS[tag]\n\n"


def test_names_are_encoded_where_they_are_packed() -> None:
    check_rewrite(
        "packed-names",
        READER + "def render(name, size):\n    return struct.pack('>4sI', name, size)\n\nhead = render('data', 0)\n",
        READER + "def render(name, size):\n    return struct.pack('>4sI', name.encode('latin-1'), size)\n\n"
        "head = render('data', 0)\n",
    )
    check_rewrite(
        "packed-names",
        READER + "def write(key, n):\n    kind, name = key.split(':')\n    return struct.pack('>I', n) + name\n",
        READER + "def write(key, n):\n    kind, name = key.split(':')\n"
        "    return struct.pack('>I', n) + name.encode('latin-1')\n",
    )
    check_noop(
        "packed-names", "import struct\n\ndef render(name):\n    return struct.pack('>4s', name)\n\nrender('data')\n"
    )
    check_noop("packed-names", READER + "def render(name):\n    return struct.pack('>4s', name)\n\nrender(b'data')\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "import struct\n\ndef head(n):\n    return 'TAG%s%s' % (struct.pack('<I', n), '\\0' * 8)\n",
            "import struct\n\ndef head(n):\n    return b'TAG%s%s' % (struct.pack('<I', n), b'\\0' * 8)\n",
        ),
        (
            "import struct\n\ndef head(n):\n    return '<%s>' % struct.pack('<I', n)\n",
            "import struct\n\ndef head(n):\n    return b'<%s>' % struct.pack('<I', n)\n",
        ),
    ],
)
def test_binary_formats(before: str, after: str) -> None:
    check_rewrite("binary-formats", before, after)


@pytest.mark.parametrize(
    "source",
    [
        "import struct\n\ndef show(n):\n    print('packed: %r' % struct.pack('<I', n))\n",
        "import struct\n\ndef show(n):\n    return '%s: %s' % (str(n), struct.pack('<I', n))\n",
        "def show(n):\n    return '%s' % widget.pack(n)\n",
    ],
)
def test_shown_bytes_stay(source: str) -> None:
    check_noop("binary-formats", source)


MAPPING = "class Tags(object):\n    def __setitem__(self, key, value):\n        self.all[key] = value\n\n"


def test_mapping_keys() -> None:
    check_rewrite(
        "mapping-keys",
        MAPPING
        + "    def load(self, name):\n        f = open(name, 'rb')\n        key = f.read(4)\n        self[key] = 1\n",
        MAPPING + "    def load(self, name):\n        f = open(name, 'rb')\n        key = f.read(4)\n"
        "        self[key.decode('latin-1')] = 1\n",
    )
    check_noop(
        "mapping-keys", MAPPING + "    def load(self, name):\n        key = open(name).read(4)\n        self[key] = 1\n"
    )
    check_noop("mapping-keys", "class Cache(dict):\n    def load(self, f):\n        self[f.recv(4)] = 1\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "def test():\n    assert open(a).read() == open(b).read()\n",
            "def test():\n    assert open(a, 'rb').read() == open(b, 'rb').read()\n",
        ),
        (
            "class T(TestCase):\n    def test(self):\n        self.assertEqual(open(a, 'r').read(), open(b).read())\n",
            "class T(TestCase):\n    def test(self):\n"
            "        self.assertEqual(open(a, 'rb').read(), open(b, 'rb').read())\n",
        ),
    ],
)
def test_compared_files(before: str, after: str) -> None:
    check_rewrite("compared-files", before, after)


@pytest.mark.parametrize(
    "source",
    [
        "assert open(a).read() == 'text'\n",
        "assert open(a, 'rb').read() == open(b, 'rb').read()\n",
        "show(open(a).read(), open(b).read())\n",
    ],
)
def test_files_read_as_text_stay(source: str) -> None:
    check_noop("compared-files", source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "class D(list):\n    def get(self, key):\n        key = key.lower().encode('ascii')\n"
            "        return [v for k, v in self if k == key]\n",
            "class D(list):\n    def get(self, key):\n        key = key.lower().encode('ascii').decode('ascii')\n"
            "        return [v for k, v in self if k == key]\n",
        ),
        (
            "def add(tags, tag):\n    try: tag = tag.encode('ascii', 'strict')\n    except UnicodeEncodeError: return\n"
            "    tags.append(tag)\n",
            "def add(tags, tag):\n    try: tag = tag.encode('ascii', 'strict').decode('ascii')\n"
            "    except UnicodeEncodeError: return\n    tags.append(tag)\n",
        ),
    ],
)
def test_ascii_keys(before: str, after: str) -> None:
    check_rewrite("ascii-keys", before, after)


@pytest.mark.parametrize(
    "source",
    [
        "def send(sock, line):\n    line = line.encode('ascii')\n    sock.sendall(line)\n",
        "def digest(key):\n    key = key.encode('utf-8')\n    return CACHE[key]\n",
        "def name(key):\n    raw = key.encode('ascii')\n    return CACHE[raw]\n",
        "def give(key):\n    key = key.encode('ascii')\n    return key\n",
    ],
)
def test_ascii_bytes_stay(source: str) -> None:
    check_noop("ascii-keys", source)


def test_byte_slices() -> None:
    check_rewrite(
        "byte-slices",
        "import struct\n\ndef head(n):\n    data = struct.pack('>I', n)\n    return data[0] + data\n",
        "import struct\n\ndef head(n):\n    data = struct.pack('>I', n)\n    return data[0:1] + data\n",
    )
    check_noop(
        "byte-slices",
        "import struct\n\ndef head(n):\n    values = struct.unpack('>II', n)\n    return values[0] + values[1]\n",
    )
    check_noop(
        "byte-slices", "import struct\n\ndef head(n):\n    data = struct.pack('>I', n)\n    return data[0] + 1\n"
    )


def test_what_is_formatted_for_a_binary_file_is_encoded_as_a_whole() -> None:
    check_rewrite(
        "printed-text",
        "def write(name, tag, value):\n    f = open(name, 'wb')\n    line = '%s=%s' % (tag, value.encode('utf-8'))\n"
        "    f.write(line)\n",
        "def write(name, tag, value):\n    f = open(name, 'wb')\n    line = ('%s=%s' % (tag, value)).encode('utf-8')\n"
        "    f.write(line)\n",
    )


def test_characters_joined_to_bytes_are_bytes() -> None:
    check_rewrite("byte-characters", "data = b''.join(map(chr, numbers))\n", "data = bytes(numbers)\n")
    check_rewrite(
        "byte-characters",
        "def f(bytes):\n    return b''.join(map(chr, bytes))\n",
        "def f(bytes):\n    return b''.join(b'%c' % number for number in bytes)\n",
    )
    check_noop("byte-characters", "text = ''.join(map(chr, numbers))\n")
