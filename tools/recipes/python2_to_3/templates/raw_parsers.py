"""Python 3's ConfigParser refuses values that Python 2's took: a lone percent sign, and what is no text."""

import re
from collections.abc import Iterable, Iterator

from overhaul.domain.edits import Edit
from tools.recipes.source import Source
from tools.recipes.template import Failure, Fix, template

_MODULES = frozenset({"configparser", "ConfigParser"})
_CLASSES = frozenset({"ConfigParser", "SafeConfigParser"})
_RAW = b"RawConfigParser"
_PARSER = re.compile(rb"(?<![\w.])(\w+)\s*\.\s*((?:Safe)?ConfigParser)\b(?=\s*[(),.])")
_INTERPOLATES = re.compile(rb"\bvars[ \t]*=|Interpolat")


@template(
    "raw-parsers",
    title="values of options are taken as they stand",
    pattern=r"invalid interpolation syntax in|option values must be strings|'%' must be followed by '%' or '\('",
)
def raw_parsers(failure: Failure) -> Iterable[Fix]:
    """``configparser.ConfigParser`` is ``RawConfigParser``, wherever a file names it, as base, call or method; a name
    imported of the module stands for that one.

    It checks nothing, and puts nothing in the place of ``%(name)s`` either: a file that gives values
    for such names (``vars=…``), or speaks of interpolation, keeps its parser.
    """
    for source in failure.sources():
        if b"ConfigParser" not in source.data or _INTERPOLATES.search(source.lexed.mask):
            continue
        edits = [*_named(source), *_imported(source)]
        if edits:
            yield Fix("Take values of options as they stand", tuple((source.path, edit) for edit in edits))


def _named(source: Source) -> Iterator[Edit]:
    """The class, wherever it is named as one of the module's."""
    modules = {item.bound for item in source.imports.names if item.name is None and item.module in _MODULES}
    for match in _PARSER.finditer(source.lexed.mask):
        if match.group(1).decode() in modules:
            yield Edit(start=match.start(2), end=match.end(2), text=_RAW)


def _imported(source: Source) -> Iterator[Edit]:
    """The class where it is imported by name, which the file goes on to know it by."""
    for item in source.imports.names:
        if item.module in _MODULES and item.name in _CLASSES:
            start, name = item.node.start_byte, item.name.encode()
            alias = b" as " + name if item.node.type == "dotted_name" else b""
            yield Edit(start=start, end=start + len(name), text=_RAW + alias)
