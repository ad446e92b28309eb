"""What a function can be called without."""

from tree_sitter import Node

from tools.recipes import nodes


def is_optional(definition: Node, name: bytes) -> bool:
    """Whether ``name`` is a parameter of the function ``definition`` that is None unless it is given."""
    holder = definition.child_by_field_name("parameters")
    for one in holder.named_children if holder is not None else ():
        called, value = one.child_by_field_name("name"), one.child_by_field_name("value")
        if called is not None and value is not None and value.type == "none" and called.text == name:
            return True
    return False


def encodes_on_request(definition: Node, value: Node) -> bool:
    """Whether ``value``, which ``definition`` returns, is ``x.encode(encoding)`` of an encoding nobody has to give."""
    value = nodes.bare(value)
    function = value.child_by_field_name("function") if value.type == "call" else None
    name = function.child_by_field_name("attribute") if function is not None and function.type == "attribute" else None
    passed = nodes.arguments(value) if name is not None and name.text == b"encode" else []
    return bool(passed) and passed[0].type == "identifier" and is_optional(definition, passed[0].text or b"")
