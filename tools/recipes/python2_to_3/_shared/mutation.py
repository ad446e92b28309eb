"""Does the body of a loop change the mapping it goes through?"""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import SELVES
from tools.recipes.source import Source
from tools.syntax.words import free_occurrences

_HARMLESS = frozenset(
    {
        b"get", b"has_key", b"keys", b"values", b"items", b"iterkeys", b"itervalues", b"iteritems", b"copy",
        b"__contains__", b"__getitem__", b"__len__", b"startswith", b"endswith", b"index", b"count",
    }
)  # fmt: skip
_NAMES = frozenset({b"globals()", b"locals()", b"vars()"})
"""The names of the code itself: a loop binds more of them."""
_ENDED = re.compile(
    rb"\s*\.\s*(?:handle_)?"
    rb"(?:close|close_now|stop|cancel|kill|terminate|disconnect|unregister|destroy|shutdown|unlink|remove|delete)\s*\(\s*\)"
)
_READERS = frozenset({b"len", b"sorted", b"list", b"tuple", b"set", b"dict", b"repr", b"str", b"id", b"bool"})


def may_change(source: Source, holder: Node, body: Node, key: bytes) -> bool:
    """Whether running ``body`` may add to or remove from the mapping that ``holder`` names.

    Storing under ``key``, the loop's own key, changes no size. A call that could reach the mapping
    through ``self``, as an argument or as a global of this file counts as a change; so does handing control
    to whoever asked for a generator's value.
    """
    name = source.text(holder)
    root = re.split(rb"[.\[(]", name, maxsplit=1)[0]
    text = source.lexed.mask[body.start_byte : body.end_byte]
    if name == b"sys.modules" or (name in _NAMES and body.type == "block"):
        return True
    if re.search(rb"\byield\b", text):
        return True
    if holder.type == "subscript" and _deletes_beside(holder, text):
        return True
    if _is_left(body, text):
        return True
    if root and root not in text and not _is_shared(source, holder):
        return False
    if name in text and _touches(source, name, body, key):
        return True
    return _called_by(source, holder, root, body, text)


def _is_left(body: Node, text: bytes) -> bool:
    """Whether the loop ends its own elements: what is closed often leaves the mapping it is kept in."""
    loop = body.parent
    left = loop.child_by_field_name("left") if loop is not None and loop.type == "for_statement" else None
    names = set(re.findall(rb"\w+", left.text or b"")) if left is not None else set()
    return any(_ENDED.match(text, at + len(name)) for name in names for at in free_occurrences(text, name))


def _deletes_beside(holder: Node, text: bytes) -> bool:
    """Whether ``text`` deletes from any of the mappings beside ``holder``: ``del adjacent[v][n]``."""
    value = holder.child_by_field_name("value")
    base = value.text if value is not None else None
    return bool(base) and re.search(rb"\bdel\b[^\n;]*(?<![\w.])" + re.escape(base or b"") + rb"\[", text) is not None


def _touches(source: Source, name: bytes, body: Node, key: bytes) -> bool:
    """Whether ``name`` itself is stored to, deleted from, called upon or handed on in ``body``."""
    mask = source.lexed.mask
    for start in free_occurrences(mask, name, body.start_byte, body.end_byte):
        end = start + len(name)
        after = source.lexed.after(end)
        following = mask[after : after + 1]
        if following == b"[" and _stores(source, start, after, key):
            return True
        if following == b".":
            method = re.compile(rb"\.\s*(\w+)\s*\(").match(mask, after)
            if method is not None and method.group(1) not in _HARMLESS:
                return True
        if following in (b",", b")") and _is_argument(source, start, end):
            return True
        if following == b"=" and mask[after : after + 2] != b"==":
            return False
    return False


def _stores(source: Source, start: int, opening: int, key: bytes) -> bool:
    closing = source.lexed.closing(opening)
    if closing < 0:
        return True
    if re.search(rb"\bdel\s[^\n;]*$", source.lexed.mask[source.lexed.line_start(start) : start]):
        return True
    stored = re.compile(rb"\s*(?:[-+*/|&^%]|//|\*\*|<<|>>)?=(?!=)").match(source.lexed.mask, closing + 1)
    return stored is not None and source.data[opening + 1 : closing].strip() != key


def _is_argument(source: Source, start: int, end: int) -> bool:
    node = source.node(start, end)
    holder = node.parent
    if holder is None or holder.type != "argument_list" or holder.parent is None:
        return False
    function = holder.parent.child_by_field_name("function")
    return function is None or function.text not in _READERS


def _is_shared(source: Source, holder: Node) -> bool:
    """Whether ``holder`` is a global that a function reads."""
    scope = enclosing_scope(holder)
    name = holder.text or b""
    return (
        holder.type == "identifier"
        and scope.type == "function_definition"
        and not source.bindings.in_scope(name, scope)
    )


def _called_by(source: Source, holder: Node, root: bytes, body: Node, text: bytes) -> bool:
    """Whether ``body`` calls code that reaches the mapping: methods of its owner, functions of this file."""
    if root in SELVES:
        owner = re.escape(root)
        return re.search(rb"(?<![\w.])" + owner + rb"\.\w+\s*\(|[(,]\s*" + owner + rb"\s*[,)]", text) is not None
    if not _is_shared(source, holder):
        return False
    for match in re.finditer(rb"(?<![\w.])([A-Za-z_]\w*)\s*\(", text):
        for node in source.bindings.binders(match.group(1)):
            definition = node.parent
            if definition is not None and definition.type == "function_definition":
                return True
    return False


def loop_of(node: Node) -> tuple[Node, bytes] | None:
    """(body, key) of the loop that goes through the value of ``node`` while its body runs.

    Looks through ``enumerate``, ``zip`` and other lazy wrappers. ``key`` is the first loop variable.
    """
    node = nodes.outermost(node)
    parent = node.parent
    while parent is not None and parent.type in (
        "argument_list",
        "boolean_operator",
        "conditional_expression",
    ):
        if parent.type == "argument_list":
            call = parent.parent
            function = call.child_by_field_name("function") if call is not None else None
            if call is None or function is None or function.text not in _LAZY:
                return None
            node = nodes.outermost(call)
        else:
            node = nodes.outermost(parent)
        parent = node.parent
    if parent is None or parent.type not in ("for_statement", "for_in_clause"):
        return None
    left = parent.child_by_field_name("left")
    if left is None or parent.child_by_field_name("right") != node:
        return None
    key = re.split(rb"[,\s]", (left.text or b"").strip(b"( "), maxsplit=1)[0]
    body = parent.child_by_field_name("body") if parent.type == "for_statement" else parent.parent
    return (body, key) if body is not None else None


_LAZY = frozenset({b"enumerate", b"zip", b"map", b"filter", b"iter", b"izip", b"itertools.izip", b"imap"})
