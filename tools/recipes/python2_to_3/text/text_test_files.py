"""Helpers of tests that keep text in files opened as binary: ``def set_file(path, content)``."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import literals
from tools.recipes.python2_to_3._shared.argument_wants import EQUALITIES
from tools.recipes.python2_to_3._shared.flows import used_as_bytes
from tools.recipes.python2_to_3._shared.kind_calls import method_name
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.modes import mode_argument, mode_of
from tools.recipes.python2_to_3._shared.openers import given_to
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_TEXT = (Kind.NATIVE, Kind.TEXT)


@recipe(
    "text-test-files",
    title="Files of text that tests keep are text files",
    stage="builtins",
    having=("open", "file"),
    raw=r"['\"][rwa]b['\"]",
)
def text_test_files(source: Source, hit: Hit) -> Match | None:
    """``open(path, 'wb')`` in a function of a test file that writes a parameter, which every call in the file gives
    text; and ``open(path, 'rb')`` in one that returns what it reads, which every call compares with text.

    A carriage return, or what is no printable ASCII, among it leaves both as they are.
    """
    if not source.is_test or source.lexed.string_holding(hit.start) is None:
        return None
    literal = literals.around(source.node(hit.start, hit.end))
    mode, opened = mode_of(source, literal), nodes.taker(literal)
    if mode is None or opened is None or source.legacy_only(opened):
        return None
    function = opened.child_by_field_name("function")
    if mode_argument(opened) != literal or function is None or function.text not in (b"open", b"file"):
        return None
    definition = enclosing_scope(opened)
    calls = _calls(source, definition)
    if not calls or not source.is_builtin(function):
        return None
    keeps_text = _reads_text(source, opened, calls) if mode == b"rb" else _writes_text(source, opened, calls)
    if not keeps_text:
        return None
    quote = source.text(literal)[-1:]
    return Match(hit.start, (replace(literal, quote + mode[:1] + quote),), again=True)


def _calls(source: Source, definition: Node) -> list[Node]:
    """The calls of the module's function ``definition``; empty where it is used in any other way."""
    name = definition.child_by_field_name("name") if definition.type == "function_definition" else None
    if name is None or enclosing_scope(definition).type != "module":
        return []
    if len(source.bindings.binders(name.text or b"")) != 1:
        return []
    uses = [use for use in source.bindings.uses(name.text or b"") if use != name]
    calls = [call for use in uses if (call := nodes.call_of(use)) is not None]
    return calls if len(calls) == len(uses) else []


def _methods(source: Source, opened: Node) -> Iterator[Node | None]:
    """The method calls on the file that ``opened`` gives; None for anything else that is done with it."""
    holder, target = nodes.outermost(opened).parent, given_to(opened)
    if holder is not None and holder.type == "attribute":
        yield nodes.call_of(holder)
    if target is None or target.type != "identifier":
        return
    scope = enclosing_scope(target)
    for use in source.bindings.uses(target.text or b""):
        if use != target and nodes.contains(scope, use):
            attribute = use.parent
            yield nodes.call_of(attribute) if attribute is not None and attribute.type == "attribute" else None


def _writes_text(source: Source, opened: Node, calls: list[Node]) -> bool:
    """Whether all that is done with the file is to write a parameter, which all ``calls`` give text."""
    found = list(_methods(source, opened))
    writes = [call for call in found if call is not None and method_name(call) == b"write"]
    if len(writes) != 1 or any(call is None or method_name(call) not in (b"write", b"close") for call in found):
        return False
    given = nodes.plain_arguments(writes[0])
    definition = enclosing_scope(opened)
    holder = definition.child_by_field_name("parameters")
    names = [one.text for one in holder.named_children if one.type == "identifier"] if holder is not None else []
    if not given or given[0].text not in names or len(source.bindings.in_scope(given[0].text or b"", definition)) != 1:
        return False
    index, kinds = names.index(given[0].text), kinds_of(source)
    for call in calls:
        passed = nodes.plain_arguments(call)
        if passed is None or len(passed) <= index or kinds.of(passed[index]) not in _TEXT:
            return False
        if _is_binary(source, passed[index]):
            return False
    return True


def _reads_text(source: Source, opened: Node, calls: list[Node]) -> bool:
    """Whether all that is done with the file is to return what it holds, which all ``calls`` compare with text."""
    found = list(_methods(source, opened))
    reads = [call for call in found if call is not None and method_name(call) == b"read"]
    if len(reads) != 1 or any(call is None or method_name(call) not in (b"read", b"close") for call in found):
        return False
    holder = nodes.outermost(reads[0]).parent
    return holder is not None and holder.type == "return_statement" and all(_compared(source, call) for call in calls)


def _compared(source: Source, call: Node) -> bool:
    """Whether ``call`` is compared with text."""
    kinds, node = kinds_of(source), nodes.outermost(call)
    holder = node.parent
    if holder is None or used_as_bytes(source, kinds, call):
        return False
    others = [one for one in holder.named_children if one != node]
    if holder.type == "argument_list" and holder.parent is not None:
        function = holder.parent.child_by_field_name("function")
        if function is None or (function.text or b"").rpartition(b".")[2] not in EQUALITIES:
            return False
    elif holder.type != "comparison_operator":
        return False
    return any(kinds.of(one) in _TEXT and not _is_binary(source, one) for one in others[:1])


def _is_binary(source: Source, node: Node) -> bool:
    """Whether the literals that ``node`` is, or is given, hold what is not the same in a file of text."""
    if node.type == "attribute":
        name = node.child_by_field_name("attribute")
        word = re.escape((name.text or b"") if name is not None else b"")
        return re.search(rb"\b" + word + rb"\s*=[^\n]*(?:\\r|\\x[89a-f]|\\0)", source.data) is not None
    return literals.looks_binary(source, node) or b"\\r" in source.text(node)
