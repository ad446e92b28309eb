"""``f.func_code`` and its like go by double underscores; so do ``im_func`` and ``im_self``."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import local_class
from tools.recipes.python2_to_3._shared.quoted import quotes_one
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete, replace

_NAMES = {
    b"func_name": b"__name__",
    b"func_code": b"__code__",
    b"func_defaults": b"__defaults__",
    b"func_globals": b"__globals__",
    b"func_doc": b"__doc__",
    b"func_dict": b"__dict__",
    b"func_closure": b"__closure__",
    b"im_func": b"__func__",
    b"im_self": b"__self__",
    b"im_class": b"__self__.__class__",
}

_QUOTED = frozenset(_NAMES)


@recipe(
    "function-attribute",
    title="Attributes of functions and methods go by double underscores",
    stage="builtins",
    words=tuple(name.decode() for name in _NAMES),
)
def function_attribute(source: Source, hit: Hit) -> Match | None:
    """An attribute read or stored. A method looked up on its class is the function itself: its
    ``im_func`` is dropped; one that may have been looked up there is asked for it. Objects that hold
    such an attribute under their own ``self`` are left."""
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or not nodes.is_attribute(name) or source.legacy_only(name):
        return None
    attribute = name.parent
    holder = attribute.child_by_field_name("object") if attribute is not None else None
    if attribute is None or holder is None or holder.text == b"self":
        return None
    word = name.text or b""
    if word == b"im_func" and _on_class(source, holder):
        return Match(hit.start, (delete(holder.end_byte, attribute.end_byte),))
    if word == b"im_func" and _may_be_function(source, holder):
        text = source.text(holder)
        return Match(hit.start, (replace(attribute, b"getattr(" + text + b", '__func__', " + text + b")"),))
    return Match(hit.start, (replace(name, _NAMES[word]),))


def _on_class(source: Source, holder: Node) -> bool:
    """Whether ``holder`` is ``Class.method``: a class of this file, or a name written like one."""
    owner = holder.child_by_field_name("object") if holder.type == "attribute" else None
    if owner is None or owner.type not in ("identifier", "attribute"):
        return False
    last = (owner.text or b"").split(b".")[-1]
    return last[:1].isupper() or last in (b"cls", b"klass") or local_class(source, last) is not None


def _may_be_function(source: Source, holder: Node) -> bool:
    """Whether ``holder`` is a local name for what ``getattr`` found on what is written like a class."""
    if holder.type != "identifier":
        return False
    for node in source.bindings.in_scope(holder.text or b"", enclosing_scope(holder)):
        value = node.parent.child_by_field_name("right") if node.parent is not None else None
        function = value.child_by_field_name("function") if value is not None and value.type == "call" else None
        if value is None or function is None or function.text != b"getattr":
            continue
        passed = nodes.arguments(value)
        if passed and (passed[0].text or b"").split(b".")[-1][:1].isupper():
            return True
    return False


@recipe(
    "function-attribute-name",
    title="Attributes of functions and methods go by double underscores in getattr, too",
    stage="builtins",
    words=("hasattr", "getattr", "setattr", "delattr"),
)
def function_attribute_name(source: Source, hit: Hit) -> Match | None:
    """``hasattr(f, 'func_name')`` and its like, where the name is one plain literal."""
    if not quotes_one(source, _QUOTED):
        return None
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    passed = nodes.arguments(call) if call is not None else []
    if len(passed) < 2 or passed[1].type != "string" or source.legacy_only(name):
        return None
    text = source.text(passed[1])
    word = text.strip(b"'\"")
    if word not in _NAMES or word == b"im_class" or len(text) != len(word) + 2:
        return None
    return Match(hit.start, (replace(passed[1], text[:1] + _NAMES[word] + text[-1:]),))
