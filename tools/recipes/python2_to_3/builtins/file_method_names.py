"""Methods of files in a list of names, from which a wrapper takes them: ``('next', 'read', 'xreadlines')``."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete, replace

_METHODS = frozenset(b"read readline readlines write writelines seek tell flush fileno isatty truncate close".split())
_SEVERAL = 4
"""So many names of methods that files have say that the others are such, too."""


@recipe(
    "file-method-names",
    title="Wrappers ask files for the methods they have",
    stage="builtins",
    raw=(r"'xreadlines'", r'"xreadlines"'),
)
def file_method_names(source: Source, hit: Hit) -> Match | None:
    """``xreadlines`` goes from a tuple, list or set of method names, and ``next`` in it becomes ``__next__``.

    Only where all of it is plain names, several of them those of files.
    """
    literal = source.node(hit.start, hit.end)
    literal = literal if literal.type == "string" else (literal.parent or literal)
    holder = literal.parent
    if literal.type != "string" or holder is None or holder.type not in ("tuple", "list", "set"):
        return None
    items = [child for child in holder.named_children if child.type != "comment"]
    named = [source.text(item).strip(b"'\"") for item in items]
    if any(item.type != "string" for item in items) or len(_METHODS.intersection(named)) < _SEVERAL:
        return None
    if source.legacy_only(literal) or nodes.ancestor(holder, "comparison_operator") is not None:
        return None
    edits = [_without(items, items.index(literal))]
    edits += [replace(item, b"'__next__'") for item, name in zip(items, named, strict=True) if name == b"next"]
    return Match(hit.start, tuple(edits))


def _without(items: list[Node], index: int) -> Edit:
    """The edit that takes one of several items out, with the comma beside it."""
    if index + 1 < len(items):
        return delete(items[index].start_byte, items[index + 1].start_byte)
    return delete(items[index - 1].end_byte, items[index].end_byte)
