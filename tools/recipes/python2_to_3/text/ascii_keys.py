"""Keys that were made plain strings by ASCII stay text."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.flows import used_as_bytes
from tools.recipes.python2_to_3._shared.kind_calls import codec_of
from tools.recipes.python2_to_3._shared.kinds import kinds_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_ASCII = frozenset({"ascii", "us-ascii"})
_FOLDING = frozenset({b"lower", b"upper", b"strip"})


@recipe("ascii-keys", title="Keys made of ASCII stay text", stage="text", words=("encode",))
def ascii_keys(source: Source, hit: Hit) -> Match | None:
    """``key = key.lower().encode('ascii')``: the encoding is a check, and what it gave was a plain string.

    A name that is given its own value, where nothing in the function asks for bytes of it, and where it is
    compared or a key, or the error of the check is caught. It is decoded right away.
    """
    found = nodes.method_call(source.node(hit.start, hit.end))
    if found is None or source.legacy_only(found.call) or codec_of(source, found.call) not in _ASCII:
        return None
    assignment = found.call.parent
    if assignment is None or assignment.type != "assignment" or assignment.child_by_field_name("right") != found.call:
        return None
    target, subject = assignment.child_by_field_name("left"), _folded(found.object)
    if target is None or target.type != "identifier" or subject.text != target.text:
        return None
    scope = enclosing_scope(target)
    if scope.type != "function_definition":
        return None
    uses = [
        use
        for use in source.bindings.uses(target.text or b"")
        if nodes.contains(scope, use) and use.start_byte > assignment.end_byte
    ]
    if any(used_as_bytes(source, kinds_of(source), use) for use in uses):
        return None
    if not _is_checked(source, assignment) and not any(map(_is_key, uses)):
        return None
    return Match(hit.start, (insert(found.call.end_byte, b".decode('ascii')"),))


def _folded(node: Node) -> Node:
    """What ``lower()`` and the like are called on."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    name = function.child_by_field_name("attribute") if function is not None else None
    holder = function.child_by_field_name("object") if function is not None else None
    return _folded(holder) if name is not None and holder is not None and name.text in _FOLDING else node


def _is_key(use: Node) -> bool:
    """Whether ``use`` is compared for equality, or an index."""
    holder = nodes.outermost(use).parent
    if holder is None:
        return False
    if holder.type == "subscript":
        index = holder.child_by_field_name("subscript")
        return index is not None and index == nodes.outermost(use)
    return holder.type == "comparison_operator" and any(child.type in ("==", "!=") for child in holder.children)


def _is_checked(source: Source, assignment: Node) -> bool:
    """Whether the ``try`` around ``assignment`` catches what text beyond ASCII raises."""
    block = nodes.statement(assignment).parent
    checked = block.parent if block is not None else None
    if checked is None or checked.type != "try_statement":
        return False
    handlers = [
        source.text(child).partition(b":")[0] for child in checked.named_children if child.type == "except_clause"
    ]
    return any(b"UnicodeEncodeError" in handler or b"UnicodeError" in handler for handler in handlers)
