"""Compare the dialect of every file of a Python 2 tree with what lib2to3's grammar (fissix) makes of it.

    python benchmarks/dialect_oracle.py [TREE ...] [--sdist NAME==VERSION] [--jobs 2] [--limit 40]

Without a tree: the library of the CPython 2.7 on this machine. ``--sdist`` fetches a source archive
with pip and unpacks it. The oracle parses each file with the print statement (and without, where the
file imports ``print_function`` or does not parse otherwise) and looks for nodes that only one Python
accepts. Prints the agreement, every disagreement, and how long a line takes to judge.
"""

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tokenize
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from fissix import pygram, pytree
from fissix.pgen2 import driver, token
from fissix.pgen2.parse import ParseError
from fissix.pgen2.tokenize import TokenError

from overhaul.domain.findings import Dialect
from tools.sandbox.toolchains import HostToolchains
from tools.syntax.dialect import dialect
from tools.syntax.lexical import Lexed

_FUTURE = re.compile(r"^from\s+__future__\s+import[^\n]*(?:\([^)]*)?\bprint_function\b", re.MULTILINE)
_SINGLETONS = {"True", "False", "None"}


class Row(NamedTuple):
    """One file: what the oracle says (None: it cannot parse it) and what we say."""

    path: str
    oracle: Dialect | None
    ours: Dialect
    why: str
    lines: int
    seconds: float


@cache
def _driver(statement: bool) -> Any:
    grammar = pygram.python_grammar if statement else pygram.python_grammar_no_print_and_exec_statement
    return driver.Driver(grammar, convert=pytree.convert)


def _tree(text: str, statement: bool) -> Any | None:
    try:
        return _driver(statement).parse_string(text)
    except (ParseError, TokenError, IndentationError, ValueError, UnicodeError):
        return None


def _decode(data: bytes) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        text = data.decode("latin-1")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n") + "\n"


def oracle(data: bytes) -> tuple[Dialect | None, str]:
    """The dialect by the grammar, and the node that decided."""
    text = _decode(data)
    future = _FUTURE.search(text) is not None
    tree = None if future else _tree(text, statement=True)
    signs: set[tuple[str, str]] = set()
    if tree is None:
        tree = _tree(text, statement=False)
        if tree is None:
            return None, ""
        if not future:
            signs.add(("modern", "print is a function"))
    for node in tree.pre_order():
        signs.update(_signs(node))
    legacy = sorted(why for kind, why in signs if kind == "legacy")
    modern = sorted(why for kind, why in signs if kind == "modern")
    if legacy:
        return (Dialect.UNKNOWN if modern else Dialect.PYTHON2), ", ".join(legacy + modern)
    return (Dialect.PYTHON3 if modern else Dialect.BOTH), ", ".join(modern)


def _signs(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, pytree.Leaf):
        yield from _leaf_signs(node)
        return
    kind = str(pytree.type_repr(node.type))
    words = [getattr(child, "value", "") for child in node.children]
    if kind in ("print_stmt", "exec_stmt"):
        operand = node.children[1] if len(node.children) == 2 else None
        if operand is None or not str(operand).strip().startswith("(") or pytree.type_repr(operand.type) != "atom":
            yield "legacy", kind
    elif kind == "except_clause" and "," in words:
        yield "legacy", "except E, e"
    elif kind == "raise_stmt" and ("," in words or "from" in words):
        yield ("legacy", "raise E, V") if "," in words else ("modern", "raise from")
    elif kind in ("tfpdef", "vfpdef"):
        yield "legacy", "tuple parameter"
    elif kind == "expr_stmt" and _SINGLETONS & {part.strip() for part in str(node.children[0]).split(",")}:
        yield "legacy", "True assigned"
    else:
        yield from _modern_signs(node, kind, words)


def _modern_signs(node: Any, kind: str, words: list[str]) -> Iterator[tuple[str, str]]:
    if kind in ("tname", "vname", "annassign", "namedexpr_test", "async_stmt", "async_funcdef"):
        yield "modern", kind
    elif kind in ("typedargslist", "varargslist", "parameters") and _keyword_only(node.children):
        yield "modern", "keyword-only"
    elif kind == "star_expr" and pytree.type_repr(node.parent.type) in ("testlist_star_expr", "listmaker", "exprlist"):
        yield "modern", "starred"
    elif kind == "argument" and "=" in words and _in_class_head(node):
        yield "modern", "class keyword"
    elif kind == "term" and "@" in words:
        yield "modern", "matrix product"
    elif kind in ("yield_arg", "global_stmt") and words[0] in ("from", "nonlocal"):
        yield "modern", words[0]


def _in_class_head(node: Any) -> bool:
    parent = node.parent
    if pytree.type_repr(parent.type) == "arglist":
        parent = parent.parent
    return pytree.type_repr(parent.type) == "classdef"


def _keyword_only(children: list[Any]) -> bool:
    starred = False
    for child in children:
        value = str(child).strip()
        if starred and value not in (",", "**") and getattr(child.prev_sibling, "value", "") == ",":
            return True
        starred = starred or value == "*"
    return False


def _leaf_signs(leaf: Any) -> Iterator[tuple[str, str]]:
    value = leaf.value
    if leaf.type == token.BACKQUOTE:
        yield "legacy", "backticks"
    elif leaf.type == token.NOTEQUAL and value == "<>":
        yield "legacy", "<>"
    elif leaf.type == token.RARROW:
        yield "modern", "->"
    elif leaf.type == token.NUMBER:
        if re.fullmatch(r"0[0-7]*[1-7][0-7]*[lL]?|\w*[lL]", value):
            yield "legacy", f"number {value}"
        elif "_" in value:
            yield "modern", f"number {value}"
    elif leaf.type == token.STRING:
        prefix = re.match(r"[A-Za-z]*", value)
        letters = prefix.group().lower() if prefix else ""
        if letters == "ur" or ("b" in letters and not value.isascii()):
            yield "legacy", f"string {letters}"
        elif "f" in letters:
            yield "modern", "f-string"
    elif leaf.type == token.NAME:
        yield from _name_signs(leaf, value)


def _name_signs(leaf: Any, value: str) -> Iterator[tuple[str, str]]:
    if value in ("async", "await"):
        yield "legacy", f"a name called {value}"
    elif value in _SINGLETONS:
        if getattr(leaf.prev_sibling, "value", "") == "." or getattr(leaf.next_sibling, "value", "") == "=":
            yield "legacy", f"a name called {value}"
    elif value == "print" and pytree.type_repr(leaf.parent.type) == "simple_stmt":
        yield "legacy", "a bare print"


def judge(path: Path) -> Row:
    """Both verdicts on one file."""
    data = path.read_bytes()
    said, why = oracle(data)
    lexed = Lexed(data)
    _ = lexed.words
    start = time.perf_counter()
    ours = dialect(lexed)
    return Row(str(path), said, ours, why, data.count(b"\n"), time.perf_counter() - start)


def library27() -> Path | None:
    """The library of the CPython 2.7 on this machine."""
    search = [Path(folder) for folder in os.get_exec_path()]
    found = HostToolchains(search_path=search, pyenv_root=Path.home() / ".pyenv", home=Path.home()).find("python2.7")
    if found is None:
        return None
    code = "import os; print(os.path.dirname(os.__file__))"
    return Path(
        subprocess.run([found.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    )


def sdist(requirement: str, folder: Path) -> Path:
    """The unpacked source archive of ``requirement``, fetched by pip without building it."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:", "--no-build-isolation"]
    subprocess.run([*command, "--dest", str(folder), requirement], check=False, capture_output=True)
    for archive in sorted(folder.iterdir()):
        if archive.is_file():
            shutil.unpack_archive(archive, folder / "tree", filter="data")
    return folder / "tree"


def report(rows: list[Row], limit: int) -> None:
    """Print agreement and disagreements."""
    judged = [row for row in rows if row.oracle is not None]
    apart = [row for row in judged if row.oracle != row.ours]
    for row in apart[:limit]:
        print(f"{row.path}: the oracle says {row.oracle} ({row.why}), we say {row.ours}")
    table = Counter((str(row.oracle), str(row.ours)) for row in rows)
    for (said, ours), count in sorted(table.items()):
        print(f"{count:6} files: oracle {said:8} ours {ours}")
    lines = sum(row.lines for row in rows)
    spent = sum(row.seconds for row in rows)
    agreed = 100 * (len(judged) - len(apart)) / max(1, len(judged))
    print(f"{len(judged)} of {len(rows)} files parse for the oracle; agreement {agreed:.2f} %")
    print(f"{lines:,} lines, {1e6 * spent / max(1, lines):.2f} µs a line")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("trees", nargs="*", type=Path)
    parser.add_argument("--sdist", help="e.g. Django==1.4.22")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=40)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trees = list(arguments.trees)
        if arguments.sdist:
            trees.append(sdist(arguments.sdist, Path(folder)))
        elif not trees and (library := library27()) is not None:
            trees.append(library)
        paths = [path for tree in trees for path in sorted(tree.rglob("*.py")) if path.is_file()]
        if not paths:
            parser.error("no tree given, and there is no CPython 2.7 here")
        with ProcessPoolExecutor(arguments.jobs) as pool:
            report(list(pool.map(judge, paths, chunksize=20)), arguments.limit)


if __name__ == "__main__":
    main()
