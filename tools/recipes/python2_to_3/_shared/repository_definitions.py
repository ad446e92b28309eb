"""Who defines a name in a repository, told from the text of all its files: enough to see whether they may agree."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from tools.recipes.python2_to_3._shared.repository_facts import MAKERS

_DEFINED = re.compile(
    rb"\b(?:def|class)[ \t]+(\w+)[ \t]*\(([^)]*)"
    rb"|^[ \t]*(\w+)[ \t]*=[ \t]*(?:staticmethod\([ \t]*)?lambda\b([^:\n]*)",
    re.MULTILINE,
)
_FUNCTION = re.compile(rb"def(?<!\wdef)[ \t]+(\w+)[ \t]*\(([^)]*)")
_CLASS = re.compile(rb"^([ \t]*)class[ \t]+(\w+)", re.MULTILINE)
_STATIC = re.compile(rb"=[ \t]*staticmethod\([ \t]*(\w+)")
_BY_LINES = re.compile(
    rb"\bfor[ \t]+line[ \t]+in[ \t]+(\w+)|\b(\w+)\.split(?:lines\(|\([ \t]*['\"](?:\\r)?\\n)", re.MULTILINE
)
_SELVES = frozenset({b"self", b"cls", b"klass"})
_GENERATIONS = 6


def is_test(path: str) -> bool:
    """Whether ``path`` looks like one of a test: what those pass says little of what a name means."""
    return path.startswith("test") or "/test" in path or path.endswith("_test.py")


class Definitions:
    """The definitions of names, by what stands in the text.

    Args:
        near: the files in which bytes are followed, by path.
        far: all other files that are no tests.
    """

    def __init__(self, near: Mapping[str, bytes], far: Iterable[bytes]) -> None:
        self._near, self._far = list(near.values()), b"\n".join(far)
        self._known: dict[bytes, list[tuple[bytes, ...]]] = {}
        self._bases: dict[bytes, list[bytes]] = {}
        self._lines: set[tuple[bytes, bytes]] = set()
        self._assigned: dict[bytes, int] = {}
        self._constants: dict[bytes, int] = {}
        self._mangled: dict[bytes, set[bytes]] = {}
        for data in self._near:
            self._define(data)

    def __contains__(self, name: bytes) -> bool:
        """Whether a file in which bytes are followed defines ``name``: a function, or a value in a class."""
        return name in self._known or self.constants(name) > 0

    def parameters(self, name: bytes) -> list[tuple[bytes, ...]]:
        """The parameters of each definition of ``name``, ``self`` left out."""
        return self._known.get(name, []) + self._functions.get(name, [])

    def called(self, name: bytes, index: int) -> list[bytes]:
        """What the parameter ``index`` is called wherever ``name`` is defined with so many."""
        found = [names[index] for names in self.parameters(name) if index < len(names)]
        return [parameter for parameter in found if parameter and not parameter.startswith(b"*")]

    def assigned(self, name: bytes) -> int:
        """How often ``x.name`` is given a value that is not empty."""
        if name not in self._assigned:
            told = re.compile(rb"\.%b[ \t]*=(?!=)[ \t]*(?!None\b|\[\]|['\"]{2}\s)" % re.escape(name))
            self._assigned[name] = sum(len(told.findall(data)) for data in self._files(name))
        return self._assigned[name]

    def constants(self, name: bytes) -> int:
        """How often ``name`` is given a value within a class or function of the files in which bytes are followed."""
        if name not in self._constants:
            told = re.compile(rb"^[ \t]+%b[ \t]*=(?!=)" % re.escape(name), re.MULTILINE)
            self._constants[name] = sum(len(told.findall(data)) for data in self._near if name in data)
        return self._constants[name]

    def by_lines(self, name: bytes, parameter: bytes) -> bool:
        """Whether ``name`` takes ``parameter`` apart line by line: that is text, however its file was opened."""
        return (name, parameter) in self._lines

    def called_far(self, name: bytes) -> bool:
        """Whether a file in which bytes are not followed calls ``name``."""
        called, defined = name + b"(", b"def " + name
        at = self._far.find(called)
        while at >= 0:
            before = self._far[at - 1 : at]
            if not (before.isalnum() or before == b"_" or self._far.endswith(defined, 0, at + len(name))):
                return True
            at = self._far.find(called, at + 1)
        return False

    def made_by(self) -> Iterator[tuple[bytes, bytes]]:
        """(class, the base whose ``__init__`` makes its objects)."""
        for name in self._bases:
            maker = name
            for _ in range(_GENERATIONS):
                bases = self._bases.get(maker, [])
                if maker in self._known or len(bases) != 1:
                    break
                maker = bases[0].rpartition(b".")[2]
            if maker != name:
                yield name, maker

    def mangled(self, name: bytes) -> Iterator[bytes]:
        """What private ``name`` is called outside of the classes that speak of it: ``_Header__size``."""
        if name not in self._mangled:
            found = self._mangled[name] = set()
            for data in self._near if name.startswith(b"__") and not name.endswith(b"__") else ():
                heads = list(_CLASS.finditer(data)) if name in data else []
                for index, head in enumerate(heads):
                    behind = (other.start() for other in heads[index + 1 :] if len(other[1]) <= len(head[1]))
                    if data.find(name, head.end(), next(behind, len(data))) >= 0:
                        found.add(b"_" + head[2].lstrip(b"_") + name)
        yield from self._mangled[name]

    def _files(self, name: bytes) -> Iterator[bytes]:
        return (data for data in (*self._near, self._far) if name in data)

    @cached_property
    def _functions(self) -> dict[bytes, list[tuple[bytes, ...]]]:
        """The functions of the other files: looked at once a name is in question at all."""
        found: dict[bytes, list[tuple[bytes, ...]]] = {}
        wanted = self._known
        data = self._far
        for match in _FUNCTION.finditer(data):
            if match[1] not in wanted:
                continue
            indent, names = data[data.rfind(b"\n", 0, match.start()) + 1 : match.start()], _names(match[2])
            if not indent.strip():
                found.setdefault(match[1], []).append(names[1:] if indent and names[0] in _SELVES else names)
        return found

    def _define(self, data: bytes) -> None:
        around, static = b"", frozenset(_STATIC.findall(data))
        matches = list(_DEFINED.finditer(data))
        for index, match in enumerate(matches):
            name = match[1] or match[3]
            if match.group().startswith(b"class"):
                around = name
                self._bases.setdefault(name, []).append(_names(match[2])[0])
                continue
            names = _names(match[2] or match[4] or b"")
            if around and match[1] and name not in static and data[match.start() - 1 : match.start()] in (b" ", b"\t"):
                names = names[1:]
            called = around if name in MAKERS else name
            self._known.setdefault(called, []).append(names)
            end = matches[index + 1].start() if index + 1 < len(matches) else len(data)
            self._lines.update((called, line[1] or line[2]) for line in _BY_LINES.finditer(data, match.end(), end))


def _names(parameters: bytes) -> tuple[bytes, ...]:
    return tuple(part.partition(b"=")[0].strip() for part in parameters.split(b","))
