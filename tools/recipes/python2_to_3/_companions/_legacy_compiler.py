"""Syntax trees as Python 2's own compiler package made them, which Python 3 removed.

Overhaul added this file when it converted the repository: it is part of the repository now, and may be
edited. Code cannot be made of these trees any more. New code is better written with ``ast``.
"""

import builtins
import py_compile
from typing import Any

from . import _legacy_compiler_ast as ast
from . import _legacy_compiler_consts as consts
from . import _legacy_compiler_transformer as transformer
from . import _legacy_compiler_visitor as visitor

__all__ = ["ast", "compile", "compileFile", "consts", "parse", "parseFile", "transformer", "visitor", "walk"]

parse = transformer.parse
parseFile = transformer.parseFile
walk = visitor.walk


def compile(source: Any, filename: str, mode: str, flags: int = 0, dont_inherit: Any = None) -> Any:
    """What the builtin ``compile`` gives."""
    return builtins.compile(source, filename, mode, flags, bool(dont_inherit))


def compileFile(filename: str, display: Any = 0) -> None:
    """Compile the file at ``filename`` to a file of its own."""
    py_compile.compile(filename, doraise=True)
