"""How one version of a test file asserts less than another: a list of plain sentences."""

import re
from collections import Counter
from collections.abc import Iterator

from tools.checks.gate.assertions import STRONG, WEAK
from tools.checks.gate.shape import ClassShape, FileShape, FunctionShape

_TEST_NAME = re.compile(r"(?:^|\.)(?:test|Test)\w*(?:#\d+)?$")

_NEVER_MORE = (
    ("skips", "skips"),
    ("trivial", "asserts something that always holds"),
    ("swallowed", "hides failed assertions in a handler"),
    ("patches", "replaces test machinery"),
)


def weakenings(old: FileShape, new: FileShape) -> Iterator[str]:
    """What ``new`` lost against ``old``."""
    for name in sorted(old.functions.keys() - new.functions.keys()):
        kind = "test" if _TEST_NAME.search(name) else "function"
        if kind == "test" or _asserts(old.functions[name].counts):
            yield f"{kind} {name} is gone"
    for name in sorted(old.classes.keys() - new.classes.keys()):
        yield f"class {name} is gone"
    for name in sorted(old.functions.keys() & new.functions.keys()):
        yield from _function(name, old.functions[name], new.functions[name])
    for name in sorted(new.functions.keys() - old.functions.keys()):
        yield from _new_function(name, new)
    for name, now in sorted(new.classes.items()):
        was = old.classes.get(name, ClassShape())
        if now.skip_marks > was.skip_marks:
            yield f"class {name} is newly skipped"
        if was.based and not now.based:
            yield f"class {name} has no base any more: no tool collects it"
        for method in sorted(now.replaced - was.replaced):
            yield f"class {name} replaces test machinery: {method}"
    yield from _file(old, new)


def _asserts(counts: Counter[str]) -> int:
    return counts[STRONG] + counts[WEAK] + counts["nested"]


def _function(name: str, old: FunctionShape, new: FunctionShape) -> Iterator[str]:
    if _asserts(new.counts) < _asserts(old.counts):
        yield f"{name} asserts {_asserts(new.counts)} times, was {_asserts(old.counts)}"
    elif new.counts[STRONG] + new.counts[WEAK] < old.counts[STRONG] + old.counts[WEAK]:
        yield f"{name} moves assertions into functions that nothing need call"
    elif new.counts[STRONG] < old.counts[STRONG]:
        yield f"{name} compares {new.counts[STRONG]} times, was {old.counts[STRONG]}"
    for kind, sentence in _NEVER_MORE:
        if new.counts[kind] > old.counts[kind]:
            yield f"{name} newly {sentence}"
    if new.skip_marks > old.skip_marks:
        yield f"{name} is newly skipped or expected to fail"
    if _TEST_NAME.search(name):
        if new.counts["returns"] > old.counts["returns"]:
            yield f"{name} has a new return"
        if new.counts["yields"] > old.counts["yields"]:
            yield f"{name} became a generator: nothing need run it"
        if new.decorators > old.decorators:
            yield f"{name} has a new decorator"


def _new_function(name: str, new: FileShape) -> Iterator[str]:
    shape = new.functions[name]
    if shape.counts["patches"]:
        yield f"{name} replaces test machinery"
    if "#" in name and _TEST_NAME.search(name):
        yield f"{name.partition('#')[0]} is defined once more: only the last definition runs"


def _file(old: FileShape, new: FileShape) -> Iterator[str]:
    if _asserts(new.module) < _asserts(old.module):
        yield f"the module asserts {_asserts(new.module)} times, was {_asserts(old.module)}"
    if new.module["skips"] > old.module["skips"]:
        yield "the module newly skips"
    if new.module["patches"] > old.module["patches"]:
        yield "the module newly replaces test machinery"
    if new.steering > old.steering:
        yield "the module newly steers collection (pytestmark, __test__, load_tests, a hook)"
    if new.prompts < old.prompts:
        yield f"{new.prompts} examples in documentation, were {old.prompts}"
    if new.skipped_examples > old.skipped_examples:
        yield "an example in documentation is newly skipped"
