"""GRAMMAR: the target's grammar accepts every changed file."""

import ast
import re
import sys
import warnings

from tree_sitter import Node

from overhaul.domain.gate import CheckId, CheckResult
from tools.checks.gate.context import GateContext, passed, refused
from tools.syntax.python import parse

_VERSION = re.compile(r"^python(\d+)\.(\d+)$")


def check_grammar(context: GateContext) -> CheckResult:
    """Parse what changed. In the middle of a conversion only a file that parsed before must parse now."""
    target = _VERSION.match(context.request.environment.toolchain.name)
    version = (int(target[1]), int(target[2])) if target else sys.version_info[:2]
    broken: list[str] = []
    count = 0
    for change in context.changes:
        if change.after is None or not change.is_python:
            continue
        count += 1
        fault = fault_in(change.after, version)
        if not fault:
            continue
        was_legacy = change.before is not None and bool(fault_in(change.before, version))
        if context.request.must_compile or not was_legacy:
            broken.append(f"{change.path}: {fault}")
    if broken:
        return refused(CheckId.GRAMMAR, "the target's grammar does not accept every changed file", broken)
    return passed(CheckId.GRAMMAR, f"{count} changed Python files")


def fault_in(source: bytes, version: tuple[int, int]) -> str:
    """What the grammar of CPython ``version`` objects to, or ``""``.

    This process's own parser decides where it is at least that version; tree-sitter, which reads
    every version, where it is not.
    """
    if sys.version_info[:2] >= version:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ast.parse(source, feature_version=version)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
            return f"line {getattr(fault, 'lineno', None) or 1}: {getattr(fault, 'msg', None) or fault}"
        return ""
    root = parse(source).root_node
    if not root.has_error:
        return ""
    return f"line {_first_error(root)}: invalid syntax"


def _first_error(root: Node) -> int:
    waiting = [root]
    while waiting:
        node = waiting.pop(0)
        if node.type == "ERROR" or node.is_missing:
            return node.start_point[0] + 1
        waiting.extend(child for child in node.children if child.has_error or child.is_missing)
    return 1
