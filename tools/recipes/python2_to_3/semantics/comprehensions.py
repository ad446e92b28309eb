"""A list comprehension has a scope of its own now: its variable does not leak, nor is a class's body seen."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import binding_scope, enclosing_scope, is_reference
from tools.recipes.python2_to_3._shared import shapes
from tools.recipes.python2_to_3._shared.shapes import COMPREHENSION_FOR
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace
from tools.syntax.lexical import Lexed
from tools.syntax.words import free_occurrences

_TARGET = re.compile(rb"([\w\s,()]+?)\bin\b")
_WORD = re.compile(rb"(?<![\w.])[A-Za-z_]\w*")


@recipe(
    "comprehension-variable",
    title="A list comprehension's variable stays inside it",
    stage="semantics",
    pattern=COMPREHENSION_FOR,
    having=("for",),
)
def comprehension_variable(source: Source, hit: Hit) -> Match | None:
    """A list comprehension of one variable that is read after it, before anything else binds it.

    The loop runs over another name, and each item is assigned to the old one outside, as it was.
    """
    if source.lexed.starts_statement(hit.start) or not _may_leak(source.lexed, hit):
        return None
    clause = source.node(hit.start, hit.end)
    holder = clause.parent
    if clause.type != "for_in_clause" or holder is None or holder.type != "list_comprehension":
        return None
    left, right = clause.child_by_field_name("left"), clause.child_by_field_name("right")
    if left is None or right is None:
        return None
    scope = enclosing_scope(holder)
    names = [left] if left.type == "identifier" else [c for c in left.named_children if c.type == "identifier"]
    leaked = [name for name in names if _read_later(source, holder, scope, name.text or b"")]
    if not leaked:
        return None
    if left.type != "identifier" or scope.type == "class_definition":
        return Match(hit.start, message="the comprehension's variable is read after it")
    name = left.text or b""
    inner = name + b"_"
    while inner in source.lexed.words:
        inner += b"_"
    keep = b" if [" + name + b" := " + inner + b"]"
    return Match(hit.start, (replace(left, inner), insert(right.end_byte, keep)))


def _may_leak(lexed: Lexed, hit: Hit) -> bool:
    """Whether the text may hold a list comprehension around ``hit`` whose variable stands somewhere after it."""
    bracket = shapes.opening(lexed, hit.start)
    if bracket < 0:
        return True
    if lexed.mask[bracket : bracket + 1] != b"[":
        return False
    target, end = _TARGET.match(lexed.mask, hit.end), lexed.closing(bracket)
    if target is None or end < 0:
        return True
    line = shapes.statement_line(lexed, bracket)
    return any(shapes.is_named_later(lexed, name, end, line) for name in _WORD.findall(target.group(1)))


def _bound_around(holder: Node, name: bytes) -> bool:
    """Whether the assignment or loop whose value holds the comprehension binds ``name`` right after it."""
    parent = holder.parent
    while parent is not None and parent.type not in ("block", "module"):
        left = parent.child_by_field_name("left")
        if left is not None and not nodes.contains(left, holder) and name in _WORD.findall(left.text or b""):
            return True
        parent = parent.parent
    return False


def _read_later(source: Source, holder: Node, scope: Node, name: bytes) -> bool:
    if _bound_around(holder, name):
        return False
    for at in free_occurrences(source.lexed.mask, name, holder.end_byte, scope.end_byte):
        node = source.node(at, at + len(name))
        if node.type != "identifier" or not is_reference(node) or enclosing_scope(node) != scope:
            continue
        if _is_own(node, name) or binding_scope(node) is not None:
            return False
        return _reaches(holder, node)
    return False


def _reaches(holder: Node, node: Node) -> bool:
    """Whether control may pass from the comprehension to ``node``: not from one branch to another."""
    child, parent = holder, holder.parent
    while parent is not None and not nodes.contains(parent, node):
        if child.type == "block" and _leaves(child):
            return False
        child, parent = parent, parent.parent
    if parent is None or parent.type not in ("if_statement", "try_statement"):
        return True
    return not any(
        nodes.contains(branch, node) and branch.type in ("else_clause", "elif_clause", "except_clause")
        for branch in parent.named_children
        if branch != child
    )


def _leaves(block: Node) -> bool:
    last = block.named_children[-1] if block.named_children else None
    return last is not None and last.type in (
        "return_statement",
        "raise_statement",
        "continue_statement",
        "break_statement",
    )


def _is_own(node: Node, name: bytes) -> bool:
    """Whether a comprehension or lambda around ``node`` binds ``name`` for itself."""
    parent = node.parent
    while parent is not None and not parent.type.endswith("_statement"):
        for child in parent.named_children:
            left = child.child_by_field_name("left") if child.type == "for_in_clause" else None
            if left is not None and name in re.findall(rb"\w+", left.text or b""):
                return True
        parent = parent.parent
    return False


@recipe(
    "class-comprehension",
    title="A comprehension does not see the class's body around it",
    stage="semantics",
    pattern=COMPREHENSION_FOR,
    having=("for",),
)
def class_comprehension(source: Source, hit: Hit) -> Match | None:
    """A list comprehension directly in a class's body that reads names of that body, other than in its
    first iterable: they are handed in by a lambda's defaults."""
    lexed = source.lexed
    if b"class" not in lexed.words or lexed.starts_statement(hit.start):
        return None
    bracket = shapes.opening(lexed, hit.start)
    if bracket >= 0 and lexed.mask[bracket : bracket + 1] != b"[":
        return None
    line = shapes.statement_line(lexed, bracket) if bracket >= 0 else -1
    if line >= 0 and not shapes.may_be_in_class_body(lexed, line):
        return None
    clause = source.node(hit.start, hit.end)
    holder = clause.parent
    if clause.type != "for_in_clause" or holder is None or holder.type != "list_comprehension":
        return None
    scope = enclosing_scope(holder)
    clauses = [child for child in holder.named_children if child.type == "for_in_clause"]
    if scope.type != "class_definition" or clauses[0] != clause:
        return None
    first = clause.child_by_field_name("right")
    needed: list[bytes] = []
    for match in _WORD.finditer(source.lexed.mask, holder.start_byte, holder.end_byte):
        if first is not None and first.start_byte <= match.start() < first.end_byte:
            continue
        node = source.node(match.start(), match.end())
        if node.type != "identifier" or not is_reference(node) or match.group() in needed:
            continue
        if not _is_own(node, match.group()) and source.bindings.in_scope(match.group(), scope):
            needed.append(match.group())
    if not needed:
        return None
    head = b"(lambda " + b", ".join(name + b"=" + name for name in needed) + b": "
    return Match(hit.start, (insert(holder.start_byte, head), insert(holder.end_byte, b")()")))
