"""Files that tracks ship to be put into repositories as they are: known by their content."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
_RELATIVE = re.compile(rb"^([ \t]*)from \. import (_legacy_\w+)", re.MULTILINE)


def needs(text: bytes) -> tuple[str, ...]:
    """The shipped modules that the shipped module ``text`` imports."""
    return tuple(match[2].decode() for match in _RELATIVE.finditer(text))


def by_itself(text: bytes) -> bytes:
    """The shipped module ``text`` for a folder on the import path: others there are imported by name."""
    return _RELATIVE.sub(rb"\1import \2", text)


def is_shipped(content: bytes) -> bool:
    """Whether ``content`` is, byte for byte, a file that a track of this version ships."""
    return sha256(content).hexdigest() in _digests()


@cache
def _digests() -> frozenset[str]:
    texts = [path.read_bytes() for path in sorted(_FOLDER.glob("*/_companions/*.py"))]
    return frozenset(sha256(form).hexdigest() for text in texts for form in (text, by_itself(text)))
