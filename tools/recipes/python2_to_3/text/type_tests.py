"""``isinstance(x, str)`` that means bytes: beside a test for ``unicode``, or before ``x.decode()``."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import bytes_properties
from tools.recipes.python2_to_3._shared.buffers import holds_bytes
from tools.recipes.python2_to_3._shared.byte_flows import is_byte_place
from tools.recipes.python2_to_3._shared.byte_origins import may_hold_bytes
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.shapes import called_at
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_IS_STR = re.compile(rb"[\s\\)]*(?:is|==)[\s\\]*str\b")


@recipe(
    "bytes-tests",
    title="Tests for str beside tests for unicode ask for bytes",
    stage="builtins",
    words=("isinstance", "type"),
)
def bytes_tests(source: Source, hit: Hit) -> Match | None:
    """``isinstance(x, str)`` and ``type(x) is str``, where ``str`` is the builtin, mean bytes in three cases.

    The code they guard decodes ``x``; or the same ``x`` was tested for ``unicode`` before in the same
    function, so that text never gets here; or it is surely bytes by then, and not encoded there. It runs with
    the recipe that makes ``str`` of ``unicode``, while the two can be told apart.
    """
    if b"str" not in source.lexed.words or not _may_ask_for_str(source, hit):
        return None
    test = _test(source, source.node(hit.start, hit.end))
    if test is None or test[1].text != b"str" or not source.is_builtin(test[1]) or source.legacy_only(test[1]):
        return None
    subject, kind, whole = source.text(test[0]), test[1], test[2]
    surely = _is_bytes(source, test[0]) and not _encodes(source, whole, subject)
    if surely or _decodes(source, whole, subject) or _tested_before(source, whole, subject):
        hidden = source.bindings.is_bound(b"bytes", kind)
        return Match(hit.start, (replace(kind, b"type(b'')" if hidden else b"bytes"),))
    return None


def _may_ask_for_str(source: Source, hit: Hit) -> bool:
    """Whether ``str`` stands where the type would, as far as the text tells."""
    mask, opening = source.lexed.mask, called_at(source.lexed, hit.end)
    if opening < 0:
        return False
    closing = source.lexed.closing(opening)
    if mask[hit.start : hit.end] == b"isinstance":
        return mask.find(b"str", opening, closing) >= 0
    return _IS_STR.match(mask, closing + 1) is not None


def _is_bytes(source: Source, tested: Node) -> bool:
    """Whether ``tested`` is surely bytes by then."""
    if bytes_properties.is_given(source, tested):
        return True
    near = may_hold_bytes(source) and is_byte_place(source, tested.start_byte)
    return near and kinds_of(source).of(tested) is Kind.BYTES


def _test(source: Source, name: Node) -> tuple[Node, Node, Node] | None:
    """(what is tested, the type, the whole test) at the builtin ``name``."""
    call = nodes.call_of(name)
    passed = nodes.plain_arguments(call) if call is not None else None
    if call is None or not passed or not source.is_builtin(name):
        return None
    if name.text == b"isinstance":
        return (passed[0], passed[1], call) if len(passed) == 2 and passed[1].type == "identifier" else None
    holder = nodes.outermost(call).parent
    if holder is None or holder.type != "comparison_operator" or len(holder.named_children) != 2 or len(passed) != 1:
        return None
    other = holder.named_children[1]
    operators = {child.type for child in holder.children}
    return (passed[0], other, holder) if other.type == "identifier" and operators & {"is", "=="} else None


def _encodes(source: Source, test: Node, subject: bytes) -> bool:
    """Whether what ``test`` guards, being true, encodes ``subject`` to go on by the same name."""
    guarded, name = _guarded(test), re.escape(subject)
    written = rb"(?<![\w.])%b\s*=\s*%b\s*\.\s*encode\s*\(" % (name, name)
    return guarded is not None and re.search(written, source.text(guarded)) is not None


def _decodes(source: Source, test: Node, subject: bytes) -> bool:
    """Whether what ``test`` guards, being true, decodes ``subject``."""
    guarded = _guarded(test)
    if guarded is None:
        return False
    name = rb"(?<![\w.])" + re.escape(subject)
    pattern = (
        name
        + rb"\s*\.\s*decode\s*\("
        + rb"|\bunicode\s*\(\s*"
        + name
        + rb"\s*,|(?:\bcodecs\.(?:decode|utf_8_decode|latin_1_decode|ascii_decode)\s*\(\s*"
        + rb"|\bgetdecoder\([^()]*\)\s*\(\s*|\blookup\([^()]*\)\.decode\s*\(\s*)"
        + name
        + rb"\s*[,)]"
    )
    text = source.text(guarded)
    decodes = b"decode" in text or b"unicode" in text
    return (decodes and re.search(pattern, text) is not None) or _buffers(source, guarded, subject)


def _buffers(source: Source, guarded: Node, subject: bytes) -> bool:
    """Whether ``subject`` is put into a buffer of bytes there."""
    text = source.text(guarded)
    made = rb"\b(?:c?StringIO\.)?StringIO\(\s*" + re.escape(subject) + rb"\s*\)"
    match = re.search(made, text) if b"StringIO(" in text else None
    if match is None:
        return False
    start = guarded.start_byte
    call = source.node(start + match.start(), start + match.end())
    return call.type == "call" and holds_bytes(source, call)


def _guarded(test: Node) -> Node | None:
    """What is run where ``test`` is true; None where it is not asked for plainly."""
    child = nodes.outermost(test)
    parent = child.parent
    while parent is not None and parent.type == "boolean_operator":
        operator = parent.child_by_field_name("operator")
        if operator is None or operator.text != b"and":
            return None
        if parent.child_by_field_name("left") == child and parent.parent is not None:
            right = parent.child_by_field_name("right")
            if right is not None and b".decode" in (right.text or b""):
                return right
        child, parent = nodes.outermost(parent), nodes.outermost(parent).parent
    if parent is None:
        return None
    if parent.type in ("if_statement", "elif_clause") and parent.child_by_field_name("condition") == child:
        return parent.child_by_field_name("consequence")
    if parent.type == "conditional_expression" and parent.named_children[1] == child:
        return parent.named_children[0]
    return None


def _tested_before(source: Source, test: Node, subject: bytes) -> bool:
    """Whether an earlier test of ``subject`` for ``unicode`` in the same function keeps text away.

    Only one in an earlier branch of the same chain, or one whose branch leaves the function, does.
    """
    scope = enclosing_scope(test)
    for node in source.bindings.uses(b"unicode"):
        if node.start_byte >= test.start_byte or not nodes.contains(scope, node) or not source.is_builtin(node):
            continue
        found = _around(source, node)
        if found is None or source.text(found[0]) != subject or found[1] != node:
            continue
        branch = _branch(found[2])
        if branch is not None and (_same_chain(branch, test) or (_leaves(branch) and _follows(branch, test))):
            return True
    return False


def _around(source: Source, kind: Node) -> tuple[Node, Node, Node] | None:
    holder = kind.parent
    if holder is not None and holder.type == "comparison_operator":
        call: Node | None = holder.named_children[0]
    else:
        call = holder.parent if holder is not None and holder.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    return _test(source, function) if function is not None else None


def _branch(test: Node) -> Node | None:
    """The ``if`` or ``elif`` whose whole condition is ``test``."""
    outer = nodes.outermost(test)
    parent = outer.parent
    if parent is None or parent.type not in ("if_statement", "elif_clause"):
        return None
    return parent if parent.child_by_field_name("condition") == outer else None


def _same_chain(branch: Node, test: Node) -> bool:
    chain = branch if branch.type == "if_statement" else branch.parent
    consequence = branch.child_by_field_name("consequence")
    if chain is None or consequence is None:
        return False
    return nodes.contains(chain, test) and not nodes.contains(consequence, test) and test.start_byte > branch.start_byte


def _leaves(branch: Node) -> bool:
    consequence = branch.child_by_field_name("consequence")
    last = consequence.named_children[-1] if consequence is not None and consequence.named_children else None
    return last is not None and last.type in ("return_statement", "raise_statement", "continue_statement")


def _follows(branch: Node, test: Node) -> bool:
    """Whether ``test`` is reached only past the ``if`` of ``branch``, in the same block or deeper."""
    chain = branch if branch.type == "if_statement" else branch.parent
    block = chain.parent if chain is not None else None
    return chain is not None and block is not None and nodes.contains(block, test) and test.start_byte >= chain.end_byte
