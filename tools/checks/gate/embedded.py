"""Tests that stand beside the code they test: classes and functions that report, asserting helpers, examples."""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from tools.checks.detection.facts import name_of, text_of
from tools.checks.gate.context import Change
from tools.checks.gate.shape import FileShape, read_shape
from tools.checks.gate.weakening import weakenings
from tools.syntax.python import parse

_CASE = re.compile(rb"\bTestCase\b")
_ASSERTING = re.compile(r"^(?:assert|fail_?(?:unless|if))", re.I)
_ENDS_EXAMPLE = re.compile(rb"\"\"\"|'''")


def embedded_problems(change: Change, reported: frozenset[str]) -> Iterator[str]:
    """What a change of a source does to the tests in it.

    Args:
        reported: the top-level names of the file that tests were reported from.
    """
    after = change.after or b""
    if change.is_python:
        for old in dict.fromkeys(text for text in (change.base, change.before) if text is not None):
            names = reported | _helpers(old)
            if names:
                yield from weakenings(_only(read_shape(old), names), _only(read_shape(after), names))
    if change.by_recipe or change.before is None:
        return
    was, now = _definitions(change.before), _definitions(after)
    for name in sorted(reported & was.keys()):
        if was[name] != now.get(name):
            yield f"{name} is a test: tests change by recipes only"
    for example in sorted((examples(change.before) - examples(after)).elements()):
        shown = example.split(b"\n")[0].decode("utf-8", "replace")
        yield f"the example {shown!r} is a test: tests change by recipes only"


def examples(source: bytes) -> Counter[bytes]:
    """The examples of documentation with what they should give, without their indentation."""
    found: Counter[bytes] = Counter()
    block: list[bytes] = []
    for line in [*source.splitlines(), b""]:
        text = line.strip()
        if text.startswith(b">>>") or not text or _ENDS_EXAMPLE.search(text):
            if block:
                found[b"\n".join(block)] += 1
            block = [text] if text.startswith(b">>> ") else []
        elif block:
            block.append(text)
    return found


def _helpers(source: bytes) -> frozenset[str]:
    """Top-level names of test cases and asserting functions, which tests elsewhere may lean on."""
    found = set()
    for node in _top(source):
        bases = node.child_by_field_name("superclasses")
        if (bases is not None and _CASE.search(text_of(bases))) or _ASSERTING.match(name_of(node)):
            found.add(name_of(node))
    return frozenset(found)


def _only(shape: FileShape, names: frozenset[str]) -> FileShape:
    def kept(name: str) -> bool:
        return re.split(r"[.#]", name)[0] in names

    return FileShape(
        functions={name: function for name, function in shape.functions.items() if kept(name)},
        classes={name: kind for name, kind in shape.classes.items() if kept(name)},
        steering=shape.steering,
        skipped_examples=0,
    )


def _top(source: bytes) -> Iterator[Node]:
    """Definitions of the module, also under ``if`` and ``try``."""
    waiting = [parse(source).root_node]
    while waiting:
        for child in waiting.pop().named_children:
            inner = child.child_by_field_name("definition") if child.type == "decorated_definition" else child
            if inner is not None and inner.type in ("function_definition", "class_definition"):
                yield inner
            elif child.type not in ("expression_statement", "comment"):
                waiting.append(child)


def _definitions(source: bytes) -> dict[str, bytes]:
    """Top-level name → its text with its decorators, all definitions of it together."""
    found: dict[str, bytes] = {}
    for node in _top(source):
        whole = node.parent if node.parent is not None and node.parent.type == "decorated_definition" else node
        found[name_of(node)] = text_of(whole) + b"\n" + found.get(name_of(node), b"")
    return found
