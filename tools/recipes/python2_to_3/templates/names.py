"""Names that are not there any more: builtins, and variables that lived on after their block."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import moved_modules
from tools.recipes.source import insert, replace
from tools.recipes.template import Failure, Fix, Place, at, template

_BUILTINS = {
    "unicode": ("str", ""),
    "basestring": ("str", ""),
    "long": ("int", ""),
    "unichr": ("chr", ""),
    "xrange": ("range", ""),
    "raw_input": ("input", ""),
    "file": ("open", ""),
    "buffer": ("memoryview", ""),
    "reduce": ("reduce", "from functools import reduce"),
    "reload": ("reload", "from importlib import reload"),
    "intern": ("intern", "from sys import intern"),
    "StandardError": ("Exception", ""),
    "izip": ("zip", ""),
    "imap": ("map", ""),
    "ifilter": ("filter", ""),
    "unicode_type": ("str", ""),
}
_COMPARE = b"(lambda a, b: (a > b) - (a < b))"


@template(
    "missing-names",
    title="names that are gone are replaced",
    pattern=r"(?:NameError: name|UnboundLocalError: cannot access local variable"
    r"|NameError: cannot access free variable) '(\w+)'",
)
def missing_names(failure: Failure) -> Iterable[Fix]:
    """The name at the failing place: a builtin, the name of a caught exception, or a module's moved name."""
    name = failure.match[1]
    for place in failure.places[:1]:
        for node in place.found("identifier"):
            if (node.text or b"") != name.encode():
                continue
            if name in _BUILTINS:
                now, statement = _BUILTINS[name]
                imports = place.source.ensure_import(statement) if statement else ()
                yield Fix(f"Use {now}, which was {name}"[:45], at(place, replace(node, now.encode()), *imports))
            if name == "cmp":
                yield Fix("Compare by hand, as cmp() did", at(place, replace(node, _COMPARE)))
            yield from _caught(place, node)


def _caught(place: Place, node: Node) -> Iterator[Fix]:
    """``except E as name`` ends the name with its block: another name keeps the exception."""
    scope = enclosing_scope(node)
    for binder in place.source.bindings.in_scope(node.text or b"", scope):
        if binder.parent is None or binder.parent.type != "as_pattern_target":
            continue
        clause = nodes.ancestor(binder, "except_clause")
        block = clause.named_children[-1] if clause is not None else None
        if block is None or block.type != "block" or not block.named_children:
            continue
        first = block.named_children[0]
        line = place.source.data.rfind(b"\n", 0, first.start_byte) + 1
        head = place.source.data[line : first.start_byte]
        if head.strip():
            continue
        name = binder.text or b""
        edits = (replace(binder, b"caught"), insert(first.start_byte, b"%s = caught\n%s" % (name, head)))
        yield Fix("Keep a caught exception after its block", at(place, *edits))


@template(
    "moved-names",
    title="modules and their names are found where they are now",
    pattern=r"module '([\w.]+)' has no attribute '(\w+)'|cannot import name '(\w+)' from '([\w.]+)'"
    r"|No module named '([\w.]+)'",
)
def moved_names(failure: Failure) -> Iterable[Fix]:
    """By the tables that the recipes use: what they could not see in the text shows when it runs."""
    module = failure.match[1] or failure.match[4] or failure.match[5] or ""
    name = failure.match[2] or failure.match[3] or ""
    for place in failure.places[:2]:
        if name:
            yield from _moved(place, module, name)
        elif module in moved_modules.RENAMED:
            now = moved_modules.RENAMED[module].encode()
            for node in place.found("string", "dotted_name"):
                text = place.source.text(node)
                if text.strip(b"'\"") == module.encode():
                    yield Fix(
                        "Import a module by its new name", at(place, replace(node, text.replace(module.encode(), now)))
                    )


def _moved(place: Place, module: str, name: str) -> Iterator[Fix]:
    where = moved_modules.locate(module, name)
    if where is None:
        return
    for node in place.found("attribute"):
        attribute = node.child_by_field_name("attribute")
        if attribute is None or attribute.text != name.encode():
            continue
        imports = place.source.ensure_import(f"import {where.module}") if where.module else ()
        text = ".".join(part for part in (where.module, where.name) if part).encode()
        if where.module == "builtins":
            imports, text = (), where.name.encode()
        yield Fix("Read a name from where it is now", at(place, replace(node, text), *imports))
