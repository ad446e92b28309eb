"""Values that Python 2 could order and Python 3 cannot: None, unlike types, objects without an order."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.source import Source, insert, replace
from tools.recipes.template import Failure, Fix, Place, at, template

SORTS = frozenset({b"sort", b"sorted", b"min", b"max"})
_NUMBERS = frozenset({"int", "float"})
_OTHERS = frozenset({"str", "bytes", "list", "tuple", "dict"})
"""All of them were more than any number."""
_NONE_FIRST = "lambda value: (value is not None, value)"
_BY_TYPE = "lambda value: ('' if isinstance(value, (int, float)) else type(value).__name__, value)"
_BY_TEXT = "lambda value: str(value)"


@template(
    "unlike-ordering",
    title="what has no order in Python 3 keeps the one it had",
    pattern=r"TypeError: '([<>]=?)' not supported between instances of '(\w+)' and '(\w+)'",
)
def unlike_ordering(failure: Failure) -> Iterable[Fix]:
    """None is less than everything, a number less than all that is none; unlike types go by their names; objects by
    where they are."""
    operator, left, right = failure.match[1], failure.match[2], failure.match[3]
    for place in failure.places[:2]:
        if "NoneType" in (left, right):
            yield from _none(place, operator, left, right)
        if left in _NUMBERS | _OTHERS and right in _NUMBERS | _OTHERS:
            yield from _numbers(place, operator, left, right)
        yield from _keys(place, none="NoneType" in (left, right))
    if left == right:
        yield from _identity(failure, left)


def _none(place: Place, operator: str, left: str, right: str) -> Iterator[Fix]:
    for node in place.found("comparison_operator"):
        sides = node.named_children
        if len(sides) == 3 and right == "NoneType" and operator.startswith("<"):
            middle = place.source.text(sides[1])
            whole = b"%s is not None and %s" % (middle, place.source.text(node))
            yield Fix("Order None before everything else", at(place, _boolean(node, whole)))
        if len(sides) != 2:
            continue
        first, second = (place.source.text(side) for side in sides)
        text = place.source.text(node)
        if left == "NoneType" and right != "NoneType":
            word = b"%s is None or %s" if operator.startswith("<") else b"%s is not None and %s"
            yield Fix("Order None before everything else", at(place, _boolean(node, word % (first, text))))
        elif right == "NoneType" and left != "NoneType":
            word = b"%s is not None and %s" if operator.startswith("<") else b"%s is None or %s"
            yield Fix("Order None before everything else", at(place, _boolean(node, word % (second, text))))


def _numbers(place: Place, operator: str, left: str, right: str) -> Iterator[Fix]:
    """One side a number, the other a string or a collection: what is no number is told by its type first."""
    if (left in _NUMBERS) == (right in _NUMBERS):
        return
    kind = (right if left in _NUMBERS else left).encode()
    for node in place.found("comparison_operator"):
        sides = node.named_children
        text, title = place.source.text(node), "Order numbers before everything else"
        if len(sides) == 3 and left in _NUMBERS and operator.startswith("<"):
            whole = b"not isinstance(%s, %s) and %s" % (place.source.text(sides[1]), kind, text)
            yield Fix(title, at(place, _boolean(node, whole)))
        if len(sides) == 2:
            other = place.source.text(sides[1] if left in _NUMBERS else sides[0])
            is_more = operator.startswith("<") == (left in _NUMBERS)
            test = b"isinstance(%s, %s) or %s" if is_more else b"not isinstance(%s, %s) and %s"
            yield Fix(title, at(place, _boolean(node, test % (other, kind, text))))


def _boolean(node: Node, text: bytes) -> Edit:
    return replace(node, nodes.fit(text, nodes.OR if b" or " in text else nodes.AND, node))


def _keys(place: Place, *, none: bool) -> Iterator[Fix]:
    for call in place.found("call"):
        function = call.child_by_field_name("function")
        if function is None or place.source.text(function).rsplit(b".", 1)[-1] not in SORTS:
            continue
        if nodes.keyword(call, b"key") is not None or nodes.keyword(call, b"cmp") is not None:
            continue
        given = nodes.plain_arguments(call)
        holder = call.child_by_field_name("arguments")
        if holder is None or given is None or holder.type != "argument_list":
            continue
        for key, told in (
            (_NONE_FIRST, "Sort None first"),
            (_BY_TYPE, "Sort unlike types by their names"),
            (_BY_TEXT, "Sort by text"),
        ):
            if key == _NONE_FIRST and not none:
                continue
            text = f"key={key}".encode()
            edit = insert(given[-1].end_byte, b", " + text) if given else insert(holder.start_byte + 1, text)
            yield Fix(told, at(place, edit))


def _identity(failure: Failure, name: str) -> Iterator[Fix]:
    """Objects of a class without an order were ordered by where they lay."""
    for source, node in classes(failure, name):
        body = node.child_by_field_name("body")
        if body is None or b"__lt__" in source.text(node):
            continue
        head = _indent(source, body)
        method = b"def __lt__(self, other):\n%s    return id(self) < id(other)\n\n%s" % (head, head)
        yield Fix(
            "Order objects by identity, as before",
            ((source.path, insert(nodes.first_statement(body).start_byte, method)),),
        )


def classes(failure: Failure, name: str) -> Iterator[tuple[Source, Node]]:
    """The classes called ``name`` in the sources."""
    word = b"class " + name.encode()
    for source in failure.sources():
        start = source.data.find(word)
        while start >= 0:
            node: Node | None = source.root.named_descendant_for_byte_range(start, start + len(word))
            if node is not None and node.type == "identifier":
                node = node.parent
            if node is not None and node.type == "class_definition":
                found = node.child_by_field_name("name")
                if found is not None and found.text == name.encode():
                    yield source, node
            start = source.data.find(word, start + 1)


def _indent(source: Source, body: Node) -> bytes:
    line = source.data.rfind(b"\n", 0, body.start_byte) + 1
    return source.data[line : body.start_byte]


@template(
    "comparison-as-key",
    title="comparison functions become keys",
    pattern=r"(\w+)\(\) (?:takes 2 positional arguments but 1 was given|missing 1 required positional argument"
    r"|expected 2 arguments, got 1)",
)
def comparison_as_key(failure: Failure) -> Iterable[Fix]:
    """``sort(key=compare)`` → ``sort(key=functools.cmp_to_key(compare))``."""
    for place in failure.places[:2]:
        for call in place.found("call"):
            key = nodes.keyword(call, b"key")
            value = key.child_by_field_name("value") if key is not None else None
            if value is None:
                continue
            imports = place.source.ensure_import("import functools")
            edits = (insert(value.start_byte, b"functools.cmp_to_key("), insert(value.end_byte, b")"))
            yield Fix("Sort with a comparison made a key", at(place, *edits, *imports))


@template("lost-hash", title="a class that compares keeps its hash", pattern=r"unhashable type: '(\w+)'")
def lost_hash(failure: Failure) -> Iterable[Fix]:
    """``__hash__`` beside ``__eq__``: Python 3 takes it away where Python 2 let it be inherited."""
    for source, node in classes(failure, failure.match[1]):
        body = node.child_by_field_name("body")
        if body is None or b"__hash__" in source.text(node):
            continue
        bases = node.child_by_field_name("superclasses")
        named = [source.text(base) for base in (bases.named_children if bases is not None else ())]
        head = _indent(source, body)
        for base in [*[name for name in named if name.replace(b".", b"").isalnum()][:1], b"object"]:
            line = b"__hash__ = %s.__hash__\n\n%s" % (base, head)
            yield Fix(
                "Keep the hash of a class that compares",
                ((source.path, insert(nodes.first_statement(body).start_byte, line)),),
            )
