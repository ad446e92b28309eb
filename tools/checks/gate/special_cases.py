"""Answers by heart: a fix that gives for certain values what the tests expect of them, and computes nothing."""

from collections.abc import Iterator
from itertools import product

from tree_sitter import Node

from tools.checks.detection.facts import text_of
from tools.checks.gate.assertions import called
from tools.checks.gate.context import GateContext, read_regular
from tools.checks.gate.reading import plain_code
from tools.syntax.python import captures, parse

MOST = 1
"""One value may be a case of its own: an empty text, say."""
_SIMPLE = frozenset({"integer", "float", "string", "concatenated_string", "unary_operator", "none", "true", "false"})
_COMPOUND = frozenset({"list", "tuple", "dictionary", "set", "pair"})
_MOST_FILES = 500

Pair = tuple[bytes, bytes]


def special_cases(context: GateContext) -> list[str]:
    """Values that others than recipes newly answer with what an assertion expects, by file, where they are several."""
    told: list[str] = []
    expected: set[Pair] | None = None
    for change in context.changes:
        if change.by_recipe or not change.is_python or change.after is None or context.is_test(change.path):
            continue
        new = set(_answers(change.after)) - set(_answers(change.before or b""))
        if len(new) <= MOST:
            continue
        expected = _expected(context) if expected is None else expected
        known = sorted(new & expected)
        if len(known) > MOST:
            told += [f"{change.path}: {_shown(given)} is answered by {_shown(answer)}" for given, answer in known]
    return told


def _answers(source: bytes) -> Iterator[Pair]:
    """(value, answer) of tables of constants, and of conditions that compare with one and return another."""
    root = parse(plain_code(source)).root_node
    for pair in captures("(dictionary (pair) @pair)", root).get("pair", []):
        yield from _pair(pair.child_by_field_name("key"), pair.child_by_field_name("value"))
    for kind in ("if_statement", "elif_clause"):
        for branch in captures(f"({kind}) @branch", root).get("branch", []):
            body = branch.child_by_field_name("consequence")
            first = body.named_children[0] if body is not None and body.named_children else None
            if first is not None and first.type == "return_statement" and first.named_children:
                for given in _compared(branch.child_by_field_name("condition")):
                    yield from _pair(given, first.named_children[0])
    for chosen in captures("(conditional_expression) @chosen", root).get("chosen", []):
        if len(chosen.named_children) == 3:
            for given in _compared(chosen.named_children[1]):
                yield from _pair(given, chosen.named_children[0])


def _compared(condition: Node | None) -> list[Node]:
    found = captures("(comparison_operator) @c", condition).get("c", []) if condition is not None else []
    return [side for node in found if b"==" in text_of(node) or b" in " in text_of(node) for side in _values(node)]


def _values(node: Node) -> Iterator[Node]:
    for side in node.named_children:
        yield side
        yield from side.named_children if side.type in ("tuple", "list", "set") else ()


def _pair(given: Node | None, answer: Node | None) -> Iterator[Pair]:
    if given is not None and answer is not None and _is_literal(given) and _is_literal(answer):
        yield _plain(given), _plain(answer)


def _expected(context: GateContext) -> set[Pair]:
    """(value, other value) of every pair of literals that one assertion of a test holds."""
    tree, found = context.request.before, set[Pair]()
    paths = sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*.py"))
    for path in [path for path in paths if context.is_test(path) or path in context.reported_files][:_MOST_FILES]:
        root = parse(read_regular(tree, path) or b"").root_node
        asserted = list(captures("(assert_statement) @a", root).get("a", []))
        asserted += [call for call in captures("(call) @a", root).get("a", []) if called(call).startswith(b"assert")]
        for statement in asserted:
            values = {_plain(node) for node in _literals(statement)}
            found |= set(product(values, values))
    return found


def _literals(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if _is_literal(child):
            yield child
        else:
            yield from _literals(child)


def _is_literal(node: Node) -> bool:
    if node.type in _COMPOUND:
        return all(map(_is_literal, node.named_children))
    return node.type in _SIMPLE and not captures("(identifier) @i", node)


def _plain(node: Node) -> bytes:
    return b"".join(text_of(node).lstrip(b"uUbB").replace(b'"', b"'").split())


def _shown(text: bytes) -> str:
    return text[:60].decode("utf-8", "replace")
