"""Special methods that ``__getattr__`` answered for: classes without bases were asked for them there, too."""

import re
from collections.abc import Iterable

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.classes import bases, defines, lineage, local_class, member
from tools.recipes.source import Source, insert
from tools.recipes.template import Failure, Fix, template

_METHODS = {
    r"'(\w+)' object is not callable": ("__call__",),
    r"'(\w+)' object is not subscriptable": ("__getitem__",),
    r"'(\w+)' object does not support item assignment": ("__setitem__",),
    r"'(\w+)' object (?:doesn't|does not) support item deletion": ("__delitem__",),
    r"'(\w+)' object is not iterable": ("__iter__",),
    r"'(\w+)' object is not an iterator": ("__next__",),
    r"iter\(\) returned non-iterator of type '(\w+)'": ("__next__",),
    r"argument of type '(\w+)' is not iterable": ("__contains__",),
    r"object of type '(\w+)' has no len\(\)": ("__len__",),
    r"'(\w+)' object does not support the context manager protocol": ("__enter__", "__exit__"),
}
"""What is said of an object whose class has no such method, and the methods."""


@template(
    "special-methods",
    title="objects that stand for others have the special methods they answered for",
    pattern="TypeError: (?:" + "|".join(pattern.replace(r"(\w+)", r"\w+") for pattern in _METHODS) + ")",
)
def special_methods(failure: Failure) -> Iterable[Fix]:
    """``def __len__(self)`` that asks ``__getattr__('__len__')``, put before the ``__getattr__`` of a class.

    The class, and whatever it inherits from, has no base outside its file: Python 2 asked such objects for all
    methods, and now only their class is asked.
    """
    said, methods = next(
        (found[1], names) for pattern, names in _METHODS.items() if (found := re.search(pattern, failure.match[0]))
    )
    name = said.encode()
    for source in failure.sources():
        if b"__getattr__" not in source.data or b"class " + name not in source.data:
            continue
        edits = tuple((source.path, edit) for edit in _added(source, name, methods))
        if edits:
            yield Fix(f"Answer {methods[0]} by __getattr__"[:45], edits)


def _added(source: Source, name: bytes, methods: tuple[str, ...]) -> Iterable[Edit]:
    node = local_class(source, name)
    family = lineage(source, node) if node is not None else []
    answering = next((found for each in family if (found := _answer(each)) is not None), None)
    if node is None or answering is None or not all(_is_plain(source, each) for each in family):
        return
    missing = [method.encode() for method in methods if not defines(source, node, method.encode())]
    if missing:
        yield insert(answering.start_byte, b"".join(_forwarding(source, answering, method) for method in missing))


def _answer(node: Node) -> Node | None:
    """The class's own ``def __getattr__``, with nothing around it."""
    found = member(node, b"__getattr__")
    around = found.parent if found is not None else None
    return found if around is not None and around.type == "block" else None


def _is_plain(source: Source, node: Node) -> bool:
    """Whether all bases of the class ``node`` are classes of its file, or it has none."""
    return all(base.type == "identifier" and local_class(source, base.text or b"") is not None for base in bases(node))


def _forwarding(source: Source, answering: Node, method: bytes) -> bytes:
    newline = source.lexed.newline
    outer = source.lexed.indentation(answering.start_byte)
    body = answering.child_by_field_name("body")
    inner = source.lexed.indentation(body.start_byte) if body is not None else outer
    inner = inner if len(inner) > len(outer) else outer + b"    "
    lines = (
        b"def " + method + b"(self, *args, **kwargs):",
        inner + b"return self.__getattr__('" + method + b"')(*args, **kwargs)",
        b"",
        outer,
    )
    return newline.join(lines)
