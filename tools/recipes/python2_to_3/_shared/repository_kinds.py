"""What is known of functions and attributes that other files define: their names, and whether they deal in bytes."""

from pathlib import PurePosixPath
from typing import NamedTuple

from tree_sitter import Node

from overhaul.domain.ports.recipes import Learned, ProjectFacts
from tools.recipes.python2_to_3._shared import learned_facts
from tools.recipes.python2_to_3._shared.classes import bases, enclosing_class
from tools.recipes.python2_to_3._shared.kind import Kind
from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.source import Source

GIVES = "gives "
HOLDS = "holds "
TAKES = "takes "
"""How ``Learned.kind`` starts; the kind follows, for ``TAKES`` after the number of the argument."""


class Known(NamedTuple):
    """Names that mean one thing wherever the repository uses them."""

    gives: dict[bytes, Kind]
    """Function or method → what its calls give; ``name#2`` for a common name, called with two arguments."""
    holds: dict[bytes, Kind]
    """Attribute → what it holds."""
    takes: dict[bytes, dict[int, Kind]]
    """Function, method or class → positional argument, ``self`` not counted → what it is given.

    A function of a module goes by ``module.name`` as well.
    """
    names: frozenset[bytes] = frozenset()
    """The last names of all in ``takes``."""
    words: frozenset[bytes] = frozenset()
    """The last names of all: a file that holds none of them is told nothing."""

    def taken(self, source: Source, function: Node) -> dict[int, Kind]:
        """What ``function``, the name or attribute that is called, is given."""
        name = (function.text or b"").rpartition(b".")[2]
        if self.takes and name == b"__init__":
            return self.takes.get(_base(function), {})
        if name not in self.names:
            return {}
        module = module_of(source, function) or f"{PurePosixPath(source.path).stem}.{name.decode()}"
        own = self.takes.get(".".join(module.split(".")[-2:]).encode())
        return own or self.takes.get(name, {})


def _base(function: Node) -> bytes:
    """The first base of the class in which ``super().__init__`` is called; empty where it is called otherwise."""
    holder, around = function.child_by_field_name("object"), enclosing_class(function)
    if holder is None or around is None or not (holder.text or b"").startswith(b"super("):
        return b""
    found = bases(around)
    return (found[0].text or b"").rpartition(b".")[2] if found else b""


_NOTHING = Known({}, {}, {})
_latest: tuple[frozenset[Learned], Known] = (frozenset(), _NOTHING)


def known(project: ProjectFacts) -> Known:
    """What was learned of the repository's bytes."""
    global _latest
    if _latest[0] is not project.learned:
        _latest = project.learned, _read(project)
    return _latest[1]


def concerned(source: Source) -> bool:
    """Whether ``source`` speaks of anything that is known: there a closer look is worth its price."""
    found = source.memo.get(concerned)
    if not isinstance(found, bool):
        told, words = known(source.project), source.lexed.words
        found = not told.words.isdisjoint(words) and (
            not told.names.isdisjoint(words) or any(name in words for name in (*told.gives, *told.holds))
        )
        source.memo[concerned] = found
    return found


def rows(found: Known) -> frozenset[Learned]:
    """``found`` as it is kept in ``ProjectFacts``."""
    told = [Learned(GIVES + kind.value, name.decode(), "") for name, kind in found.gives.items()]
    told += [Learned(HOLDS + kind.value, name.decode(), "") for name, kind in found.holds.items()]
    for name, places in found.takes.items():
        told += [Learned(f"{TAKES}{index} {kind.value}", name.decode(), "") for index, kind in places.items()]
    return frozenset(told)


def _read(project: ProjectFacts) -> Known:
    found = Known({}, {}, {})
    for told, names in learned_facts.kinds_of(project).items():
        if told.startswith(GIVES):
            found.gives.update(dict.fromkeys(map(str.encode, names), Kind(told.removeprefix(GIVES))))
        elif told.startswith(HOLDS):
            found.holds.update(dict.fromkeys(map(str.encode, names), Kind(told.removeprefix(HOLDS))))
        elif told.startswith(TAKES):
            index, _, kind = told.removeprefix(TAKES).partition(" ")
            for name in names:
                found.takes.setdefault(name.encode(), {})[int(index)] = Kind(kind)
    last = frozenset(map(last_name, found.takes))
    return found._replace(names=last, words=last.union(map(last_name, (*found.gives, *found.holds))))


def last_name(name: bytes) -> bytes:
    """The word that stands in a source for ``name``: without its module, or how many arguments it is called with."""
    return name.rpartition(b".")[2].partition(b"#")[0]
