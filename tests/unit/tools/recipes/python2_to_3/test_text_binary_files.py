"""Files of binary data, and what is shown of them."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

BINARY = [
    pytest.param(
        "import struct\ndef f(file):\n    if isinstance(file, str):\n        file = open(file)\n"
        "    return struct.unpack('>l', file.read(4))\n",
        "import struct\ndef f(file):\n    if isinstance(file, str):\n        file = open(file, 'rb')\n"
        "    return struct.unpack('>l', file.read(4))\n",
        id="a path or a file",
    ),
    pytest.param(
        "import struct\ndef f(p):\n    with open(p, 'w') as out:\n        out.write(struct.pack('>l', 1))\n",
        "import struct\ndef f(p):\n    with open(p, 'wb') as out:\n        out.write(struct.pack('>l', 1))\n",
        id="written",
    ),
    pytest.param(
        "class T:\n    def __init__(self, p):\n        self.f = file(p, 'rU')\n"
        "    def tag(self):\n        self.f.seek(-128, 2)\n",
        "class T:\n    def __init__(self, p):\n        self.f = file(p, 'rb')\n"
        "    def tag(self):\n        self.f.seek(-128, 2)\n",
        id="from its end",
    ),
]
NOT_BINARY = [
    pytest.param("import struct\ndef f(p):\n    g = open(p)\n    return g.read()\n", id="not unpacked"),
    pytest.param(
        "import struct\ndef f(p, m):\n    g = open(p, m)\n    return struct.unpack('l', g.read(4))\n",
        id="told the mode",
    ),
    pytest.param(
        "import struct\ndef f(p):\n    g = open(p)\n    g = make(g)\n    return struct.unpack('l', g.read(4))\n",
        id="something else too",
    ),
]

ZONE = """\
import struct
class Zone(tzinfo):
    def __init__(self, file):
        names = file.read(struct.unpack('>l', file.read(4))[0])
        self.info.name = names[1:]
        self.info.name = None
        self.code = other.encode('latin-1')
    def tzname(self, dt):
        return self.find(dt).name
    def __str__(self):
        return self.code
"""


@pytest.mark.parametrize(("before", "after"), BINARY)
def test_binary_files(before: str, after: str) -> None:
    check_rewrite("binary-files", before, after)


@pytest.mark.parametrize("source", NOT_BINARY)
def test_binary_files_leaves(source: str) -> None:
    check_noop("binary-files", source)


def test_what_is_read_of_such_a_file_is_bytes() -> None:
    source = "import struct\ndef f(p):\n    g = open(p)\n    if g.read(4) != 'TZif': return\n"
    source += "    return struct.unpack('l', g.read(4))\n"
    check_rewrite("bytes-literals", source, source.replace("'TZif'", "b'TZif'"))


def test_attributes_that_are_shown_hold_text() -> None:
    after = ZONE.replace("names[1:]", "names[1:].decode('utf-8')").replace(".encode('latin-1')", "")
    check_rewrite("shown-attributes", ZONE, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(ZONE.replace("names[1:]", "name").replace("self.code =", "code ="), id="unknown"),
        pytest.param(ZONE.replace("self.find(dt).name", "f(dt)").replace("self.code\n", "x\n"), id="called"),
        pytest.param(ZONE + "        x.name.decode()\n        x.code.decode()\n", id="used as bytes"),
    ],
)
def test_other_attributes_are_left(source: str) -> None:
    check_noop("shown-attributes", source)


def test_literals_of_a_class_that_all_use_as_bytes() -> None:
    source = "import base64\nclass T:\n    ZONE = 'VFpp'\n    def t(self):\n        base64.decodestring(self.ZONE)\n"
    check_rewrite("bytes-literals", source, source.replace("'VFpp'", "b'VFpp'"))
    check_noop("bytes-literals", source + "        show(self.ZONE)\n")


def test_enum_members_of_calendar_are_numbers() -> None:
    source = "import calendar\nif type(day) is int: pass\n"
    check_rewrite("enum-numbers", source, source.replace("type(day) is int", "isinstance(day, int)"))
    check_noop("enum-numbers", source.replace("import calendar", "calendar = 1"))
    check_noop("enum-numbers", source.replace("is int", "is not int"))
