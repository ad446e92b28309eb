"""``md5.new(x)``, where ``md5`` may be the function of hashlib: that has no ``new``."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.coding import call_on
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete

_MODULES = frozenset({"hashlib", "md5", "sha"})


@recipe(
    "hash-functions",
    title="Functions of hashlib have no new()",
    stage="imports",
    having=("md5", "sha", "sha1"),
    pattern=r"\bmd5\.new\(|\bsha\.new\(|\bsha1\.new\(",
)
def hash_functions(source: Source, hit: Hit) -> Match | None:
    """``md5.new(x)`` is ``md5(x)`` in a file that imports ``md5`` as a function only, from whatever module.

    As the answer to a TypeError of ``md5(x)``, which meant the module then, it means text now: it is encoded.
    """
    name = source.node(hit.start, hit.start + source.data[hit.start : hit.end].index(b"."))
    attribute = name.parent
    call = nodes.call_of(attribute) if attribute is not None else None
    if attribute is None or call is None or name.type != "identifier" or source.legacy_only(call):
        return None
    known = [item for item in source.imports.names if item.bound.encode() == name.text]
    if not known or any(item.name is None or item.module not in _MODULES for item in known):
        return None
    if len(source.bindings.binders(name.text or b"")) != len(known):
        return None
    edits: tuple[Edit, ...] = (delete(name.end_byte, attribute.end_byte),)
    passed = nodes.plain_arguments(call)
    if passed and len(passed) == 1 and _answers(source, call, name, passed[0]):
        edits += call_on(passed[0], b".encode('utf-8')")
    return Match(hit.start, edits)


def _answers(source: Source, call: Node, name: Node, passed: Node) -> bool:
    """Whether ``call`` stands in ``except TypeError`` of a ``try`` that called the function with the same."""
    clause = nodes.ancestor(call, "except_clause")
    attempt = clause.parent if clause is not None else None
    body = attempt.child_by_field_name("body") if attempt is not None else None
    if clause is None or body is None or b"TypeError" not in source.text(clause).split(b"\n", 1)[0]:
        return False
    tried = rb"(?<![\w.])" + re.escape(name.text or b"") + rb"\(\s*" + re.escape(source.text(passed)) + rb"\s*\)"
    return re.search(tried, source.text(body)) is not None
