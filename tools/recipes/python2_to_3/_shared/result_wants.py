"""What is asked of the result of a function by its other results, and by what is known of its name."""

import re

from tree_sitter import Node

from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import bytes_properties
from tools.recipes.python2_to_3._shared.argument_wants import SURE
from tools.recipes.python2_to_3._shared.classes import enclosing_class, lineage
from tools.recipes.python2_to_3._shared.functions import function_name, plain_parameters
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, joined, returns
from tools.recipes.python2_to_3._shared.parameters import encodes_on_request
from tools.recipes.python2_to_3._shared.repository_kinds import concerned
from tools.recipes.python2_to_3._shared.repository_kinds import known as known_of
from tools.recipes.source import Source


def result_wanted(source: Source, kinds: Kinds, node: Node) -> Kind:
    """What the function around ``node``, a value that it returns, must give."""
    definition = enclosing_scope(node)
    if definition.type != "function_definition":
        return Kind.UNKNOWN
    if bytes_properties.is_getter(source, definition):
        return Kind.BYTES
    values = [value for value in returns(source, definition) if value != node]
    if any(encodes_on_request(definition, value) for value in values):
        return Kind.UNKNOWN
    found = joined([kinds.of(value) for value in values])
    if found in SURE:
        return found
    if any(known_of(source.project).gives.get(name) is Kind.BYTES for name in _names(source, definition)):
        return Kind.BYTES
    return _of_relatives(source, kinds, definition)


def _names(source: Source, definition: Node) -> list[bytes]:
    """What the function ``definition`` is called: its name, and those it is given in its class."""
    name, around = function_name(definition), enclosing_class(definition)
    if around is None or not known_of(source.project).gives:
        return [name]
    count = b"%b#%d" % (name, len(plain_parameters(source, definition)))
    if b"staticmethod" not in source.lexed.words:
        return [name, count]
    again = re.compile(rb"^[ \t]*(\w+)[ \t]*=[ \t]*staticmethod\([ \t]*%b[ \t]*\)" % re.escape(name), re.MULTILINE)
    return [name, count, *again.findall(source.lexed.mask, around.start_byte, around.end_byte)]


def _of_relatives(source: Source, kinds: Kinds, definition: Node) -> Kind:
    """``BYTES`` where methods of that name in related classes of the file give bytes, and none gives text."""
    around, name = enclosing_class(definition), function_name(definition)
    if around is None or not concerned(source):
        return Kind.UNKNOWN
    own = {one.start_byte for one in lineage(source, around)}
    found = set()
    for binder in source.bindings.binders(name):
        other = binder.parent
        home = enclosing_class(other) if other is not None and other.type == "function_definition" else None
        if other is None or home is None or other == definition:
            continue
        if not own.isdisjoint(one.start_byte for one in lineage(source, home)):
            found.add(kinds.returned(other))
    return Kind.BYTES if Kind.BYTES in found and Kind.TEXT not in found else Kind.UNKNOWN
