"""``file()`` becomes ``open()``, ``execfile()`` runs what it reads, ``input()`` evaluates."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared import shapes
from tools.recipes.python2_to_3._shared.builtin_names import builtin_at, spelled
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace


@recipe("file-builtin", title="file is open() or io.IOBase", stage="builtins", words=("file",))
def file_builtin(source: Source, hit: Hit) -> Match | None:
    """The builtin called is ``open``; named in a type test or as a base class it is ``io.IOBase``.

    Anywhere else, such as a mapping of types, it is only found.
    """
    name = builtin_at(source, hit)
    if name is None:
        return None
    if nodes.call_of(name) is not None:
        text, imports = spelled(source, b"open", name)
        return Match(hit.start, (replace(name, text), *imports))
    place = name.parent
    if place is not None and place.type == "tuple":
        place = place.parent
    if place is not None and place.type in ("argument_list", "comparison_operator"):
        return Match(hit.start, (replace(name, b"io.IOBase"), *source.ensure_import("import io")))
    if place is not None and place.type in ("assignment", "expression_statement", "keyword_argument"):
        return None
    return Match(hit.start, message="the builtin file is gone")


@recipe("execfile", title="execfile() becomes exec of a compiled file", stage="builtins", words=("execfile",))
def execfile(source: Source, hit: Hit) -> Match | None:
    """A call: the file is read as bytes, so that its encoding declaration counts, and compiled under its
    name, so that tracebacks show it."""
    name = builtin_at(source, hit)
    call = nodes.call_of(name) if name is not None else None
    passed = nodes.plain_arguments(call) if call is not None else None
    if call is None or not passed or len(passed) > 3:
        return None
    path = source.text(passed[0])
    rest = b"".join(b", " + source.text(node) for node in passed[1:])
    text = b"exec(compile(open(" + path + b", 'rb').read(), " + path + b", 'exec')" + rest + b")"
    return Match(hit.start, (replace(call, text),), again=True)


_LEGACY_MARKS = re.compile(
    rb"(?<![\w.])(?<!def )(?:raw_input|xrange|unicode|unichr)\s*\(|\bbasestring\b|^[ \t]*print[ \t]+[\"\w]",
    re.MULTILINE,
)


@recipe("input-eval", title="input() evaluated what it read", stage="builtins", words=("input",))
def input_eval(source: Source, hit: Hit) -> Match | None:
    """A call of the builtin in a file that was surely written for Python 2, unless evaluated already.

    Where ``raw_input`` has become ``input`` already, the calls can no longer be told apart and are left.
    """
    if shapes.called_at(source.lexed, hit.end) < 0:
        return None
    name = builtin_at(source, hit)
    call = nodes.call_of(name) if name is not None else None
    origin = source.origin
    if call is None or not _LEGACY_MARKS.search(origin.lexed.mask):
        return None
    renamed = b"raw_input" in origin.lexed.words and b"raw_input" not in source.lexed.words
    if renamed or _is_evaluated(call):
        return None
    return Match(hit.start, (insert(call.start_byte, b"eval("), insert(call.end_byte, b")")))


def _is_evaluated(call: Node) -> bool:
    outer = call.parent.parent if call.parent is not None else None
    function = outer.child_by_field_name("function") if outer is not None and outer.type == "call" else None
    return function is not None and function.text == b"eval"
