"""``ConfigParser.get`` takes what comes after the option by name only."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import bases, enclosing_class
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_PARSERS = ("ConfigParser", "RawConfigParser", "SafeConfigParser")
_NAMES = (b"raw=", b"vars=")


@recipe(
    "parser-options",
    title="ConfigParser.get() takes raw and vars by name",
    stage="imports",
    pattern=r"\.get\(",
    having=_PARSERS,
)
def parser_options(source: Source, hit: Hit) -> Match | None:
    """``parser.get(section, option, raw, vars)`` of a parser made in the file, or of ``self`` in a class of one."""
    found = nodes.method_call(source.node(hit.start + 1, hit.end - 1))
    passed = nodes.plain_arguments(found.call) if found is not None else None
    if found is None or passed is None or len(passed) not in (3, 4) or len(nodes.arguments(found.call)) != len(passed):
        return None
    if source.legacy_only(found.call) or not _is_parser(source, found.object):
        return None
    edits = [insert(node.start_byte, name) for name, node in zip(_NAMES, passed[2:], strict=False)]
    return Match(hit.start, tuple(edits))


def _is_parser(source: Source, holder: Node) -> bool:
    text = source.text(holder)
    if text == b"self":
        around = enclosing_class(holder)
        return around is not None and any((base.text or b"").endswith(b"ConfigParser") for base in bases(around))
    made = rb"(?<![\w.])" + re.escape(text) + rb"\s*=\s*(?:\w+\.)*(?:Raw|Safe)?ConfigParser\("
    return re.search(made, source.lexed.mask) is not None
