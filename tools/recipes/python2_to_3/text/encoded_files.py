"""Files to which only encoded text is written are opened as binary."""

from collections.abc import Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import literals
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.modes import mode_argument, mode_of
from tools.recipes.python2_to_3._shared.openers import given_to, with_mode
from tools.recipes.python2_to_3._shared.reaching import reaching
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_QUIET = frozenset({b"close", b"flush", b"fileno", b"isatty", b"name", b"closed"})
"""What is as good with a binary file, and says nothing of what is in it."""
_OPENERS = frozenset({b"open", b"file"})
_WRITES = {b"write": (Kind.BYTES,), b"writelines": (Kind.BYTES_LIST,)}


@recipe(
    "encoded-files",
    title="Files of encoded text are binary files",
    stage="text",
    having=("encode", "compress", "b64decode", "decompress", "dumps", "unhexlify"),
    raw=r"['\"][wa]t?\+?['\"]",
)
def encoded_files(source: Source, hit: Hit) -> Match | None:
    """``open(path, 'w').write(text.encode('utf-8'))``, also by a name or in a ``with``: the mode has a ``b``.

    Only where nothing but bytes and plain literals, which become bytes too, is written to the file, and it is used
    for nothing else.
    """
    lexed = source.lexed
    if lexed.string_holding(hit.start) is None or lexed.words.isdisjoint(_OPENERS):
        return None
    literal = literals.around(source.node(hit.start, hit.end))
    mode, opened = mode_of(source, literal), nodes.taker(literal)
    if mode is None or opened is None or mode_argument(opened) != literal or source.legacy_only(opened):
        return None
    function = opened.child_by_field_name("function")
    if function is None or function.text not in _OPENERS or not source.is_builtin(function):
        return None
    if len(nodes.arguments(opened)) != 2 or not _takes_bytes(source, opened):
        return None
    kept = mode.replace(b"t", b"")
    edit = with_mode(source, opened, kept[:1] + b"b" + kept[1:])
    return Match(hit.start, (edit,), again=True) if edit is not None else None


def _takes_bytes(source: Source, opened: Node) -> bool:
    """Whether what is written to the file that ``opened`` gives is bytes, or may become bytes."""
    kinds, sure = kinds_of(source), False
    for attribute in _uses(source, opened):
        name = attribute.child_by_field_name("attribute") if attribute is not None else None
        call = nodes.call_of(attribute) if attribute is not None else None
        if name is None or attribute is None or attribute.type != "attribute":
            return False
        if name.text in _QUIET:
            continue
        given = nodes.plain_arguments(call) if call is not None else None
        if given is None or len(given) != 1:
            return False
        kind = kinds.of(given[0])
        if kind not in _WRITES.get(name.text or b"", ()) and not (name.text == b"write" and kind is Kind.NATIVE):
            return False
        sure = sure or kind is not Kind.NATIVE
    return sure


def _uses(source: Source, opened: Node) -> Iterator[Node | None]:
    """``x.method`` for each use of the file; None for one that is no attribute of a name given nothing but the file."""
    holder, target = nodes.outermost(opened).parent, given_to(opened)
    if holder is not None and holder.type == "attribute":
        yield holder
    elif target is None or target.type != "identifier":
        yield None
    else:
        scope = enclosing_scope(target)
        for use in source.bindings.uses(target.text or b""):
            if use == target or not nodes.contains(scope, use):
                continue
            binders = reaching(source, use)
            if target in binders:
                yield use.parent if len(binders) == 1 else None
