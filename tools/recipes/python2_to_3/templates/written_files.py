"""Bytes are written to a file that was opened as text: it is one of bytes."""

from collections.abc import Iterable

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import enclosing_class
from tools.recipes.python2_to_3._shared.modes import mode_argument, mode_of
from tools.recipes.python2_to_3._shared.openers import with_mode
from tools.recipes.python2_to_3._shared.reaching import member_targets, reaching
from tools.recipes.source import Source, replace
from tools.recipes.template import Failure, Fix, at, template

_OPENERS = frozenset({b"open", b"io.open"})
_STREAMS = frozenset({b"sys.stdout", b"sys.stderr"})


@template(
    "written-files",
    title="files that bytes are written to are opened as binary",
    pattern=r"TypeError: write\(\) argument must be str, not bytes",
)
def written_files(failure: Failure) -> Iterable[Fix]:
    """``self.file = open(path, 'w')`` → ``'wb'`` where ``self.file.write(data)`` failed, wherever the class opens it.

    Where the same name may stand for standard output as well, the bytes go to what lies below that.
    """
    for place in failure.places[:2]:
        for call in place.found("call"):
            function = call.child_by_field_name("function")
            name = function.child_by_field_name("attribute") if function is not None else None
            holder = function.child_by_field_name("object") if function is not None else None
            if holder is None or name is None or name.text not in (b"write", b"writelines"):
                continue
            values = _values(place.source, holder)
            opened = [edit for value in values if (edit := _as_binary(place.source, value)) is not None]
            streams = [_below(value) for value in values if value.text in _STREAMS]
            if opened:
                yield Fix("Open a file as binary that bytes go to", at(place, *opened, *streams))


def _values(source: Source, holder: Node) -> list[Node]:
    """What the name or attribute ``holder`` may have been given."""
    around = enclosing_class(holder)
    if holder.type == "identifier":
        binders = reaching(source, holder)
    elif holder.type == "attribute" and around is not None and source.text(holder).startswith(b"self."):
        binders = member_targets(source, around, source.text(holder)[len(b"self.") :])
    else:
        return []
    found = []
    for binder in binders:
        parent = binder.parent
        if parent is not None and parent.type == "assignment":
            found.append(parent.child_by_field_name("right"))
        elif parent is not None and parent.type == "as_pattern_target" and parent.parent is not None:
            found.append(parent.parent.named_children[0])
    return [nodes.bare(value) for value in found if value is not None]


def _as_binary(source: Source, value: Node) -> Edit | None:
    function = value.child_by_field_name("function") if value.type == "call" else None
    if function is None or function.text not in _OPENERS or nodes.keyword(value, b"encoding") is not None:
        return None
    literal = mode_argument(value)
    mode = mode_of(source, literal) if literal is not None else None
    if mode is None or b"b" in mode or mode[:1] not in (b"w", b"a"):
        return None
    return with_mode(source, value, mode[:1] + b"b" + mode[1:])


def _below(stream: Node) -> Edit:
    text = stream.text or b""
    return replace(stream, b"getattr(" + text + b", 'buffer', " + text + b")")
