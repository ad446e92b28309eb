"""An exception is no sequence now, and has no ``message``."""

import builtins
import re
from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from tools.recipes.bindings import is_reference
from tools.recipes.python2_to_3._shared.builtin_names import spelled
from tools.recipes.python2_to_3._shared.classes import bases, lineage, local_class, member
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_BINDS = re.compile(rb"[^:]*\bas\b[\s\\(]*(\w*)")


@lru_cache(maxsize=256)
def _looked_into(name: bytes) -> re.Pattern[bytes]:
    """Any of what is changed, wherever it stands: ``e[``, ``e.message``, ``= e``, ``in e``."""
    given = rb"(?<==%b)|(?<=[=n\s\\]\s%b)|(?<=[=\s(]\(%b)" % (name, name, name)
    return re.compile(name + rb"\b(?:[\s\\)]*(?:\[|\.[\s\\]*message\b)|" + given + rb")")


@recipe(
    "exception-value",
    title="Exceptions are read by args, not by index or message",
    stage="builtins",
    words=("except",),
)
def exception_value(source: Source, hit: Hit) -> Iterator[Match]:
    """Within the handler that binds ``e``: ``e[0]`` and ``a, b = e`` go through ``e.args``; ``e.message``
    of an exception that Python defines becomes ``str(e)``. One of the repository's own may hold a message
    of its own: it is left."""
    bound = _BINDS.match(source.lexed.mask, hit.end)
    if bound is None or not _looked_into(bound.group(1)).search(source.lexed.mask, bound.end()):
        return
    clause = source.node(hit.start, hit.end)
    if clause.type != "except_clause":
        return
    caught = clause.child_by_field_name("value")
    body = next((child for child in clause.named_children if child.type == "block"), None)
    if caught is None or caught.type != "as_pattern" or body is None:
        return
    target = caught.child_by_field_name("alias")
    if target is None or not re.fullmatch(rb"\w+", target.text or b""):
        return
    name, kind = target.text or b"", caught.named_children[0]
    read = re.compile(rb"\b(?<!\.)" + name + rb"\b")
    for match in read.finditer(source.lexed.mask, body.start_byte, body.end_byte):
        node = source.node(*match.span())
        if node.type == "identifier" and is_reference(node) and not source.legacy_only(node):
            found = _read(source, node, kind)
            if found is not None:
                yield found


def _read(source: Source, node: Node, kind: Node) -> Match | None:
    parent = node.parent
    if parent is None:
        return None
    if parent.type == "subscript" and parent.child_by_field_name("value") == node:
        return Match(node.start_byte, (insert(node.end_byte, b".args"),))
    if parent.type == "assignment" and parent.child_by_field_name("right") == node:
        left = parent.child_by_field_name("left")
        if left is not None and left.type in ("pattern_list", "tuple_pattern", "list_pattern"):
            return Match(node.start_byte, (insert(node.end_byte, b".args"),))
    if parent.type == "for_in_clause" and parent.child_by_field_name("right") == node:
        return Match(node.start_byte, (insert(node.end_byte, b".args"),))
    if parent.type == "attribute":
        attribute = parent.child_by_field_name("attribute")
        if attribute is not None and attribute.text == b"message":
            return _message(source, node, parent, kind)
    return None


_QUOTES_ITS_KEY = (b"KeyError", b"LookupError")


def _message(source: Source, node: Node, attribute: Node, kind: Node) -> Match | None:
    holder = attribute.parent
    if holder is not None and holder.type == "assignment" and holder.child_by_field_name("left") == attribute:
        return None
    name = node.text or b""
    kinds = list(kind.named_children) if kind.type == "tuple" else [kind]
    if not all(_is_pythons(source, one) for one in kinds):
        return Match(node.start_byte, message="the exception may have no message attribute")
    if any(one.text in _QUOTES_ITS_KEY for one in kinds):
        return Match(node.start_byte, (replace(attribute, name + b".args[0]"),))
    text, imports = spelled(source, b"str", node)
    return Match(node.start_byte, (replace(attribute, text + b"(" + name + b")"), *imports))


_BUILTIN = frozenset(
    name.encode()
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
) | {b"StandardError"}
_LIBRARY = (b"socket.", b"os.", b"select.", b"urllib2.", b"urllib.", b"httplib.", b"http.client.", b"struct.")


def _is_pythons(source: Source, kind: Node) -> bool:
    """Whether ``kind`` is a builtin exception, one of the library's modules, or a class of this file that
    adds no message to one of those."""
    if kind.type == "identifier":
        known = local_class(source, kind.text or b"")
        if known is not None:
            return _adds_no_message(source, known)
        return (kind.text or b"") in _BUILTIN and source.is_builtin(kind)
    return kind.type == "attribute" and (kind.text or b"").startswith(_LIBRARY)


def _adds_no_message(source: Source, known: Node) -> bool:
    if re.search(rb"\.message\s*=(?!=)", source.lexed.mask):
        return False
    for one in lineage(source, known):
        if member(one, b"message") is not None or member(one, b"__init__") is not None or not bases(one):
            return False
        for base in bases(one):
            own = local_class(source, base.text or b"") if base.type == "identifier" else None
            if own is None and not _is_pythons(source, base):
                return False
    return True
