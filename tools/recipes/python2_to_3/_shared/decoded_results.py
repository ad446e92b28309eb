"""Methods whose results some file of the repository decodes: ``unicode(document.xml(), 'utf-8')``.

What they give is bytes, encoded so, whoever calls them.
"""

import re
from collections.abc import Iterator, Mapping

from overhaul.domain.ports.recipes import Learned

DECODED = "method whose result is decoded as UTF-8"

_DECODED = {
    b"unicode(": re.compile(
        rb"unicode\((?<!\wunicode\()[ \t]*[A-Za-z_][\w.]*\.(\w+)\(\)[ \t]*,[ \t]*['\"][uU][tT][fF]-?8['\"]"
    ),
    b"().decode(": re.compile(rb"\.(\w+)\(\)\.decode\([ \t]*['\"][uU][tT][fF]-?8['\"]"),
}
"""What stands wherever the pattern matches, and the pattern."""
_OF_FILES = frozenset(
    {b"read", b"readline", b"getvalue", b"encode", b"strip", b"next", b"digest", b"get", b"communicate"}
)
"""Methods of the library that are decoded everywhere, and say nothing of one of that name."""


def learn(sources: Mapping[str, bytes]) -> Iterator[Learned]:
    """The names of such methods, by the files that decode what they give."""
    for path, data in sources.items():
        for sign, pattern in _DECODED.items():
            for name in set(pattern.findall(data)) - _OF_FILES if sign in data else ():
                yield Learned(DECODED, name.decode(), path)
