"""``sort(cmp=f)`` and ``sorted(xs, f)`` sort by a key now."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.comparison import as_key, becomes_key
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_HINTS = (b"cmp", b"comp", b"sort", b"order")


@recipe(
    "sort-function",
    title="Sorting by a comparison function becomes sorting by a key",
    stage="builtins",
    words=("sort", "sorted"),
)
def sort_function(source: Source, hit: Hit) -> Match | None:
    """A comparison function given by name, or by position where it surely is one: a lambda of two
    parameters, a function of this file, or a name that says so. ``lambda a, b: cmp(f(a), f(b))`` becomes
    ``key=lambda a: f(a)``; any other is wrapped in ``cmp_to_key``, and plain ``cmp`` needs no key.
    """
    name = source.node(hit.start, hit.end)
    call = _sort_call(source, name)
    if call is None or source.legacy_only(name):
        return None
    passed = nodes.arguments(call)
    first = 0 if nodes.is_attribute(name) else 1
    given = nodes.keyword(call, b"cmp")
    positional = [node for node in passed if node.type != "keyword_argument"]
    if given is None:
        if len(positional) <= first or any("splat" in node.type for node in passed):
            return None
        function, place = positional[first], positional[first]
        if not _is_comparison(source, function):
            return None
    else:
        function, place = given.child_by_field_name("value") or given, given
    return _rewritten(source, call, function, place, positional[first + 1 :] if given is None else [])


def _sort_call(source: Source, name: Node) -> Node | None:
    if name.text == b"sort":
        found = nodes.method_call(name)
        return found.call if found is not None else None
    return nodes.call_of(name) if name.type == "identifier" and source.is_builtin(name) else None


def _is_comparison(source: Source, function: Node) -> bool:
    function = nodes.bare(function)
    if function.type == "lambda":
        holder = function.child_by_field_name("parameters")
        return holder is not None and len([c for c in holder.named_children if c.type != "comment"]) == 2
    if function.type == "none":
        return True
    if function.type not in ("identifier", "attribute"):
        return False
    last = (function.text or b"").split(b".")[-1]
    if any(hint in last.lower() for hint in _HINTS):
        return True
    return any(n.parent is not None and n.parent.type == "function_definition" for n in source.bindings.binders(last))


def _rewritten(source: Source, call: Node, function: Node, place: Node, rest: list[Node]) -> Match | None:
    """The match; ``rest`` are the positional ``key`` and ``reverse`` after the function."""
    others = [node for node in rest[:2] if node.type != "none"]
    names = [(b"key=", node) for node in rest[:1]] + [(b"reverse=", node) for node in rest[1:2]]
    edits = [Edit(start=n.start_byte, end=n.start_byte, text=t) for t, n in names if n in others]
    edits += [_without(source, call, n) for n in rest[:2] if n.type == "none"]
    has_key = nodes.keyword(call, b"key") is not None or bool(rest and rest[0].type != "none")
    plain = function.text == b"cmp" and source.is_builtin(function)
    importing: tuple[Edit, ...] = ()
    if function.type == "none" or plain:
        edits.append(_without(source, call, place))
    elif has_key:
        return Match(call.start_byte, message="sorts by a comparison function and a key")
    else:
        key = as_key(source, function)
        if key is not None and becomes_key(source, function) and not rest:
            text = b"key=lambda " + key.parameter + b": " + key.body + (b", reverse=True" if key.reverse else b"")
            edits.append(Edit(start=place.start_byte, end=place.end_byte, text=text))
        else:
            importing = source.ensure_import("import functools")
            edits.append(Edit(start=place.start_byte, end=function.start_byte, text=b"key=functools.cmp_to_key("))
            edits.append(Edit(start=function.end_byte, end=place.end_byte, text=b")"))
    return Match(call.start_byte, (*edits, *importing))


def _without(source: Source, call: Node, place: Node) -> Edit:
    """The edit that takes an argument out, with the comma before or after it."""
    passed = nodes.arguments(call)
    index = passed.index(place)
    if index:
        return Edit(start=passed[index - 1].end_byte, end=place.end_byte, text=b"")
    end = passed[1].start_byte if len(passed) > 1 else place.end_byte
    return Edit(start=place.start_byte, end=end, text=b"")
