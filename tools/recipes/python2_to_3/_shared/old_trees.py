"""Code that reads syntax trees of the shape Python 2 gave them, and makes them itself."""

import re

from tools.recipes.source import Source
from tools.syntax.words import occurrences

TREES = frozenset({"ast", "_ast"})
"""The modules that make trees."""
FLAG = b"PyCF_ONLY_AST"

_SHAPE = frozenset(
    b"TryExcept TryFinally visit_TryExcept visit_TryFinally visit_Print visit_Exec visit_Repr visit_Index"
    b" visit_ExtSlice ExtSlice AugStore AugLoad starargs optional_vars".split()
)
"""Names of nodes and fields that no tree has any more."""
_GONE = re.compile(
    rb"\b_ast\s*\.\s*(?:Num|Str|Repr|Index|ExtSlice|Print|Exec|TryExcept|TryFinally|Param|AugStore|AugLoad)\b"
)
_PARSED = re.compile(rb"\bast\s*\.\s*parse\s*\(")
_STAR = re.compile(rb"\bfrom\s+_ast\s+import\s*\*")


def wants_old_trees(source: Source, module: str) -> bool:
    """Whether the file makes trees and reads them as they were in Python 2, or asks ``_ast`` for what it has lost.

    A file that compiles what may be a tree again needs one of today.
    """
    words, mask = source.lexed.words, source.lexed.mask
    if module == "_ast" and _GONE.search(mask) is not None:
        return True
    shaped = not words.isdisjoint(_SHAPE)
    if FLAG in words:
        reads = shaped or b"_fields" in words or (module == "_ast" and _STAR.search(mask) is not None)
        return reads and not _compiles(source)
    return module == "ast" and shaped and b"compile" not in words and _PARSED.search(mask) is not None


def _compiles(source: Source) -> bool:
    """Whether ``compile()`` is called for anything but a tree."""
    mask = source.lexed.mask
    for at in occurrences(mask, b"compile"):
        end = source.lexed.statement_end(at)
        if mask[at - 1 : at] != b"." and FLAG not in mask[at:end]:
            return True
    return False
