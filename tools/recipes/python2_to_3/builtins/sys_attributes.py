"""What ``sys`` and ``os`` no longer have: ``maxint``, ``exc_type``, ``setdefaultencoding``, ``getcwdu``."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.removal import remove
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_SYS = {
    b"maxint": b"maxsize",
    b"exc_type": b"exc_info()[0]",
    b"exc_value": b"exc_info()[1]",
    b"exc_traceback": b"exc_info()[2]",
}
_OS = {b"getcwdu": b"getcwd"}
_DROPPED = (b"exc_clear", b"setdefaultencoding")


@recipe(
    "sys-attribute",
    title="sys.maxint, sys.exc_type and os.getcwdu have other names",
    stage="builtins",
    words=[name.decode() for name in (*_SYS, *_OS)],
)
def sys_attribute(source: Source, hit: Hit) -> Match | None:
    """The attribute read from the module; or the name imported from it, kept by its old name."""
    name = source.node(hit.start, hit.end)
    module, table = (b"os", _OS) if name.text in _OS else (b"sys", _SYS)
    word = name.text or b""
    attribute = name.parent
    if name.type != "identifier" or attribute is None or source.legacy_only(name):
        return None
    if nodes.is_attribute(name):
        holder = attribute.child_by_field_name("object")
        if holder is None or _is_stored(attribute) or not _is_module(source, holder, module):
            return None
        return Match(hit.start, (replace(name, table[word]),))
    if attribute.type == "dotted_name" and word in (b"maxint", b"getcwdu"):
        return _imported(attribute, module, table[word] + b" as " + word)
    return None


def _is_module(source: Source, holder: Node, module: bytes) -> bool:
    """Whether ``holder`` is the module, by its name or by the one it is imported as."""
    text = holder.text or b""
    return text == module or text.decode("utf-8", "replace") in source.imports.module_names(module.decode())


def _is_stored(attribute: Node) -> bool:
    parent = attribute.parent
    return parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == attribute


def _imported(dotted: Node, module: bytes, text: bytes) -> Match | None:
    statement = dotted.parent
    if statement is None or statement.type != "import_from_statement":
        return None
    origin = statement.child_by_field_name("module_name")
    if origin is None or origin.text != module or origin == dotted:
        return None
    return Match(dotted.start_byte, (replace(dotted, text),))


@recipe(
    "sys-call-dropped",
    title="sys.exc_clear() and sys.setdefaultencoding() are not needed",
    stage="builtins",
    words=("exc_clear", "setdefaultencoding", "reload"),
)
def sys_call_dropped(source: Source, hit: Hit) -> Match | None:
    """The call as a statement, and the ``reload(sys)`` that brought ``setdefaultencoding`` back."""
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or source.legacy_only(name):
        return None
    if name.text == b"reload":
        call = nodes.call_of(name)
        passed = nodes.arguments(call) if call is not None else []
        if len(passed) != 1 or not _is_module(source, passed[0], b"sys"):
            return None
    else:
        found = nodes.method_call(name)
        if found is None or not _is_module(source, found.object, b"sys"):
            return None
        call = found.call
    statement = call.parent if call is not None else None
    if statement is None or statement.type != "expression_statement" or len(statement.named_children) != 1:
        return None
    return Match(hit.start, (remove(source, statement),))


@recipe("sys-exitfunc", title="sys.exitfunc becomes atexit", stage="builtins", words=("exitfunc",))
def sys_exitfunc(source: Source, hit: Hit) -> Match | None:
    """``sys.exitfunc = f`` as a statement becomes ``atexit.register(f)``."""
    name = source.node(hit.start, hit.end)
    attribute = name.parent
    if attribute is None or not nodes.is_attribute(name) or source.text(attribute) != b"sys.exitfunc":
        return None
    assignment = attribute.parent
    if assignment is None or assignment.type != "assignment" or not _is_stored(attribute):
        return None
    value = assignment.child_by_field_name("right")
    if value is None or value.type == "assignment":
        return None
    opening = Edit(start=assignment.start_byte, end=value.start_byte, text=b"atexit.register(")
    return Match(hit.start, (opening, insert(value.end_byte, b")"), *source.ensure_import("import atexit")))
