"""``os.linesep`` among bytes is encoded."""

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.byte_flows import is_byte_place
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.wants import wanted
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert


@recipe("line-separators", title="os.linesep among bytes is encoded", stage="text", words=("linesep",))
def line_separators(source: Source, hit: Hit) -> Match | None:
    """``os.linesep`` where its company is surely bytes: ``chunk.replace(b'\\r\\n', os.linesep)``."""
    if not may_hold_bytes(source) or not is_byte_place(source, hit.start):
        return None
    name = source.node(hit.start, hit.end)
    value, kinds = nodes.reference(name), kinds_of(source)
    if name.type != "identifier" or kinds.dotted(value) != "os.linesep" or source.legacy_only(value):
        return None
    if wanted(source, kinds, value) is not Kind.BYTES:
        return None
    return Match(hit.start, (insert(value.end_byte, b".encode('ascii')"),))
