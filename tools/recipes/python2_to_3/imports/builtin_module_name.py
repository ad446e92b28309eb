"""The module of builtins in a string: ``'__builtin__'`` is ``'builtins'`` where a module is meant by it."""

import builtins
import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.literals import around
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_OLD, _NEW = b"__builtin__", b"builtins"
_KNOWN = re.compile(rb"['\"]builtins['\"]|\bimport[ \t]+builtins\b")
_OTHERWISE = frozenset(b"getattr hasattr setattr delattr print str unicode repr len isinstance __import__".split())
"""Functions that mean an attribute or just a string, or that another recipe looks after."""


@recipe(
    "builtin-module-name",
    title="The module of builtins is named in strings as it is called",
    stage="imports",
    quoted=("'__builtin__'", '"__builtin__"', r"'__builtin__\.\w+'"),
)
def builtin_module_name(source: Source, hit: Hit) -> Match | None:
    """The literal where it is the first argument of a function, or compared with a ``__module__``; and in tests the
    name of a builtin in it, which they expect of what names it by its module.

    Not in files that know both names, which choose between them, and not in methods, dicts and lists: what
    data is called stays.
    """
    if _KNOWN.search(source.origin.data) is not None:
        return None
    literal = around(source.node(hit.start, hit.end))
    if literal.type != "string":
        return None
    module, dot, name = source.text(literal).strip(b"'\"").partition(b".")
    if dot and source.is_test and module == _OLD and hasattr(builtins, name.decode("ascii", "replace")):
        return Match(hit.start, (replace(literal, source.text(literal).replace(_OLD, _NEW)),))
    if dot or module != _OLD:
        return None
    if not (_is_passed(literal) or _is_compared(source, literal)) or source.legacy_only(literal):
        return None
    return Match(hit.start, (replace(literal, source.text(literal).replace(_OLD, _NEW)),))


def _is_passed(literal: Node) -> bool:
    call = nodes.taker(literal)
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or function.type != "identifier" or function.text in _OTHERWISE:
        return False
    return nodes.arguments(call)[0] == literal


def _is_compared(source: Source, literal: Node) -> bool:
    parent = literal.parent
    if parent is None or parent.type != "comparison_operator" or len(parent.named_children) != 2:
        return False
    return any(source.text(side).endswith(b".__module__") for side in parent.named_children)
