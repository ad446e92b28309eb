"""What a package reads of a text file that lies in it is text."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.flows import endpoints, used_as_bytes
from tools.recipes.python2_to_3._shared.kinds import kinds_of
from tools.recipes.python2_to_3._shared.literals import parts
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_READERS = frozenset({"pkg_resources.resource_string", "pkgutil.get_data"})
_TEXT_FILES = (
    b".cfg", b".conf", b".ini", b".txt", b".rst", b".md", b".csv", b".tsv", b".sql", b".json", b".tmpl", b".tpl",
    b".mako", b".html", b".htm", b".css", b".js",
)  # fmt: skip
"""Endings of files that are made of text; not ``.xml``, whose encoding its parsers read themselves."""


@recipe(
    "packaged-text",
    title="Text files of a package are read as text",
    stage="text",
    words=("resource_string", "get_data"),
)
def packaged_text(source: Source, hit: Hit) -> Match | None:
    """``pkg_resources.resource_string(package, 'default.cfg')`` and ``pkgutil.get_data``, whose literal name ends
    as those of text files do: it is decoded. Where it goes to what asks for bytes, is decoded already or is handed
    back as it is, it stays bytes."""
    name = source.node(hit.start, hit.end)
    function = nodes.reference(name)
    call = nodes.call_of(function) if name.type == "identifier" else None
    passed = nodes.plain_arguments(call) if call is not None else None
    if call is None or not passed or len(passed) != 2 or source.legacy_only(call):
        return None
    kinds = kinds_of(source)
    if not _names_text(source, passed[1]) or kinds.dotted(function) not in _READERS:
        return None
    places = endpoints(source, call)
    if any(used_as_bytes(source, kinds, place) or _is_handed_back(place) for place in places):
        return None
    return Match(hit.start, (insert(call.end_byte, b".decode('utf-8')"),))


def _names_text(source: Source, node: Node) -> bool:
    """Whether ``node`` is a literal, or ends in one, that names a text file."""
    last = nodes.bare(node)
    operator = last.child_by_field_name("operator") if last.type == "binary_operator" else None
    if operator is not None:
        side = "left" if operator.text == b"%" else "right"
        last = nodes.bare(last.child_by_field_name(side) or last)
    found = parts(last)
    return bool(found) and source.text(found[-1]).rstrip(b"'\"").lower().endswith(_TEXT_FILES)


def _is_handed_back(place: Node) -> bool:
    """Whether ``place`` is decoded, or is what a function returns or gives: its callers may want either."""
    holder = place.parent
    if holder is None or holder.type in ("return_statement", "yield", "lambda"):
        return True
    name = holder.child_by_field_name("attribute") if holder.type == "attribute" else None
    return name is not None and name.text == b"decode"
