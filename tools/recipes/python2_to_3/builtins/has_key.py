"""``d.has_key(k)`` becomes ``k in d``."""

from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_TIGHTER = frozenset({"attribute", "subscript", "call", "binary_operator", "unary_operator", "power"})
_ATOMS = frozenset(
    {
        "identifier",
        "attribute",
        "call",
        "subscript",
        "string",
        "integer",
        "float",
        "tuple",
        "list",
        "parenthesized_expression",
        "dictionary",
        "true",
        "false",
        "none",
        "concatenated_string",
        "binary_operator",
        "unary_operator",
    }
)


@recipe("has-key", title="dict.has_key() becomes the in operator", stage="builtins", words=("has_key",))
def has_key(source: Source, hit: Hit) -> Match | None:
    """A call of one positional argument; ``not d.has_key(k)`` becomes ``k not in d``."""
    name = source.node(hit.start, hit.end)
    attribute = name.parent
    if (
        attribute is None
        or attribute.type != "attribute"
        or attribute.child_by_field_name("attribute") != name
    ):
        return None
    call = attribute.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != attribute:
        return None
    arguments = call.child_by_field_name("arguments")
    holder = attribute.child_by_field_name("object")
    if arguments is None or holder is None or arguments.type != "argument_list":
        return None
    keys = [child for child in arguments.named_children if child.type != "comment"]
    if len(keys) != 1 or keys[0].type in ("list_splat", "dictionary_splat", "keyword_argument"):
        return None
    key = source.text(keys[0])
    if keys[0].type not in _ATOMS:
        key = b"(" + key + b")"
    negation = call.parent
    negated = negation is not None and negation.type == "not_operator"
    outer = negation if negated and negation is not None else call
    parent = outer.parent
    wrap = parent is not None and (
        (
            parent.type in _TIGHTER
            and not (parent.type == "call" and parent.child_by_field_name("function") != outer)
        )
        or parent.type == "comparison_operator"
    )
    operator = b" not in " if negated else b" in "
    start = b"(" + key + operator if wrap else key + operator
    edits = (replace(outer, start + source.text(holder) + (b")" if wrap else b"")),)
    return Match(hit.start, edits)
