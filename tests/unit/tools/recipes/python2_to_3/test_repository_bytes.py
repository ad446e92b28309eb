"""Bytes are followed from file to file: what one defines, another uses."""

from overhaul.domain.ports.recipes import Learned
from tests.support.recipes import run_track
from tools.recipes.python2_to_3._shared.repository_learning import learn_bytes

UTIL = (
    b"import struct\n\nclass cdata(object):\n    uint_le = staticmethod(lambda data: struct.unpack('<I', data)[0])\n"
    b"    to_uint_le = staticmethod(lambda n: struct.pack('<I', n))\n\n\ndef render(name, data):\n"
    b"    return struct.pack('>I', len(data)) + data\n"
)
TRACK = (
    b"from util import cdata, render\n\n\nclass Track(object):\n    def __init__(self, fileobj):\n"
    b"        self.size = cdata.uint_le(fileobj.read(4))\n        if fileobj.read(4) != 'TRAK':\n"
    b"            raise IOError\n\n"
    b"    def write(self):\n        return render('trak', 'head' + cdata.to_uint_le(self.size))\n\n\n"
    b"def score(name, header):\n    return header.startswith('TRAK')\n\n\ndef open_track(name):\n"
    b"    fileobj = open(name, 'rb')\n    return Track(fileobj), score(name, fileobj.read(128))\n"
)
REST = b"print 'legacy'\n"


def test_what_is_learned() -> None:
    told = learn_bytes({"lib/util.py": UTIL, "lib/track.py": TRACK})
    assert {
        Learned("takes 0 bytes", "uint_le", ""),
        Learned("gives bytes", "to_uint_le", ""),
        Learned("takes 1 bytes", "render", ""),
        Learned("takes 0 bytes file", "Track", ""),
        Learned("takes 1 bytes", "score", ""),
    } <= told


def test_nothing_is_learned_where_nothing_is_packed() -> None:
    assert learn_bytes({"lib/a.py": b"def f(data):\n    return data + 'x'\n", "lib/b.py": TRACK}) == frozenset()


def test_a_name_that_means_two_things_is_not_learned() -> None:
    other = b"def render(name, data):\n    return name + data\n"
    told = learn_bytes({"lib/util.py": UTIL, "other/pages.py": other})
    assert not any(row.name == "render" for row in told)


def test_what_a_module_of_the_library_gives_says_nothing_of_ones_own() -> None:
    bits = (
        b"import struct\n\n\nclass Bits(object):\n    def set(self, f):\n        b = struct.pack('>f', f)\n"
        b"        self.data = bytearray(b)\n        return zlib.compress(struct.pack('>d', f))\n\n\n"
        b"def pack(fmt):\n    return Bits(fmt)\n"
    )
    assert not any(row.name == "pack" for row in learn_bytes({"lib/bits.py": bits}))


def test_text_taken_apart_by_lines_is_not_learned() -> None:
    record = b"def record(data):\n    return [line for line in data.split('\\n') if line]\n"
    use = (
        b"import struct\nfrom record import record\n\ndef load(name):\n"
        b"    return record(open(name, 'rb').read())\n\nx = struct.pack('I', 1)\n"
    )
    assert not any(row.name == "record" for row in learn_bytes({"lib/record.py": record, "lib/load.py": use}))


def test_literals_become_bytes_across_files() -> None:
    made = run_track({"lib/util.py": UTIL + REST, "lib/track.py": TRACK + REST})["lib/track.py"]
    assert b"!= b'TRAK'" in made
    assert b"render('trak', b'head' + cdata" in made
    assert b"startswith(b'TRAK')" in made


def test_functions_that_are_imported_give_what_is_asked_of_them() -> None:
    formats = (
        b"from struct import pack\nfrom util import one_byte\n\n"
        b"def encode(n, x):\n    return pack('!I', n) + one_byte(x)\n"
    )
    util = b"import struct\n\ndef one_byte(x):\n    if x < 0:\n        return chr(0)\n    return chr(int(x))\n"
    assert Learned("gives bytes", "one_byte", "") in learn_bytes({"lib/formats.py": formats, "lib/util.py": util})
    made = run_track({"lib/formats.py": formats + REST, "lib/util.py": util + REST})["lib/util.py"]
    assert b"return bytes([0])" in made


def test_tests_hand_over_bytes_too() -> None:
    test = (
        b"from util import cdata, render\n\ndef test():\n    assert cdata.uint_le('\\0' * 4) == 0\n"
        b"    render('name', 'abc')\n" + REST
    )
    made = run_track({"lib/util.py": UTIL + REST, "tests/test_util.py": test})["tests/test_util.py"]
    assert b"uint_le(b'\\0' * 4)" in made
    assert b"render('name', b'abc')" in made


def test_classes_made_of_bytes_derive_from_bytes() -> None:
    cover = (
        b"import struct\n\nclass Cover(str):\n    def __new__(cls, data, kind=None):\n"
        b"        return str.__new__(cls, data)\n\n\n"
        b"def read(name):\n    f = open(name, 'rb')\n    n, = struct.unpack('I', f.read(4))\n"
        b"    return Cover(f.read(n))\n"
    )
    made = run_track({"lib/cover.py": cover + REST})["lib/cover.py"]
    assert b"class Cover(bytes):" in made
    assert b"bytes.__new__(cls, data)" in made
