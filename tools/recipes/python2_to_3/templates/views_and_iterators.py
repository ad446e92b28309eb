"""Views and iterators where a list was meant, and mappings that change while they are read."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.conversions import assigned
from tools.recipes.source import Source, insert
from tools.recipes.template import Failure, Fix, Place, at, template, walk

_KINDS = (
    r"(?:o?dict_(?:keys|values|items)|map|filter|zip|range|generator|itertools\.\w+|reversed|enumerate"
    r"|callable_iterator)"
)
_TITLE = "Make a list of what is used as one"
_LAZY = frozenset({b"map", b"filter", b"zip", b"range", b"reversed", b"enumerate", b"keys", b"values", b"items"})


@template(
    "lists-of-views",
    title="what is used as a list is made one",
    pattern=rf"'{_KINDS}' object (?:is not (?:subscriptable|reversible)|does not support|has no attribute)"
    rf"|object of type '{_KINDS}' has no len|unsupported operand.*'{_KINDS}'"
    rf"|can only concatenate list \(not \"{_KINDS}\""
    rf"|JSON serializable|not supported between instances of '{_KINDS}'|must be list, not|not '?{_KINDS}|\"{_KINDS}\"",
)
def lists_of_views(failure: Failure) -> Iterable[Fix]:
    """At the failing operation, at the value's origin, and at the calls that led there."""
    for place in failure.places[:2]:
        for operand in _operands(place):
            yield Fix(_TITLE, at(place, *_listed(operand)))
            yield from _origins(place.source, operand)
        for call in _lazy(place.source, place.node):
            yield Fix(_TITLE, at(place, *_listed(call)))
    yield from _returned(failure)


@template(
    "changed-while-iterated",
    title="a copy is iterated where the original changes",
    pattern=r"(?:dictionary|Set|OrderedDict|deque|set) (?:changed size|keys changed|mutated) during iteration",
)
def changed_while_iterated(failure: Failure) -> Iterable[Fix]:
    """``for key in mapping`` → ``for key in list(mapping)``, in the nearest loops around the frames."""
    for place in failure.places[:4]:
        loops: list[Node] = [node for node in walk(place.node) if node.type in ("for_statement", "for_in_clause")]
        node: Node | None = place.node
        while node is not None and node.type != "function_definition":
            if node.type in ("for_statement", "for_in_clause"):
                loops.append(node)
            node = node.parent
        for loop in dict.fromkeys(loops):
            right = loop.child_by_field_name("right")
            if right is not None and not place.source.text(right).startswith(b"list("):
                yield Fix("Iterate over a copy of what changes", at(place, *_listed(right)))
        if place.node.type not in ("for_statement", "block", "if_statement"):
            for call in [n for n in walk(place.node) if n.type in ("call", "identifier", "attribute")][:4]:
                if call.parent is not None and call.parent.type in ("argument_list", "assignment", "for_statement"):
                    yield Fix("Iterate over a copy of what changes", at(place, *_listed(call)))


def _operands(place: Place) -> list[Node]:
    node = nodes.bare(place.node)
    fields = {
        "subscript": ("value",),
        "attribute": ("object",),
        "binary_operator": ("left", "right"),
        "augmented_assignment": ("right",),
    }
    if node.type in fields:
        found = [node.child_by_field_name(field) for field in fields[node.type]]
        return [child for child in found if child is not None]
    if node.type == "call":
        function = node.child_by_field_name("function")
        holder = function.child_by_field_name("object") if function is not None else None
        given = [
            child
            for child in nodes.arguments(node)
            if child.type not in ("keyword_argument", "list_splat", "dictionary_splat")
        ]
        return given + ([holder] if holder is not None else [])
    if node.type == "comparison_operator":
        return list(node.named_children)
    return [child for child in walk(node) if child.type in ("identifier", "call", "attribute")][:6]


def _origins(source: Source, operand: Node) -> Iterator[Fix]:
    if operand.type not in ("identifier", "attribute"):
        return
    for value in assigned(source, operand):
        if value.type == "call" and not source.text(value).startswith(b"list("):
            yield Fix(_TITLE, tuple((source.path, edit) for edit in _listed(value)))


def _lazy(source: Source, node: Node) -> list[Node]:
    found = []
    for call in walk(node):
        function = call.child_by_field_name("function") if call.type == "call" else None
        if function is not None and source.text(function).rsplit(b".", 1)[-1] in _LAZY:
            found.append(call)
    return found[:4]


def _returned(failure: Failure) -> Iterator[Fix]:
    """``return map(…)`` of the functions that the failing statement calls."""
    place = failure.place if failure.place is not None and not failure.deepest_in_test else failure.test
    if place is None:
        return
    names = {node.text for node in walk(nodes.statement(place.node)) if node.type == "identifier"}
    for source in failure.sources():
        for name in sorted(name for name in names if name is not None and b"def " + name in source.data):
            at_name = source.data.find(b"def " + name + b"(")
            node = source.root.named_descendant_for_byte_range(at_name, at_name + 4) if at_name >= 0 else None
            if node is None or node.type != "function_definition":
                continue
            for value in returns(node):
                if value.type == "call" and _lazy(source, value)[:1] == [value]:
                    yield Fix(_TITLE, tuple((source.path, edit) for edit in _listed(value)))


def returns(function: Node) -> list[Node]:
    """The values that ``function`` returns."""
    found: list[Node] = []
    waiting = [child for child in function.named_children if child.type == "block"]
    while waiting:
        node = waiting.pop(0)
        if node.type == "return_statement":
            found += node.named_children[:1]
        elif node.type not in ("function_definition", "class_definition", "lambda"):
            waiting += node.named_children
    return found


def _listed(node: Node) -> tuple[Edit, Edit]:
    return insert(node.start_byte, b"list("), insert(node.end_byte, b")")
