"""What recipes know of the other files of a repository: told from the text of all of them, before any is changed."""

import re
from collections.abc import Iterable, Iterator, Mapping

from overhaul.domain.ports.recipes import Learned
from tools.recipes.python2_to_3._shared import bytes_properties, coded_on_request, decoded_results
from tools.recipes.python2_to_3._shared.repository_learning import learn_bytes

CLASS = "class"
"""A class at the top level of a module; only told where an expected traceback may name it."""

_CLASS = re.compile(rb"[ \t]+(\w+)")
"""What stands behind the word."""
_LINE_OF_NAME = re.compile(rb"\n[ \t]*([A-Za-z_]\w*)(?=:[ \t]|:?[ \t]*(?:\r?\n|['\"]|\Z))")
"""A line that starts with a name, or is one: the last of a traceback."""
_AT_TOP = b"\nclass"
"""Searched for plainly: several times as fast as a pattern."""


def learn(files: Mapping[str, bytes]) -> frozenset[Learned]:
    """What ``files`` say for each other, by path and content."""
    sources = {path: data for path, data in files.items() if path.endswith(".py")}
    named = (*_classes(sources, files.values()), *bytes_properties.learn(sources), *decoded_results.learn(sources))
    named += tuple(coded_on_request.learn(sources))
    return learn_bytes(sources) | frozenset(named)


def _classes(sources: Mapping[str, bytes], texts: Iterable[bytes]) -> Iterator[Learned]:
    """The classes that a traceback expected in an example may name."""
    expecting = [data for data in texts if b"Traceback (" in data and b">>>" in data]
    expected = {name for data in expecting for name in _LINE_OF_NAME.findall(data)}
    if not expected:
        return
    for path, data in sources.items():
        for at in _tops(data):
            name = _CLASS.match(data, at)
            if name is not None and name[1] in expected:
                yield Learned(CLASS, name[1].decode(), path)


def _tops(data: bytes) -> Iterator[int]:
    """Where the word ``class`` ends that a line starts with."""
    if data.startswith(_AT_TOP[1:]):
        yield len(_AT_TOP) - 1
    at = data.find(_AT_TOP)
    while at >= 0:
        yield at + len(_AT_TOP)
        at = data.find(_AT_TOP, at + 1)
