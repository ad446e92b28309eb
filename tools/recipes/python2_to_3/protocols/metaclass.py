"""``__metaclass__ = M`` in a class becomes ``class X(metaclass=M)``."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import bases, member
from tools.recipes.python2_to_3._shared.removal import remove
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert


@recipe(
    "metaclass",
    title="A metaclass is named in the class's header",
    stage="protocols",
    words=("__metaclass__",),
)
def metaclass(source: Source, hit: Hit) -> Match | None:
    """An assignment in a class's body, where the value is known before the body runs; at module level,
    ``__metaclass__ = type`` only made classes new-style and goes."""
    name = source.node(hit.start, hit.end)
    assignment = name.parent
    if assignment is None or assignment.type != "assignment" or assignment.child_by_field_name("left") != name:
        defined = assignment is not None and assignment.type in ("class_definition", "function_definition")
        return Match(hit.start, message="a metaclass defined in the class's body") if defined else None
    statement, value = assignment.parent, assignment.child_by_field_name("right")
    scope = enclosing_scope(name)
    if statement is None or statement.type != "expression_statement" or value is None or source.legacy_only(name):
        return None
    if scope.type == "module":
        return Match(hit.start, (remove(source, statement),)) if value.text == b"type" else None
    if scope.type != "class_definition" or statement.parent != scope.child_by_field_name("body"):
        return Match(hit.start, message="a metaclass chosen by a condition")
    root = source.text(value).split(b".")[0].split(b"(")[0].strip()
    if member(scope, root) is not None or b"\n" in source.text(value):
        return Match(hit.start, message="a metaclass made in the class's body")
    return Match(hit.start, (_header(source, scope, source.text(value)), remove(source, statement)))


def _header(source: Source, node: Node, value: bytes) -> Edit:
    text = b"metaclass=" + value
    holder = node.child_by_field_name("superclasses")
    if holder is None:
        name = node.child_by_field_name("name") or node
        return insert(name.end_byte, b"(" + text + b")")
    known = bases(node)
    if not known:
        return insert(holder.end_byte - 1, text)
    last = nodes.outermost(known[-1])
    return insert(last.end_byte, b", " + text)
