"""``round`` asks ``__round__`` now, and no longer ``__float__``."""

from tools.recipes.python2_to_3._shared.classes import after_member, bases, defines, enclosing_class, member
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "round-method",
    title="A number that is a float when asked can be rounded",
    stage="protocols",
    words=("__float__",),
)
def round_method(source: Source, hit: Hit) -> Match | None:
    """``__float__`` defined in a class that neither defines ``__round__`` nor has it from a base: one is
    added that rounds the float, to a float, as the builtin did."""
    name = source.node(hit.start, hit.end)
    definition, around = name.parent, enclosing_class(name)
    if definition is None or definition.type != "function_definition" or around is None:
        return None
    if member(around, b"__float__") != definition or defines(source, around, b"__round__"):
        return None
    known = [base.text or b"" for base in bases(around)]
    if any(base in (b"int", b"long", b"float", b"Decimal", b"decimal.Decimal", b"Fraction") for base in known):
        return None
    if source.legacy_only(name):
        return None
    indent, newline = source.lexed.indentation(definition.start_byte), source.lexed.newline
    step = b"\t" if b"\t" in indent else b"    "
    lines = (
        indent + b"def __round__(self, ndigits=0):",
        indent + step + b"return round(float(self), ndigits)",
    )
    return Match(hit.start, (after_member(source, definition, b"", newline + newline.join(lines)),))
