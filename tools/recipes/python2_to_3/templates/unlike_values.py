"""Values without an order, sorted or kept on a heap: the order of Python 2, from a companion module."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.companions import Companion, placed
from tools.recipes.python2_to_3._shared.layout import folder_of
from tools.recipes.python2_to_3._shared.statements import Clause, clauses_of, put, render
from tools.recipes.python2_to_3.templates.ordering import SORTS
from tools.recipes.source import Source, insert, replace
from tools.recipes.template import Failure, Fix, Place, at, template

_ORDER, _HEAPS = "_legacy_order", "_legacy_heapq"
_TITLE = "Keep the order of values without one"


@template(
    "unlike-values",
    title="what is sorted, or lies on a heap, keeps the order of Python 2",
    pattern=r"TypeError: '[<>]=?' not supported between instances of '\w+' and '\w+'",
)
def unlike_values(failure: Failure) -> Iterable[Fix]:
    """``sorted(rows, key=f)`` → ``sorted(rows, key=_legacy_order.keyed(f))``; heaps from ``_legacy_heapq``.

    For what a lambda at the place cannot say: rows whose columns are unlike, keys that are computed.
    """
    for place in failure.places[:2]:
        yield from _sorted(place)
        yield from _on_heap(place)


def _sorted(place: Place) -> Iterator[Fix]:
    found = _companion(place.source, _ORDER)
    for call in place.found("call") if found is not None else ():
        function, holder = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if found is None or function is None or holder is None or holder.type != "argument_list":
            continue
        if place.source.text(function).rsplit(b".", 1)[-1] not in SORTS or nodes.keyword(call, b"cmp") is not None:
            continue
        given, key = nodes.arguments(call), nodes.keyword(call, b"key")
        value = key.child_by_field_name("value") if key is not None else None
        if value is not None and value.text != b"None":
            text = place.source.text(value)
            if b"_legacy_order" in text:
                continue
            edit = replace(value, b"_legacy_order.keyed(" + text + b")")
        elif value is not None:
            edit = replace(value, b"_legacy_order.key")
        elif given:
            edit = insert(given[-1].end_byte, b", key=_legacy_order.key")
        else:
            edit = insert(holder.start_byte + 1, b"key=_legacy_order.key")
        package, name = found.parts
        statement = f"from {package} import {name}" if package else f"import {name}"
        yield Fix(_TITLE, at(place, edit, *place.source.ensure_import(statement)), found.files)


def _on_heap(place: Place) -> Iterator[Fix]:
    """The heap functions called at ``place``, from the stand-in."""
    source = place.source
    names = {source.text(node).partition(b".")[0].decode() for node in map(_function, place.found("call")) if node}
    imported = [item for item in source.imports.of("heapq") if item.bound in names and item.name != "*"]
    statements = [item.statement for item in imported]
    found = _companion(source, _HEAPS) if statements else None
    if found is None:
        return
    package, name = found.parts
    clauses: list[Clause] = []
    for _, clause in clauses_of(statements[0]):
        if clause.module != "heapq":
            clauses.append(clause)
        elif clause.name is None:
            clauses.append(Clause(package, name, clause.alias or "heapq") if package else Clause(name, None, "heapq"))
        else:
            clauses.append(clause._replace(module=found.module))
    yield Fix(
        "Keep heaps of values without an order", at(place, put(source, statements[0], render(clauses))), found.files
    )


def _function(call: Node) -> Node | None:
    return call.child_by_field_name("function")


def _companion(source: Source, name: str) -> Companion | None:
    """The companion as ``source`` imports it; None where a setup script would have to name it."""
    found = placed(source, name)
    if found is None or source.is_test:
        return None
    folder = folder_of(found.files[0][0])
    packaged = "." in found.module or f"{folder}/setup.py".lstrip("/") not in source.project.paths
    return found if packaged else None
