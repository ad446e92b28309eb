"""Functions of ``operator`` that went with the operators they stood for."""

from tools.recipes import nodes
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_NAMES = {b"div": b"truediv", b"idiv": b"itruediv", b"repeat": b"mul", b"sequenceIncludes": b"contains"}
_GONE = {b"isSequenceType", b"isMappingType", b"isNumberType", b"isCallable"}
_ABSTRACT = {
    b"isSequenceType": (b"collections.abc.Sequence", "import collections.abc"),
    b"isMappingType": (b"collections.abc.Mapping", "import collections.abc"),
    b"isNumberType": (b"numbers.Number", "import numbers"),
}


@recipe(
    "operator-function",
    title="Functions of operator go by other names",
    stage="builtins",
    words=[name.decode() for name in (*_NAMES, *_GONE)],
)
def operator_function(source: Source, hit: Hit) -> Match | None:
    """``operator.div`` divides as ``/`` does now; ``operator.isCallable(f)`` is ``callable(f)``; the tests
    for kinds of objects become ``isinstance`` of the abstract class."""
    name = source.node(hit.start, hit.end)
    attribute = name.parent
    if name.type != "identifier" or not nodes.is_attribute(name) or attribute is None:
        return None
    holder = attribute.child_by_field_name("object")
    known = source.imports.module_names("operator")
    if holder is None or (holder.text or b"").decode("utf-8", "replace") not in known or source.legacy_only(name):
        return None
    word = name.text or b""
    if word in _NAMES:
        return Match(hit.start, (replace(name, _NAMES[word]),))
    if word == b"isCallable":
        return Match(hit.start, (replace(attribute, b"callable"),))
    call = nodes.call_of(attribute)
    kind, importing = _ABSTRACT[word]
    passed = nodes.plain_arguments(call) if call is not None else None
    if passed is None or len(passed) != 1:
        return Match(hit.start, message="the test for a kind of object is gone")
    edits = (replace(attribute, b"isinstance"), insert(passed[0].end_byte, b", " + kind))
    return Match(hit.start, (*edits, *source.ensure_import(importing)))
