"""Properties that take bytes only: their setters refuse text, or put what they are given into a buffer of bytes.

``body = property(_get_body, _set_body)`` with ``if isinstance(value, unicode): raise TypeError``. What is stored in
``x.body``, compared with it or found in it is bytes then, whichever file does so.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from tree_sitter import Node

from overhaul.domain.ports.recipes import Learned
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.learned_facts import names_of, paths_of
from tools.recipes.source import Source

PROPERTY = "bytes property"
SETTER = "setter of a bytes property"
GETTER = "getter of a bytes property"

_MADE = re.compile(rb"property\(\s*(?:fget[ \t]*=[ \t]*)?(\w+)\s*(?:,\s*(?:fset[ \t]*=[ \t]*)?(\w+))?")
_ASSIGNED = re.compile(rb"[ \t]+(\w+)[ \t]*=[ \t]*")
"""The line before what is assigned."""
_DEFINED = re.compile(rb"def[ \t]+(\w+)[ \t]*\([ \t]*self[ \t]*,[ \t]*(\w+)[ \t]*\)[ \t]*:")
_INDENT = re.compile(rb"[ \t]+")
_NO_METHODS = frozenset({b"None", b"fdel", b"doc"})


def learn(sources: Mapping[str, bytes]) -> Iterator[Learned]:
    """The properties, where every property of that name in the repository is of this kind, and their methods."""
    found: dict[bytes, list[tuple[bytes, bytes, str]]] = {}
    others: set[bytes] = set()
    for path, data in sources.items():
        if b"property(" not in data:
            continue
        declared = list(_declared(data))
        setters = _setters(data, {setter for _, _, setter in declared}) if b"isinstance" in data else frozenset()
        for name, getter, setter in declared:
            if setter in setters:
                found.setdefault(name, []).append((getter, setter, path))
            elif setter not in _NO_METHODS:
                others.add(name)
    for name, rows in found.items():
        if name in others or _is_method(name, sources):
            continue
        for getter, setter, path in rows:
            yield Learned(PROPERTY, name.decode(), path)
            yield Learned(GETTER, getter.decode(), path)
            yield Learned(SETTER, setter.decode(), path)


def _declared(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The name of each property, and those of its getter and setter; empty where there is none."""
    done = 0
    for match in _MADE.finditer(data):
        line = data.rfind(b"\n", 0, match.start()) + 1
        assigned = _ASSIGNED.fullmatch(data, line, match.start()) if line >= done else None
        if assigned is not None:
            done = match.end()
            yield assigned[1], match[1], match[2] or b""


def _methods(text: bytes) -> Iterator[tuple[bytes, re.Match[bytes]]]:
    """The indentation and the head of each method with one parameter; a pattern for whole lines takes far longer."""
    for match in _DEFINED.finditer(text):
        indent = text[text.rfind(b"\n", 0, match.start()) + 1 : match.start()]
        if _INDENT.fullmatch(indent):
            yield indent, match


def _setters(data: bytes, called: Collection[bytes]) -> frozenset[bytes]:
    """Of ``called``: methods of one parameter that refuse text, or all but ``str`` and put that into a buffer."""
    found = set()
    for indent, match in _methods(data) if called else ():
        name, value = match.groups()
        if name not in called:
            continue
        end = re.compile(rb"^(?:" + indent + rb")?(?:def|class|\w+[ \t]*=|@)", re.MULTILINE).search(data, match.end())
        body = data[match.end() : end.start() if end is not None else len(data)]
        if b"isinstance" not in body:
            continue
        text = re.search(rb"\bif isinstance\(\s*" + value + rb"\s*,\s*unicode\s*\)\s*:\s*raise\b", body)
        plain = re.search(rb"\bif not isinstance\(\s*" + value + rb"\s*,\s*(?:str|bytes)\s*\)\s*:\s*raise\b", body)
        kept = re.search(rb"\b(?:StringIO|BytesIO)\(\s*" + value + rb"\s*\)", body)
        if text is not None or (plain is not None and kept is not None):
            found.add(name)
    return frozenset(found)


def _is_method(name: bytes, sources: Mapping[str, bytes]) -> bool:
    """Whether anything in the repository has a method of that name."""
    method = re.compile(rb"^[ \t]+def[ \t]+" + name + rb"[ \t]*\(", re.MULTILINE)
    return any(name in data and method.search(data) is not None for data in sources.values())


def names(source: Source) -> frozenset[str]:
    """The names of all such properties of the repository."""
    return names_of(source.project, PROPERTY)


def spoken_of(source: Source) -> frozenset[bytes]:
    """Those of the names that stand anywhere in the file."""
    words = source.lexed.words
    return frozenset(word for name in names(source) if (word := name.encode()) in words)


def is_name(source: Source, word: bytes) -> bool:
    """Whether ``word`` is the name of such a property."""
    return word.decode("utf-8", "replace") in names(source)


def is_property(source: Source, attribute: Node) -> bool:
    """Whether ``attribute`` reads or sets such a property."""
    name = attribute.child_by_field_name("attribute") if names(source) else None
    return name is not None and is_name(source, name.text or b"")


def is_keyword(source: Source, argument: Node) -> bool:
    """Whether the keyword argument ``argument`` goes by the name of such a property."""
    name = argument.child_by_field_name("name") if names(source) else None
    return name is not None and is_name(source, name.text or b"")


def is_given(source: Source, parameter: Node) -> bool:
    """Whether ``parameter`` is what the setter of such a property is given."""
    if not names(source):
        return False
    definition = enclosing_scope(parameter)
    holder = definition.child_by_field_name("parameters")
    return (
        holder is not None
        and _is(source, definition, SETTER)
        and [one.text for one in holder.named_children][1:2] == [parameter.text]
    )


def is_getter(source: Source, definition: Node) -> bool:
    """Whether the function ``definition`` gives the value of such a property."""
    return bool(names(source)) and _is(source, definition, GETTER)


def stored(source: Source) -> Iterator[Node]:
    """The attributes of ``self`` in which the setters of the file keep what they are given."""
    if not spoken_of(source):
        return
    mask = source.lexed.mask
    for _, match in _methods(mask):
        definition = source.node(match.start(1), match.end(1)).parent
        if definition is None or not _is(source, definition, SETTER):
            continue
        kept = re.compile(rb"\bself\.(\w+)[ \t]*=[ \t]*" + match.group(2) + rb"[ \t]*$", re.MULTILINE)
        for one in kept.finditer(mask, definition.start_byte, definition.end_byte):
            attribute = source.node(one.start(1), one.end(1)).parent
            if attribute is not None and attribute.type == "attribute":
                yield attribute


def _is(source: Source, definition: Node, kind: str) -> bool:
    name = definition.child_by_field_name("name") if definition.type == "function_definition" else None
    called = (name.text or b"").decode("utf-8", "replace") if name is not None else ""
    return bool(called) and source.path in paths_of(source.project, kind, called)
