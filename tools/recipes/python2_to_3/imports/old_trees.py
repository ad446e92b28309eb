"""Trees that ``compile`` makes have the shape that the code around them was written for."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.companions import companion
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.old_trees import TREES
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_MAKER = b"as_python2"


@recipe(
    "old-trees",
    title="Syntax trees have the shape the code reads",
    stage="imports",
    words=("PyCF_ONLY_AST",),
)
def old_trees(source: Source, hit: Hit) -> Match | None:
    """``compile(text, name, mode, PyCF_ONLY_AST)`` → ``as_python2(compile(…), text)``, by the stand-in for ``ast``.

    Only where the file reads such trees itself, and compiles none of them.
    """
    call = _maker(source, source.node(hit.start, hit.end))
    module = next((item.module for item in source.imports.names if item.module in TREES), "")
    if call is None or not module or source.legacy_only(call) or is_own_module(source, module):
        return None
    found = companion(source, module)
    if found is None:
        return None
    first = nodes.arguments(call)[0]
    text = b", " + source.text(first) if first.type in ("identifier", "attribute") else b""
    edits = (insert(call.start_byte, _MAKER + b"("), insert(call.end_byte, text + b")"))
    imports = source.ensure_import(f"from {found.module} import {_MAKER.decode()}")
    return Match(hit.start, (*edits, *imports), files=found.files)


def _maker(source: Source, flag: Node) -> Node | None:
    """The call of ``compile`` whose fourth argument is ``flag``, where nothing turns the tree yet."""
    if flag.parent is not None and flag.parent.type == "attribute":
        flag = flag.parent
    call = nodes.taker(flag)
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or function.text != b"compile" or not source.is_builtin(function):
        return None
    given = nodes.arguments(call)
    outer = nodes.taker(call)
    turned = outer is not None and (outer.child_by_field_name("function") or outer).text == _MAKER
    return call if len(given) >= 4 and given[3] == flag and not turned else None
