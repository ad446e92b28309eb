"""``assertDictContainsSubset`` is gone: the comparison it made is written out."""

from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_PLAIN = frozenset({"identifier", "attribute", "dictionary", "call", "subscript"})


@recipe(
    "assert-dict-contains-subset",
    title="assertDictContainsSubset() becomes assertEqual()",
    stage="tests",
    words=("assertDictContainsSubset",),
    any_dialect=True,
)
def assert_dict_contains_subset(source: Source, hit: Hit) -> Match | None:
    """``self.assertDictContainsSubset(part, whole, msg)`` becomes ``self.assertEqual(whole, {**whole, **part}, msg)``.

    That fails for a missing key and for another value, as it did. ``whole`` must be an expression that
    may be evaluated twice: a name, an attribute or a display; a call is left to a person.
    """
    name = source.node(hit.start, hit.end)
    attribute = name.parent
    call = attribute.parent if attribute is not None and attribute.type == "attribute" else None
    if call is None or call.type != "call" or call.child_by_field_name("function") != attribute:
        return None
    arguments = call.child_by_field_name("arguments")
    values = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
    if len(values) not in (2, 3) or any(value.type not in _PLAIN for value in values[:2]):
        return Match(hit.start)
    part, whole = values[0], values[1]
    if whole.type == "call":
        return Match(hit.start)
    merged = b"{**" + source.text(whole) + b", **" + source.text(part) + b"}"
    edits = (replace(name, b"assertEqual"), replace(part, source.text(whole)), replace(whole, merged))
    return Match(hit.start, edits)
