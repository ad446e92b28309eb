"""``heapq`` compares by ``__lt__`` alone; in Python 2 it made do with ``__le__``."""

from tools.recipes.python2_to_3._shared.classes import after_member, defines, enclosing_class
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe("heap-order", title="Classes kept on heaps define __lt__", stage="protocols", words=("__le__",))
def heap_order(source: Source, hit: Hit) -> Match | None:
    """A class with ``__le__`` and neither ``__lt__`` nor ``__cmp__``, in a file that imports ``heapq``.

    What Python 2's heapq did with such items is written out: ``a < b`` is ``not b <= a``.
    """
    name = source.node(hit.start, hit.end)
    definition = name.parent
    if definition is None or definition.type != "function_definition":
        return None
    around = enclosing_class(definition)
    if around is None or not source.imports.of("heapq"):
        return None
    if any(defines(source, around, other) for other in (b"__lt__", b"__cmp__")):
        return None
    indent = source.lexed.indentation(definition.start_byte)
    step = b"\t" if indent.endswith(b"\t") else b"    "
    text = source.lexed.newline.join(
        (indent + b"def __lt__(self, other):", indent + step + b"return not other <= self")
    )
    return Match(hit.start, (after_member(source, definition, b"", text, blank=True),))
