"""``unicode`` and ``basestring`` become ``str``, ``long`` becomes ``int``, and once is enough."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.builtin_names import builtin_at, spelled
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_NAMES = {b"unicode": b"str", b"basestring": b"str", b"long": b"int"}


@recipe(
    "type-name",
    title="unicode, basestring and long become str and int",
    stage="builtins",
    words=("unicode", "basestring", "long"),
)
def type_name(source: Source, hit: Hit) -> Match | None:
    """A use of the builtin. A tuple of types says each type once, and one type needs no tuple
    in ``isinstance``."""
    name = builtin_at(source, hit)
    if name is None:
        return None
    holder = name.parent
    if holder is not None and holder.type == "tuple":
        return _in_tuple(source, holder, name)
    return _renamed(source, name)


def _renamed(source: Source, name: Node) -> Match:
    text = _NAMES[name.text or b""]
    if nodes.is_attribute(name):
        return Match(name.start_byte, (replace(name, text),))
    text, imports = spelled(source, text, name)
    return Match(name.start_byte, (replace(name, text), *imports))


def _in_tuple(source: Source, holder: Node, name: Node) -> Match | None:
    """Rewrite the tuple at its first old name, or only the name where the tuple would stay as long."""
    kinds: list[bytes] = []
    first: Node | None = None
    for child in holder.named_children:
        text = source.text(child)
        if child.type == "identifier" and text in _NAMES and source.is_builtin(child):
            first = first or child
            text = _NAMES[text]
        kinds.append(text)
    once = list(dict.fromkeys(kinds))
    whole = holder.child_count > 0 and source.text(holder).startswith(b"(")
    comments = any(child.type == "comment" for child in holder.named_children)
    hidden = any(source.bindings.is_bound(text, holder) for text in (b"str", b"int"))
    if len(once) == len(kinds) or not whole or comments or hidden:
        return _renamed(source, name)
    if first != name:
        return None
    if len(once) > 1:
        text = b"(" + b", ".join(once) + b")"
    else:
        text = once[0] if _is_type_test(holder) else b"(" + once[0] + b",)"
    return Match(name.start_byte, (replace(holder, text),))


def _is_type_test(holder: Node) -> bool:
    call = holder.parent.parent if holder.parent is not None else None
    if call is None or call.type != "call":
        return False
    function = call.child_by_field_name("function")
    passed = nodes.arguments(call)
    return (
        function is not None
        and function.text in (b"isinstance", b"issubclass")
        and len(passed) == 2
        and passed[1] == holder
    )
