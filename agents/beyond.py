"""Tests that no honest change of the sources can make pass, and why: said only where the failure itself shows it."""

import re

from overhaul.domain.testing import TestResult

GONE = frozenset(
    {"_bsddb", "_hotshot", "bsddb", "cl", "dl", "gl", "hotshot", "imageop", "parser", "rexec"}
) | frozenset({"Bastion", "MacOS", "linuxaudiodev", "statvfs", "strop", "sunaudiodev", "symbol", "toaiff"})
"""Modules of Python 2's standard library that Python 3 has under no name."""

_INTERPRETER = (
    (re.compile(r"No module named ['\"]?([\w.]+)['\"]?"), r"No module named \1"),
    (re.compile(r"module ['\"][\w.]+['\"] has no attribute"), "'module' object has no attribute"),
    (re.compile(r"<(?:type|class) '(?:__builtin__\.|builtins\.|exceptions\.)?"), "<class '"),
    (re.compile(r"(?<![\w'\"])u(?=['\"])"), ""),
    (re.compile(r"(?<=\d)L\b"), ""),
    (re.compile(r"\bNoneType: None\b"), "None"),
    (re.compile(r"\binteger division or modulo by zero\b"), "division by zero"),
    (re.compile(r"object does not support indexing"), "object is not subscriptable"),
    (re.compile(r"global name '"), "name '"),
)
"""What the interpreter itself words otherwise now, each turned into one wording."""
_COMPARED = re.compile(r"^(?:assert (?P<got>.+?) == (?P<hoped>.+)|(?P<one>.+?) != (?P<two>.+))$")
_MISSING = re.compile(r"No module named ['\"]?(\w+)")
_UNREACHED = re.compile(
    r"Name or service not known|Temporary failure in name resolution|Network is unreachable|nodename nor servname"
    r"|No address associated with hostname"
)


def beyond_repair(result: TestResult) -> str:
    """Why ``result`` cannot become a pass by mending sources; empty where it may."""
    missing = _MISSING.match(result.message) if result.exception in ("ModuleNotFoundError", "ImportError") else None
    if missing is not None and missing[1] in GONE:
        return f"it needs the module {missing[1]}, which Python has no more"
    if _UNREACHED.search(result.message):
        return "it needs the network, which tests do not have here"
    if result.exception == "AssertionError" and _asserts_wording(result.message):
        return "it asserts what Python 2 itself printed, and Python prints it otherwise now"
    return ""


def _asserts_wording(message: str) -> bool:
    """Whether the two sides of a comparison differ in nothing but the interpreter's own wording."""
    compared = _COMPARED.match(message.split("\n")[0])
    if compared is None:
        return False
    one, two = (side for side in compared.groups() if side is not None)
    return one != two and _one_wording(one) == _one_wording(two)


def _one_wording(side: str) -> str:
    """``side`` in today's wording, without the quotes around it, which depend on those inside."""
    for pattern, wording in _INTERPRETER:
        side = pattern.sub(wording, side)
    return side.strip("'\"").replace("\\'", "'").replace('\\"', '"')
