"""Files that hold binary data are opened as binary."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.binary_evidence import evidence
from tools.recipes.python2_to_3._shared.classes import enclosing_class
from tools.recipes.python2_to_3._shared.kind import Kind
from tools.recipes.python2_to_3._shared.modes import mode_argument, mode_of
from tools.recipes.python2_to_3._shared.openers import given_to, with_mode
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "binary-files",
    title="Files of binary data are binary files",
    stage="text",
    pattern=(r"\bopen\(", r"\bfile\("),
    having=("unpack", "pack", "seek", "Struct"),
)
def binary_files(source: Source, hit: Hit) -> Match | None:
    """``f = open(path)``, where what ``f`` reads goes to ``struct.unpack``, what ``struct.pack`` gives is written to
    it, or it is moved about in as text files cannot be: the mode has a ``b``. Also ``self.f``, and in a ``with``.
    """
    name = source.node(hit.start, hit.end - 1)
    call = nodes.call_of(name)
    if call is None or name.type != "identifier" or not source.is_builtin(name) or source.legacy_only(call):
        return None
    literal = mode_argument(call)
    mode = mode_of(source, literal) if literal is not None else b"r"
    if mode is None or b"b" in mode or (literal is None and len(nodes.arguments(call)) != 1):
        return None
    target = given_to(call)
    if target is None or not _is_binary(source, target):
        return None
    kept = mode.replace(b"U", b"").replace(b"t", b"") or b"r"
    edit = with_mode(source, call, kept[:1] + b"b" + kept[1:])
    return Match(hit.start, (edit,)) if edit is not None else None


def _is_binary(source: Source, target: Node) -> bool:
    known = evidence(source)
    if target.type == "identifier":
        return known.parameter(target) is Kind.BYTES_FILE
    around, name = enclosing_class(target), target.child_by_field_name("attribute")
    if around is None or name is None:
        return False
    return known.members.get((around.start_byte, name.text or b"")) is Kind.BYTES_FILE
