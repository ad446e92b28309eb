"""Functions that encode what they give, or decode what they are given, where they are told an encoding.

``def dumps(value, encoding=None)`` with ``text = text.encode(encoding)`` and ``return text`` gives bytes where it is
called with an encoding; ``def loads(data, encoding=None)`` with ``data.decode(encoding)`` is given bytes there.
"""

import re
from collections.abc import Iterator, Mapping

from overhaul.domain.ports.recipes import Learned
from tools.recipes.python2_to_3._shared.repository_definitions import is_test

ENCODES = "function that gives bytes where it is told an encoding"
DECODES = "function that is given bytes, as argument "
"""The number of the argument follows, ``self`` not counted."""

_DEFINED = re.compile(rb"^(?P<indent>[ \t]*)def[ \t]+(?P<name>\w+)[ \t]*\((?P<parameters>[^)]*)\)[ \t]*:", re.MULTILINE)
_SIGNS = (b"encoding=None", b"encoding = None", b"encoding =None", b"encoding= None")
_OPTIONAL = re.compile(rb"\bencoding ?= ?None\b")
_ENCODED = re.compile(rb"(?:\breturn\b|\b(?P<name>\w+)[ \t]*=(?!=))[^\n#]*\.encode\([ \t]*encoding\b")
_DECODED = re.compile(rb"\b(?P<name>\w+)\.decode\([ \t]*encoding\b")
_SELVES = frozenset({b"self", b"cls"})


def learn(sources: Mapping[str, bytes]) -> Iterator[Learned]:
    """The names of such functions, by the files that define them."""
    for path, data in sources.items():
        if is_test(path) or not any(sign in data for sign in _SIGNS):
            continue
        for match in _defined(data):
            body = _body(data, match)
            yield from (Learned(kind, match["name"].decode(), path) for kind in _says(match["parameters"], body))


def _defined(data: bytes) -> Iterator[re.Match[bytes]]:
    """The heads of the functions of such a parameter, in order."""
    end = 0
    for optional in _OPTIONAL.finditer(data):
        if optional.start() < end:
            continue
        line = data.rfind(b"\n", 0, max(0, data.rfind(b"def", 0, optional.start()))) + 1
        match = _DEFINED.match(data, line)
        if match is not None and match.start("parameters") <= optional.start() < match.end("parameters"):
            end = match.end()
            yield match


def _body(data: bytes, match: re.Match[bytes]) -> bytes:
    """The text of the function that starts at ``match``, up to the next line that is not indented deeper."""
    after = re.compile(rb"^[ \t]{0,%d}[^\s#]" % len(match["indent"]), re.MULTILINE).search(data, match.end())
    return data[match.end() : after.start() if after is not None else len(data)]


def _says(parameters: bytes, body: bytes) -> Iterator[str]:
    """What the body of a function does with its encoding."""
    for match in _ENCODED.finditer(body):
        name = match["name"]
        if name is None or re.search(rb"^[ \t]*return[ \t]+%b[ \t]*$" % name, body, re.MULTILINE):
            yield ENCODES
            break
    names = [part.partition(b"=")[0].strip() for part in parameters.split(b",")]
    names = names[1:] if names[0] in _SELVES else names
    for name in dict.fromkeys(match["name"] for match in _DECODED.finditer(body)):
        if name in names:
            yield f"{DECODES}{names.index(name)}"
