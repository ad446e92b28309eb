"""What examples show of bytes that the repository packs, and of exceptions in text files."""

from tests.support.recipes import run_track

CODE = b"""\
import struct as _struct

class AddressError(Exception):
    pass

def int_to_packed(value):
    return _struct.pack('>I', value)

def packed_to_int(packed):
    return _struct.unpack('>I', packed)[0]

def int_to_text(value):
    return '%d' % value
"""
BEFORE = b"""\
>>> from pkg.ints import *
>>> p = '\\xc0\\x00\\x02\\x01'
>>> int_to_packed(3221225985)
'\\xc0\\x00\\x02\\x01'
>>> packed_to_int(p)
3221225985
>>> int_to_text(1)
'1'

>>> p = '\\x00'
>>> packed_to_int(p)
Traceback (most recent call last):
...
AddressError: too short

>>> int(x)
Traceback (most recent call last):
...
NameError: name 'x' is not defined
"""
AFTER = (
    BEFORE.replace(b"p = '", b"p = b'")
    .replace(b"'\\xc0\\x00\\x02\\x01'\n>>> packed", b"b'\\xc0\\x00\\x02\\x01'\n>>> packed")
    .replace(b"\nAddressError", b"\npkg.ints.AddressError")
)
FILES = {"pkg/__init__.py": b"", "pkg/ints.py": CODE}


def test_bytes_and_exceptions_in_a_text_file() -> None:
    assert run_track({**FILES, "pkg/tests/ints.txt": BEFORE})["pkg/tests/ints.txt"] == AFTER


def test_bytes_in_a_docstring() -> None:
    before = b"def f():\n    r'''\n    >>> int_to_packed(1)\n    '\\x00\\x00\\x00\\x01'\n    '''\n"
    after = before.replace(b"    '\\x00", b"    b'\\x00")
    assert run_track({**FILES, "pkg/other.py": before})["pkg/other.py"] == after


def test_what_is_left() -> None:
    lines = b">>> other(1)\n'\\x00'\n\n>>> int_to_packed(1)[0]\n'\\x00'\n\n>>> int_to_packed(1)\n'\\x00' and more\n"
    assert run_track({**FILES, "a.txt": lines})["a.txt"] == lines
    named = (
        b">>> from lib import X as AddressError\n>>> f()\nTraceback (most recent call last):\n...\nAddressError: x\n"
    )
    assert run_track({**FILES, "a.txt": named})["a.txt"] == named
