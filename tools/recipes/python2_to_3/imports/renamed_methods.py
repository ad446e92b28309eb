"""Methods of the standard library's objects that have another name now."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_TREES = (b"ElementTree", b"cElementTree", b"etree", b"elementtree")
_PARSERS = (b"ConfigParser", b"configparser")
_RENAMED: dict[bytes, tuple[bytes, tuple[bytes, ...], range]] = {
    b"getiterator": (b"iter", _TREES, range(2)),
    b"isAlive": (b"is_alive", (), range(1)),
    b"lgettext": (b"gettext", (b"gettext",), range(1, 2)),
    b"lngettext": (b"ngettext", (b"gettext",), range(3, 4)),
    b"readPlistFromString": (b"loads", (b"plistlib",), range(1, 2)),
    b"readfp": (b"read_file", _PARSERS, range(1, 3)),
    b"ugettext": (b"gettext", (b"gettext",), range(2)),
    b"ungettext": (b"ngettext", (b"gettext",), range(4)),
    b"writePlistToString": (b"dumps", (b"plistlib",), range(1, 2)),
}
"""Old name → new name, words of which the file must hold one, and how many arguments there may be."""


@recipe(
    "renamed-methods",
    title="Methods of the standard library by their new names",
    stage="imports",
    words=[name.decode() for name in _RENAMED],
)
def renamed_methods(source: Source, hit: Hit) -> Match | None:
    """A method of that name, where the file names the module whose objects have it and defines none itself."""
    found = _call(source, hit)
    if found is None:
        return None
    name, _, values = found
    new, words, counts = _RENAMED[name.text or b""]
    if len(values) not in counts or (words and source.lexed.words.isdisjoint(words)):
        return None
    return Match(hit.start, (replace(name, new),))


@recipe(
    "element-children",
    title="Element.getchildren() becomes list(element)",
    stage="imports",
    words=("getchildren",),
)
def element_children(source: Source, hit: Hit) -> Match | None:
    """A call without arguments in a file that names ElementTree or etree."""
    found = _call(source, hit)
    if found is None or found[2] or source.lexed.words.isdisjoint(_TREES):
        return None
    _, call, _ = found
    function = call.child_by_field_name("function")
    holder = function.child_by_field_name("object") if function is not None else None
    if holder is None:
        return None
    edits = (insert(holder.start_byte, b"list("), replace_tail(holder, call, b")"))
    return Match(hit.start, edits)


def replace_tail(holder: Node, call: Node, text: bytes) -> Edit:
    """The edit that puts ``text`` where ``.method(…)`` stood behind ``holder``."""
    return Edit(start=holder.end_byte, end=call.end_byte, text=text)


@recipe(
    "array-strings",
    title="array.tostring() and fromstring() become tobytes() and frombytes()",
    stage="imports",
    words=("tostring", "fromstring"),
)
def array_strings(source: Source, hit: Hit) -> Match | None:
    """On a call of ``array.array``, or on a name this file gives such a call."""
    found = _call(source, hit)
    if found is None or b"array" not in source.lexed.words:
        return None
    name, call, values = found
    reading = name.text == b"fromstring"
    function = call.child_by_field_name("function")
    holder = function.child_by_field_name("object") if function is not None else None
    if holder is None or len(values) != (1 if reading else 0) or not _is_array(source, holder):
        return None
    return Match(hit.start, (replace(name, b"frombytes" if reading else b"tobytes"),))


def _is_array(source: Source, holder: Node) -> bool:
    if holder.type == "call":
        function = holder.child_by_field_name("function")
        return function is not None and source.text(function) in (b"array.array", b"array")
    if holder.type not in ("identifier", "attribute"):
        return False
    text = source.text(holder)
    return any(
        text + gap + b"array" + more in source.data
        for gap in (b" = ", b"=", b" =", b"= ")
        for more in (b".array(", b"(")
    )


def _call(source: Source, hit: Hit) -> tuple[Node, Node, list[Node]] | None:
    """(name, call, arguments) where the hit is the method's name in a call, and no function here has it."""
    name = source.node(hit.start, hit.end)
    attribute = name.parent
    if attribute is None or attribute.type != "attribute" or attribute.child_by_field_name("attribute") != name:
        return None
    call = attribute.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != attribute:
        return None
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "argument_list":
        return None
    if any(
        binder.parent is not None and binder.parent.type == "function_definition"
        for binder in source.bindings.binders(name.text or b"")
    ):
        return None
    return name, call, [child for child in arguments.named_children if child.type != "comment"]
