"""Old module names in strings that are imported: ``__import__('urllib2')``, ``patch('urllib2.urlopen')``."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.moved_modules import RENAMED, locate
from tools.recipes.python2_to_3._shared.setup_script import content
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_FUNCTIONS = ("__import__", "import_module", "importorskip", "patch", "setattr", "delattr")
_COMMON = frozenset({"commands", "exceptions", "md5", "new", "repr", "sha", "sre", "thread", "ttk"})
"""Within a dotted target these may well be somebody's own."""
_ABOUT_A_STRING = re.compile(rb"[\s\\]*\([\s\\]*\"|(?<=sys\.modules)")
_BUFFERS = {"StringIO": "io", "cStringIO": "io"}


@recipe(
    "names-in-strings",
    title="Modules imported by a string have their new names",
    stage="imports",
    words=(*_FUNCTIONS, "modules"),
)
def names_in_strings(source: Source, hit: Hit) -> Match | None:
    """A string of an old module's name where it is sure to be one.

    That is the first argument of ``__import__``, ``import_module``, ``importorskip``, ``patch`` (of mock)
    and, dotted, of a fixture's ``setattr``; and the key of ``sys.modules[…]``. Inside a dotted target the
    old name may come later: ``patch('package.module.urllib2.urlopen')``.
    """
    if not _ABOUT_A_STRING.match(source.lexed.mask, hit.end):
        return None
    node = source.node(hit.start, hit.end)
    literal = _key(source, node) if node.text == b"modules" else _argument(source, node)
    text = content(source, literal) if literal is not None else None
    if literal is None or text is None:
        return None
    old = text.decode("utf-8", "replace")
    new = _target(source, old) if node.text in (b"patch", b"setattr", b"delattr") else _module(source, old)
    if new is None or new == old or source.legacy_only(literal):
        return None
    token = source.lexed.string_at(literal.start_byte)
    if token is None:
        return None
    edit = Edit(start=token.content.start, end=token.content.end, text=new.encode())
    if node.text == b"__import__" and "." in new and "." not in old:
        return _dotted(source, hit, node, edit)
    return Match(hit.start, (edit,))


def _dotted(source: Source, hit: Hit, node: Node, edit: Edit) -> Match | None:
    """``__import__('a.b')`` gives ``a``: the module itself is what import_module gives."""
    call = node.parent
    arguments = call.child_by_field_name("arguments") if call is not None else None
    if arguments is None or len([child for child in arguments.named_children if child.type != "comment"]) != 1:
        return Match(hit.start, (edit,))
    return Match(
        hit.start, (replace(node, b"importlib.import_module"), edit, *source.ensure_import("import importlib"))
    )


def _key(source: Source, node: Node) -> Node | None:
    attribute = node.parent
    if attribute is None or source.text(attribute) != b"sys.modules":
        return None
    holder = attribute.parent
    if holder is not None and holder.type == "subscript" and holder.child_by_field_name("value") == attribute:
        return holder.child_by_field_name("subscript")
    if holder is not None and holder.type == "comparison_operator":
        return holder.named_children[0]
    return None


def _argument(source: Source, node: Node) -> Node | None:
    parent = node.parent
    function = node
    if parent is not None and parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
        function = parent
    call = function.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != function:
        return None
    arguments = call.child_by_field_name("arguments")
    values = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
    return values[0] if values and values[0].type == "string" else None


def _module(source: Source, old: str) -> str | None:
    if is_own_module(source, old):
        return None
    return _BUFFERS.get(old) or RENAMED.get(old)


def _target(source: Source, old: str) -> str | None:
    """A dotted target with the first old module in it renamed, and the name after it found where it is now."""
    parts = old.split(".")
    for index, part in enumerate(parts[:-1]):
        if part not in RENAMED or (index and part in _COMMON) or (not index and is_own_module(source, part)):
            continue
        place = locate(part, parts[index + 1])
        if place is None or not place.module:
            return None
        rest = [place.name] if place.name else []
        return ".".join([*parts[:index], place.module, *rest, *parts[index + 2 :]])
    return None
