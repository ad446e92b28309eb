"""Methods whose results some file of the repository decodes: ``unicode(document.xml(), 'utf-8')``.

What they give is bytes, encoded so, whoever calls them.
"""

import re
from collections.abc import Iterator, Mapping

from overhaul.domain.ports import Learned

DECODED = "method whose result is decoded as UTF-8"

_DECODED = (
    re.compile(rb"\bunicode\([ \t]*[A-Za-z_][\w.]*\.(\w+)\(\)[ \t]*,[ \t]*['\"][uU][tT][fF]-?8['\"]"),
    re.compile(rb"\.(\w+)\(\)\.decode\([ \t]*['\"][uU][tT][fF]-?8['\"]"),
)
_OF_FILES = frozenset(
    {b"read", b"readline", b"getvalue", b"encode", b"strip", b"next", b"digest", b"get", b"communicate"}
)
"""Methods of the library that are decoded everywhere, and say nothing of one of that name."""


def learn(sources: Mapping[str, bytes]) -> Iterator[Learned]:
    """The names of such methods, by the files that decode what they give."""
    for path, data in sources.items():
        if b"utf" not in data and b"UTF" not in data:
            continue
        for pattern in _DECODED:
            for name in set(pattern.findall(data)) - _OF_FILES:
                yield Learned(DECODED, name.decode(), path)
