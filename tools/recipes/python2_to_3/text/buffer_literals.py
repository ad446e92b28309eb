"""``BytesIO('…')``: what fills a buffer of bytes is bytes."""

from tools.recipes.python2_to_3._shared.buffers import holds_bytes, literal_edits
from tools.recipes.python2_to_3._shared.uses import imports_binding, module_bound, module_of, scope_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_OLD = frozenset({"StringIO.StringIO", "cStringIO.StringIO"})


@recipe(
    "buffer-literals",
    title="A literal that fills a buffer of bytes is bytes",
    stage="text",
    words=("BytesIO", "StringIO"),
)
def buffer_literals(source: Source, hit: Hit) -> Match | None:
    """A call of ``io.BytesIO``, or of an old StringIO that becomes one, with a plain literal.

    Literals with a prefix, with bytes beyond ASCII or with escapes of text are left alone, as are files
    with ``unicode_literals``: there the author chose.
    """
    node = source.node(hit.start, hit.end)
    parent = node.parent
    function = parent if parent is not None and parent.type == "attribute" else node
    call = function.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != function:
        return None
    if b"unicode_literals" in source.lexed.futures:
        return None
    names = {module_of(source, function)}
    if names == {None} and function == node and (scope := scope_of(source, node)) is not None:
        names = {module_bound(item) for item in imports_binding(source, (node.text or b"").decode(), scope)}
    if not ("io.BytesIO" in names or (names & _OLD and holds_bytes(source, call))):
        return None
    edits = literal_edits(source, call)
    return Match(hit.start, edits) if edits else None
