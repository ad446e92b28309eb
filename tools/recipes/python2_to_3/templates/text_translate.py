"""``translate`` with characters to delete, which text does not take any more."""

from collections.abc import Iterable

from tools.recipes import nodes
from tools.recipes.source import replace
from tools.recipes.template import Failure, Fix, at, template


@template(
    "text-translate",
    title="text is translated in two steps",
    pattern=r"translate\(\) takes exactly one argument \(2 given\)",
    spreads=True,
)
def text_translate(failure: Failure) -> Iterable[Fix]:
    """``text.translate(table, gone)`` → ``text.translate(str.maketrans('', '', gone)).translate(table)``."""
    for place in failure.places[:1]:
        for call in place.found("call"):
            function, given = call.child_by_field_name("function"), nodes.plain_arguments(call)
            if function is None or function.type != "attribute" or given is None or len(given) != 2:
                continue
            holder = function.child_by_field_name("object")
            if holder is None:
                continue
            text, table, gone = (place.source.text(node) for node in (holder, *given))
            deleted = b"%s.translate(str.maketrans('', '', %s))" % (nodes.operand(text, holder), gone)
            whole = deleted if table == b"None" else b"%s.translate(%s)" % (deleted, table)
            yield Fix("Delete from text before translating it", at(place, replace(call, whole)))
