"""A test file as the gate compares it: its functions, what each asserts, and what steers collection."""

import re
from collections import Counter
from dataclasses import dataclass, field

from tree_sitter import Node

from tools.checks.detection.facts import name_of, text_of
from tools.checks.gate.assertions import STRONG, WEAK, measure, overrides
from tools.syntax.python import parse

_STEERING = re.compile(
    rb"^[ \t]*(?:pytestmark|collect_ignore(?:_glob)?|__test__|__unittest_skip__|pytest_plugins|load_tests|"
    rb"collect|nottest)\b|^[ \t]*def[ \t]+(?:load_tests|pytest_\w+)\b",
    re.M,
)
_PROMPT = re.compile(rb"^[ \t]*>>> ", re.M)
_SKIP_DIRECTIVE = re.compile(rb"doctest:\s*\+SKIP")


@dataclass(frozen=True)
class FunctionShape:
    """One function, by its qualified name."""

    counts: Counter[str]
    decorators: int
    skip_marks: int
    """Decorators that skip or expect failure."""


@dataclass(frozen=True)
class ClassShape:
    """One class, by its qualified name."""

    skip_marks: int = 0
    replaced: frozenset[str] = frozenset()
    """Test machinery that its body overrides."""
    based: bool = False
    """It has a base other than ``object``."""


@dataclass(frozen=True)
class FileShape:
    """Everything compared of one file."""

    functions: dict[str, FunctionShape] = field(default_factory=dict)
    classes: dict[str, ClassShape] = field(default_factory=dict)
    module: Counter[str] = field(default_factory=Counter)
    """Counts of the module's own statements."""
    steering: int = 0
    prompts: int = 0
    skipped_examples: int = 0


_SKIP_MARK = re.compile(rb"\b(?:skip\w*|xfail|expectedFailure|expected_failure|nottest|todo)\b", re.I)


class _Reader:
    def __init__(self) -> None:
        self.functions: dict[str, FunctionShape] = {}
        self.classes: dict[str, ClassShape] = {}

    def scope(self, node: Node, prefix: str) -> None:
        """Read definitions at any depth of plain statements below ``node``."""
        for child in node.named_children:
            if child.type == "decorated_definition":
                definition = child.child_by_field_name("definition")
                marks = [text_of(c) for c in child.named_children if c.type == "decorator"]
                if definition is not None:
                    self.definition(definition, prefix, marks)
            elif child.type in ("function_definition", "class_definition"):
                self.definition(child, prefix, [])
            elif child.type not in ("expression_statement", "lambda"):
                self.scope(child, prefix)

    def definition(self, node: Node, prefix: str, marks: list[bytes]) -> None:
        name = self._unique(prefix + name_of(node))
        body = node.child_by_field_name("body")
        skips = sum(bool(_SKIP_MARK.search(mark)) for mark in marks)
        if node.type == "class_definition":
            bases = node.child_by_field_name("superclasses")
            based = bases is not None and text_of(bases).strip(b"() \t\n,") not in (b"", b"object")
            self.classes[name] = ClassShape(skips, frozenset(overrides(body)), based)
            if body is not None:
                self.scope(body, name + ".")
        elif body is not None:
            self.functions[name] = FunctionShape(measure(body), len(marks), skips)

    def _unique(self, name: str) -> str:
        """Later definitions of one name get a number; only the last of them runs, all are compared."""
        number, unique = 1, name
        while unique in self.functions or unique in self.classes:
            number += 1
            unique = f"{name}#{number}"
        return unique


def read_shape(source: bytes) -> FileShape:
    """The shape of Python ``source``, of either dialect. Never raises on bad source."""
    root = parse(source).root_node
    reader = _Reader()
    reader.scope(root, "")
    module = measure(root)
    return FileShape(
        functions=reader.functions,
        classes=reader.classes,
        module=Counter({kind: module[kind] for kind in (STRONG, WEAK, "skips", "patches", "nested")}),
        steering=len(_STEERING.findall(source)),
        prompts=len(_PROMPT.findall(source)),
        skipped_examples=len(_SKIP_DIRECTIVE.findall(source)),
    )
