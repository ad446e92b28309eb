"""``d.has_key(k)`` becomes ``k in d``."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import defines, enclosing_class
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace


@recipe("has-key", title="dict.has_key() becomes the in operator", stage="builtins", words=("has_key",))
def has_key(source: Source, hit: Hit) -> Match | None:
    """A call of one positional argument; ``not d.has_key(k)`` becomes ``k not in d``. The method handed
    on becomes ``d.__contains__``. A class's own ``has_key``, called on ``self``, is left."""
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or not nodes.is_attribute(name) or source.legacy_only(name):
        return None
    found = nodes.method_call(name)
    if found is None:
        return _handed_on(name)
    around = enclosing_class(name)
    if found.object.text == b"self" and around is not None and defines(source, around, b"has_key"):
        return None
    keys = nodes.plain_arguments(found.call)
    if keys is None or len(keys) != 1 or _is_class(source, found.object):
        return None
    key = nodes.operand(source.text(keys[0]), keys[0], nodes.COMPARISON + 1)
    holder = nodes.operand(source.text(found.object), found.object, nodes.COMPARISON + 1)
    negation = found.call.parent
    if negation is not None and negation.type == "not_operator":
        text, outer = key + b" not in " + holder, negation
    else:
        text, outer = key + b" in " + holder, found.call
    return Match(hit.start, (replace(outer, nodes.fit(text, nodes.COMPARISON, outer)),))


def _is_class(source: Source, holder: Node) -> bool:
    """Whether ``holder`` is a class, so that the call is ``Class.has_key(instance)``."""
    return holder.text == b"dict" and source.is_builtin(holder)


def _handed_on(name: Node) -> Match | None:
    attribute = name.parent
    parent = attribute.parent if attribute is not None else None
    if parent is None or parent.type not in ("argument_list", "assignment", "return_statement"):
        return None
    if parent.type == "assignment" and parent.child_by_field_name("right") != attribute:
        return None
    return Match(name.start_byte, (replace(name, b"__contains__"),))
