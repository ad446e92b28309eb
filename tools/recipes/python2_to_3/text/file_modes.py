"""Modes that are gone, and files for pickle that must be binary."""

import re
from collections.abc import Iterable

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.argument_wants import EQUALITIES
from tools.recipes.python2_to_3._shared.kinds import kinds_of
from tools.recipes.python2_to_3._shared.literals import around, as_bytes
from tools.recipes.python2_to_3._shared.modes import mode_argument, mode_of
from tools.recipes.python2_to_3._shared.openers import mode_place, opener, with_mode
from tools.recipes.python2_to_3._shared.shapes import called_at
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_READ = re.compile(rb"[\s\\]*\.[\s\\]*read\b")
_PICKLES = frozenset({"pickle", "marshal"})
_TAKING_MODES = frozenset({b"file", b"mode"})
_FILE_FIRST = ("load", "Unpickler", "Pickler")


@recipe(
    "universal-newlines-mode",
    title="The mode U is the default",
    stage="text",
    quoted=r"U(?<=['\"rb]U)(?=[rwaxbtU+]{0,3}['\"])",
    any_dialect=True,
)
def universal_newlines_mode(source: Source, hit: Hit) -> Match | None:
    """A literal ``'U'``, ``'rU'`` or ``'rbU'`` as the second argument, or the ``mode``, of a call whose
    name ends in ``open`` or is ``file`` or ``fdopen``; or the default of a parameter called ``mode``."""
    if b"open" not in source.lexed.mask.lower() and source.lexed.words.isdisjoint(_TAKING_MODES):
        return None
    token = source.lexed.string_holding(hit.start)
    literal = around(source.node(token.start, token.end)) if token is not None else None
    mode = mode_of(source, literal) if literal is not None else None
    if literal is None or mode is None or b"U" not in mode or not _is_mode(source, literal):
        return None
    plain = mode.replace(b"U", b"")
    quote = source.text(literal)[-1:]
    text = plain if plain.strip(b"b") else b"r" + plain
    return Match(literal.start_byte, (replace(literal, quote + text + quote),))


def _is_mode(source: Source, literal: Node) -> bool:
    holder = literal.parent
    if holder is not None and holder.type == "default_parameter":
        return (holder.child_by_field_name("name") or holder).text == b"mode"
    if holder is not None and holder.type == "keyword_argument":
        return (holder.child_by_field_name("name") or holder).text == b"mode"
    call = holder.parent if holder is not None and holder.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None:
        return False
    name = source.text(function).rpartition(b".")[2].lower()
    return (name.endswith(b"open") or name == b"file") and nodes.arguments(call).index(literal) in (0, 1)


@recipe(
    "pickle-files",
    title="Pickles are bytes",
    stage="text",
    words=("load", "loads", "dump", "Pickler", "Unpickler"),
)
def pickle_files(source: Source, hit: Hit) -> Iterable[Match]:
    """``pickle.load`` and ``dump``, also of ``cPickle`` and ``marshal``, with a file opened as text in the
    same file, ``makefile`` of a socket and ``os.fdopen`` among them; ``loads`` of a literal."""
    name = source.node(hit.start, hit.end)
    function = nodes.reference(name)
    call = nodes.call_of(function) if name.type == "identifier" else None
    if call is None or source.legacy_only(call):
        return
    kinds = kinds_of(source)
    module, _, member = kinds.dotted(function).rpartition(".")
    passed = nodes.arguments(call)
    if module not in _PICKLES or not passed:
        return
    if member == "loads":
        edits = as_bytes(source, nodes.bare(passed[0]))
        if edits:
            yield Match(hit.start, edits)
        return
    place = 0 if member in _FILE_FIRST else 1
    opened = opener(source, kinds, passed[place], streams=True) if len(passed) > place else None
    if opened is None:
        return
    expected = mode_place(opened)
    literal = mode_argument(opened, expected)
    mode = mode_of(source, literal) if literal is not None else b"r"
    if mode is None or b"b" in mode or (literal is None and len(nodes.arguments(opened)) != expected):
        return
    kept = mode.replace(b"U", b"").replace(b"t", b"")
    edit = with_mode(source, opened, kept[:1] + b"b" + kept[1:])
    if edit is not None:
        yield Match(hit.start, (edit,))


@recipe("compared-files", title="Files that are compared are read as they are", stage="text", words=("open", "file"))
def compared_files(source: Source, hit: Hit) -> Iterable[Match]:
    """``open(a).read() == open(b).read()``, also as the two arguments of an assertion: nothing is text there."""
    lexed = source.lexed
    opening = called_at(lexed, hit.end)
    closing = lexed.closing(opening) if opening >= 0 else -1
    if closing < 0 or not _READ.match(lexed.mask, closing + 1):
        return
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    read = _read_at_once(source, call) if call is not None and source.is_builtin(name) else None
    if call is None or read is None or source.legacy_only(call):
        return
    holder = nodes.outermost(read).parent
    parts = holder.named_children if holder is not None else []
    if holder is not None and holder.type == "argument_list" and holder.parent is not None:
        function = holder.parent.child_by_field_name("function")
        if function is None or (function.text or b"").rpartition(b".")[2] not in EQUALITIES:
            return
        parts = nodes.arguments(holder.parent)[:2]
    elif holder is None or holder.type != "comparison_operator":
        return
    opened = [other.child_by_field_name("function") for other in map(nodes.bare, parts) if other.type == "call"]
    calls = [one.child_by_field_name("object") for one in opened if one is not None]
    if len(parts) != 2 or read not in map(nodes.bare, parts):
        return
    if len(calls) == 2 and all(one is not None and _read_at_once(source, one) is not None for one in calls):
        edit = with_mode(source, call, b"rb")
        if edit is not None:
            yield Match(hit.start, (edit,))


def _read_at_once(source: Source, call: Node) -> Node | None:
    """The call of ``read`` on what ``call`` opens as text, to be read."""
    function = call.child_by_field_name("function") if call.type == "call" else None
    if function is None or function.text not in (b"open", b"file"):
        return None
    literal = mode_argument(call)
    if (literal is None and len(nodes.arguments(call)) != 1) or (
        literal is not None and mode_of(source, literal) != b"r"
    ):
        return None
    attribute = call.parent
    name = attribute.child_by_field_name("attribute") if attribute is not None else None
    return nodes.call_of(attribute) if attribute is not None and name is not None and name.text == b"read" else None
