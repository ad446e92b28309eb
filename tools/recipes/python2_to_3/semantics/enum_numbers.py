"""Numbers of the library that are members of enumerations now: their type is no longer ``int``."""

from overhaul.domain.findings import Severity
from tools.recipes import nodes
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, delete, insert, replace


@recipe(
    "enum-numbers",
    title="Days and months of calendar are no plain int",
    stage="semantics",
    severity=Severity.WARNING,
    pattern=r"\btype\([^()\n]+\) is int\b",
    having=("calendar",),
)
def enum_numbers(source: Source, hit: Hit) -> Match | None:
    """``type(x) is int`` in a file that imports ``calendar``: ``calendar.FRIDAY`` would fail it, so it is
    ``isinstance(x, int)``."""
    call = source.node(hit.start, hit.start + len(b"type")).parent
    test = call.parent if call is not None and call.type == "call" else None
    passed = nodes.plain_arguments(call) if call is not None else None
    if call is None or test is None or test.type != "comparison_operator" or len(test.named_children) != 2:
        return None
    function, kind = call.child_by_field_name("function"), test.named_children[1]
    if function is None or passed is None or len(passed) != 1 or source.legacy_only(call):
        return None
    if not source.is_builtin(function) or not source.is_builtin(kind) or not source.imports.of("calendar"):
        return None
    end = passed[0].end_byte
    return Match(
        hit.start, (replace(function, b"isinstance"), insert(end, b", int"), delete(call.end_byte, test.end_byte))
    )
