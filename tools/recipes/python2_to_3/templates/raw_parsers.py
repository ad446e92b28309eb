"""Python 3's ConfigParser refuses values that Python 2's took: a lone percent sign, and what is no text."""

import re
from collections.abc import Iterable

from overhaul.domain.edits import Edit
from tools.recipes.source import Source
from tools.recipes.template import Failure, Fix, template

_MODULES = frozenset({"configparser", "ConfigParser"})
_PARSER = re.compile(rb"(?<![\w.])(\w+)\s*\.\s*((?:Safe)?ConfigParser)\b(?=\s*[(),.])")
_INTERPOLATES = re.compile(rb"\bvars[ \t]*=|Interpolat")


@template(
    "raw-parsers",
    title="values of options are taken as they stand",
    pattern=r"invalid interpolation syntax in|option values must be strings|'%' must be followed by '%' or '\('",
)
def raw_parsers(failure: Failure) -> Iterable[Fix]:
    """``configparser.ConfigParser`` is ``RawConfigParser``, wherever a file names it, as base, call or method.

    That one checks nothing, and puts nothing in the place of ``%(name)s`` either: a file that gives values
    for such names (``vars=…``), or speaks of interpolation, keeps its parser.
    """
    for source in failure.sources():
        aliases = _aliases(source) if b"ConfigParser" in source.data else frozenset()
        found = [match for match in _PARSER.finditer(source.lexed.mask) if match.group(1).decode() in aliases]
        if found and not _INTERPOLATES.search(source.lexed.mask):
            edits = [Edit(start=match.start(2), end=match.end(2), text=b"RawConfigParser") for match in found]
            yield Fix("Take values of options as they stand", tuple((source.path, edit) for edit in edits))


def _aliases(source: Source) -> frozenset[str]:
    """The names that the module goes by in the file."""
    return frozenset(item.bound for item in source.imports.names if item.name is None and item.module in _MODULES)
