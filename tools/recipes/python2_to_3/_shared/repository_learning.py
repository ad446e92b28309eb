"""Bytes across files: which functions of a repository give or take them, told by following them in each file.

Only folders with binary formats in them are looked at: some file there packs or unpacks structures. A name counts
only where everything the repository defines by that name may say the same.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from overhaul.domain.ports.recipes import Learned, ProjectFacts
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.python2_to_3._shared.kind import BINARY, Kind
from tools.recipes.python2_to_3._shared.layout import folder_of
from tools.recipes.python2_to_3._shared.repository_definitions import Definitions, is_test
from tools.recipes.python2_to_3._shared.repository_facts import COMMON, GIVES, HOLDS, Fact, handed_on, said
from tools.recipes.python2_to_3._shared.repository_kinds import Known, last_name, rows
from tools.recipes.source import Source
from tools.syntax.words import first_occurrence

_STRUCTURES = re.compile(rb"struct(?:(?<![^\W_]struct)\.(?:un)?pack|(?<=from[ \t]struct)[ \t]+import)")
_DEALS = (b"struct", b"unpack", b"zlib", b"StringIO", b"BytesIO")
_MODE = re.compile(rb"['\"][rwa]\+?b\+?['\"]")
_MODES = (b"b'", b'b"', b"b+")
"""What stands in every text with a mode: searched for many times as fast."""
_Told = TypeVar("_Told")
_ROUNDS = 8
_MOST = (2, 3)
"""The part of all methods called ``write`` without an argument that must be seen to give bytes, as no file's does."""


def learn_bytes(files: Mapping[str, bytes]) -> frozenset[Learned]:
    """What the names of a repository say of bytes; nothing where no file deals in structures."""
    code = {path: data for path, data in files.items() if not is_test(path)}
    folders = {folder_of(path) for path, data in code.items() if b"struct" in data and _STRUCTURES.search(data)}
    if not folders:
        return frozenset()
    near = {path: data for path, data in code.items() if folder_of(path) in folders and _deals(data)}
    if not near:
        return frozenset()
    definitions = Definitions(near, (data for path, data in code.items() if path not in near))
    facts = ProjectFacts(frozenset(files), ("",), frozenset())
    return _Learning([Source(path, data, facts) for path, data in near.items()], definitions).learned()


def _deals(data: bytes) -> bool:
    """Whether a file speaks of structures, compression, buffers or binary modes."""
    if any(word in data and first_occurrence(data, word) >= 0 for word in _DEALS):
        return True
    return any(sign in data for sign in _MODES) and _MODE.search(data) is not None


class _Learning:
    """The files in which bytes are followed, and what each of them says for now."""

    def __init__(self, sources: list[Source], definitions: Definitions) -> None:
        self._sources, self._definitions = sources, definitions
        self._said: dict[str, tuple[Fact, ...]] = {}
        self._handed: dict[str, tuple[Fact, ...]] = {}

    def learned(self) -> frozenset[Learned]:
        """What is agreed on, once files that hear of each other say nothing new."""
        found: frozenset[Learned] = frozenset()
        for _ in range(_ROUNDS):
            for source in self._sources:
                self._ask(source)
            now = rows(self._agreed())
            if now == found:
                break
            changed = {last_name(row.name.encode()) for row in now ^ found}
            found = now
            for source in self._sources:
                source.project = source.project._replace(learned=found)
                if not source.lexed.words.isdisjoint(changed):
                    source.memo.clear()
                    self._said.pop(source.path)
        return found

    def _ask(self, source: Source) -> None:
        if source.path not in self._said:
            there = may_hold_bytes(source)
            self._said[source.path] = tuple(said(source)) if there else ()
            self._handed[source.path] = tuple(handed_on(source)) if there else ()

    def _agreed(self) -> Known:
        known = Known({}, {}, {})
        counted = Counter(fact for facts in self._said.values() for fact in facts if fact.name not in COMMON)
        for fact, count in counted.items():
            if self._stands(fact, count):
                _note(known, fact)
        handed: dict[tuple[bytes, int], set[Kind]] = {}
        for fact in (fact for facts in self._handed.values() for fact in facts):
            handed.setdefault((fact.name, fact.place), set()).add(fact.kind)
        for (name, index), kinds in handed.items():
            if kinds <= BINARY and len(kinds) == 1 and self._is_handed(name, index):
                known.takes.setdefault(name, {}).setdefault(index, *kinds)
        for name, maker in self._definitions.made_by():
            if maker in known.takes:
                known.takes[name] = known.takes[maker]
        self._name_outside(known.gives)
        self._name_outside(known.holds)
        self._name_outside(known.takes)
        return known

    def _name_outside(self, table: dict[bytes, _Told]) -> None:
        """Let what is known of private names be known by those that tests reach them by, too."""
        for name in [name for name in table if name.startswith(b"__")]:
            for mangled in self._definitions.mangled(name):
                table.setdefault(mangled, table[name])

    def _stands(self, fact: Fact, count: int) -> bool:
        """Whether what ``count`` places say of a name goes for all that is defined by it."""
        definitions = self._definitions
        if fact.place == HOLDS:
            assigned = definitions.assigned(fact.name)
            return count >= assigned and (assigned > 0 or definitions.constants(fact.name) == 1)
        if fact.place == GIVES:
            name, counted, given = fact.name.partition(b"#")
            alike = definitions.parameters(name)
            if not counted:
                return name in definitions and count >= len(alike)
            bare = sum(not any(names) for names in alike) if given == b"0" else 0
            return name in definitions and count * _MOST[1] >= bare * _MOST[0]
        return count >= len(definitions.called(fact.name, fact.place))

    def _is_handed(self, name: bytes, index: int) -> bool:
        """Whether the argument ``index`` means the same in all functions called ``name``, as far as can be told."""
        called = set(self._definitions.called(name, index))
        if len(called) != 1 or any(self._definitions.by_lines(name, parameter) for parameter in called):
            return False
        return index > 0 if name in COMMON else not self._definitions.called_far(name)


def _note(known: Known, fact: Fact) -> None:
    if fact.place == HOLDS:
        known.holds[fact.name] = fact.kind
    elif fact.place == GIVES:
        known.gives[fact.name] = fact.kind
    else:
        known.takes.setdefault(fact.name, {})[fact.place] = fact.kind
