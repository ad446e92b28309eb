"""``types.MethodType(function, object, class)``: methods no longer know their class."""

from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete


@recipe(
    "method-type",
    title="types.MethodType() takes a function and an object",
    stage="imports",
    words=("MethodType", "instancemethod", "UnboundMethodType"),
)
def method_type(source: Source, hit: Hit) -> Match | None:
    """A call with three arguments loses the third; with None for the object it is the function itself.

    That is what an unbound method is now.
    """
    node = source.node(hit.start, hit.end)
    parent = node.parent
    function = parent if parent is not None and parent.type == "attribute" else node
    call = function.parent if function is not None else None
    if function is None or call is None or call.type != "call" or call.child_by_field_name("function") != function:
        return None
    if module_of(source, function) not in ("types.MethodType", "new.instancemethod", "types.UnboundMethodType"):
        return None
    arguments = call.child_by_field_name("arguments")
    values = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
    if len(values) not in (2, 3) or any(value.type.endswith(("splat", "argument")) for value in values):
        return None
    if values[1].type == "none":
        edits = (delete(call.start_byte, values[0].start_byte), delete(values[0].end_byte, call.end_byte))
        return Match(hit.start, edits)
    if len(values) == 2:
        return None
    return Match(hit.start, (delete(values[1].end_byte, values[2].end_byte),))
