"""``UserDict.DictMixin``: a mapping made of ``keys()`` and ``__getitem__``, without the rules of an abstract class."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.classes import bases, defines, members
from tools.recipes.python2_to_3._shared.uses import chain, module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_OLD = "UserDict.DictMixin"
_NEW = "collections.abc.MutableMapping"
_METHODS = {
    "has_key": b"__contains__",
    "iteritems": b"items",
    "iterkeys": b"keys",
    "itervalues": b"values",
}
_STUBS = {
    b"__getitem__": b"self, key",
    b"__setitem__": b"self, key, value",
    b"__delitem__": b"self, key",
}
_COUNTED = {b"__iter__": b"return iter(self.keys())", b"__len__": b"return len(list(self.keys()))"}
"""As DictMixin went through its keys and counted them."""


@recipe(
    "dict-mixin",
    title="Classes on DictMixin get what MutableMapping asks for",
    stage="imports",
    words=("DictMixin", "MutableMapping"),
)
def dict_mixin(source: Source, hit: Hit) -> Match | None:
    """A class on ``UserDict.DictMixin`` (``MutableMapping`` once renamed) that defines no ``__iter__``.

    DictMixin iterated over and counted ``keys()``; MutableMapping refuses to make an instance unless
    ``__iter__``, ``__len__`` and the three item methods are there. ``__iter__`` and ``__len__`` are added by
    ``keys()``; item methods that the class lacks, and no base can bring, are added as ones that raise. Those that a
    ``dict`` behind the mixin brought are named in the class: MutableMapping comes first with its own.
    ``DictMixin.iterkeys`` and the like, taken as functions, become ``keys`` and the like.
    """
    node = source.node(hit.start, hit.end)
    parent = node.parent
    expression = node
    if parent is not None and parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
        expression = parent
    module = module_of(source, expression)
    if module not in (_OLD, _NEW):
        return None
    step = next(chain(expression), None)
    if step is not None:
        attribute = step.node.child_by_field_name("attribute")
        if module == _OLD and step.name in _METHODS and attribute is not None:
            return Match(hit.start, (replace(attribute, _METHODS[step.name]),))
        return None
    holder = expression.parent
    owner = holder.parent if holder is not None and holder.type == "argument_list" else None
    if owner is None or owner.type != "class_definition" or expression not in bases(owner):
        return None
    text = _missing(source, owner, expression, by_mixin=module == _OLD)
    edit = _append(source, owner, text) if text else None
    return Match(hit.start, (edit,)) if edit is not None else None


def _missing(source: Source, owner: Node, mixin: Node, by_mixin: bool) -> list[tuple[bytes, bytes, bytes]]:
    """(name, parameters, body) of the methods to add; no parameters: the body is the method."""
    own = {name for name, _ in members(owner)}
    others = [base for base in bases(owner) if base != mixin and source.text(base) != b"object"]
    foreign = [base for base in others if not _is_local(source, base)]
    for base in others:
        if source.text(base) in (b"dict", b"OrderedDict", b"UserDict"):
            later = by_mixin and base.start_byte > mixin.start_byte
            return _from_base(source, owner, source.text(base)) if later else []
    keys = defines(source, owner, b"keys")
    if not keys and (foreign or not by_mixin):
        return []
    added = []
    if not defines(source, owner, b"__iter__"):
        added.append((b"__iter__", b"self", _COUNTED[b"__iter__"]))
    if not defines(source, owner, b"__len__") and (keys or by_mixin) and added:
        added.append((b"__len__", b"self", _COUNTED[b"__len__"]))
    if not by_mixin and not added:
        return []
    for name, parameters in _STUBS.items():
        if name not in own and not foreign and not defines(source, owner, name):
            added.append((name, parameters, b"raise NotImplementedError(%r)" % name.decode().encode()))
    return [(name, parameters, body.replace(b"(b'", b"('")) for name, parameters, body in added]


def _from_base(source: Source, owner: Node, base: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """What ``base``, behind the mixin, brought in: MutableMapping has methods of those names, which raise."""
    wanted = [name for name in (*_STUBS, b"__iter__", b"__len__") if not defines(source, owner, name)]
    keys = defines(source, owner, b"keys")
    added = []
    for name in wanted:
        if keys and name in _COUNTED:
            added.append((name, b"self", _COUNTED[name]))
        else:
            added.append((name, b"", base + b"." + name))
    return added


def _is_local(source: Source, base: Node) -> bool:
    return base.type == "identifier" and any(
        binder.parent is not None and binder.parent.type == "class_definition"
        for binder in source.bindings.binders(base.text or b"")
    )


def _append(source: Source, owner: Node, methods: list[tuple[bytes, bytes, bytes]]) -> Edit | None:
    """The edit that adds ``methods`` at the end of the class's body; None where that is on its first line."""
    body = owner.child_by_field_name("body")
    if body is None or not body.named_children:
        return None
    first = body.named_children[0]
    line_start = source.lexed.line_start(first.start_byte)
    indent = source.data[line_start : first.start_byte]
    if indent.strip():
        return None
    step = b"\t" if b"\t" in indent else b"    "
    newline = source.lexed.newline
    end = body.named_children[-1].end_byte
    at = re.compile(rb"[^\r\n]*").match(source.data, end)
    stop = at.end() if at is not None else end
    lines = [
        b"def " + name + b"(" + parameters + b"):" + newline + indent + step + action
        if parameters
        else name + b" = " + action
        for name, parameters, action in methods
    ]
    return insert(stop, b"".join(newline + newline + indent + line for line in lines))
