"""Processes whose output is used as text are asked for text."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.flows import endpoints, used_as_bytes, used_as_text, uses_of
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds, kinds_of
from tools.recipes.python2_to_3._shared.openers import with_keyword
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_STREAMS = (b"stdout", b"stderr", b"stdin")


@recipe("process-text", title="Processes speak text", stage="text", words=("Popen", "check_output"))
def process_text(source: Source, hit: Hit) -> Match | None:
    """``subprocess.Popen`` and ``check_output`` whose output is split, searched, compared, formatted or
    printed as text in the same function, and nowhere used as bytes: ``universal_newlines=True``.

    For ``Popen`` that is what ``communicate()`` gives, and what is read of ``stdout`` and ``stderr`` or
    written to ``stdin``.
    """
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(nodes.reference(name)) if name.type == "identifier" else None
    if call is None or source.legacy_only(call):
        return None
    kinds = kinds_of(source)
    kind = kinds.of(call)
    if kind is Kind.OUTPUT:
        places = endpoints(source, call)
    elif kind is Kind.PROCESS:
        places = [place for handle in endpoints(source, call) for place in _output(source, handle)]
    else:
        return None
    if any(used_as_bytes(source, kinds, place) for place in places):
        return None
    if not any(used_as_text(source, kinds, place) or _is_looped(source, kinds, place) for place in places):
        return None
    addition = with_keyword(call, b"universal_newlines=True")
    return Match(hit.start, (addition,), again=True) if addition is not None else None


def _output(source: Source, handle: Node) -> list[Node]:
    """The expressions that give what the process behind ``handle`` wrote."""
    attribute = handle.parent
    if attribute is None or attribute.type != "attribute" or attribute.child_by_field_name("object") != handle:
        return []
    name = attribute.child_by_field_name("attribute")
    if name is None:
        return []
    if name.text == b"communicate":
        call = nodes.call_of(attribute)
        return _communicated(source, call) if call is not None else []
    return _streamed(source, attribute) if name.text in _STREAMS else []


def _communicated(source: Source, call: Node) -> list[Node]:
    parent = call.parent
    if parent is not None and parent.type == "subscript":
        return endpoints(source, parent)
    target = parent.child_by_field_name("left") if parent is not None and parent.type == "assignment" else None
    if target is None:
        return []
    if target.type == "identifier":
        parts = [use.parent for use in uses_of(source, target) if use.parent is not None]
        return [place for part in parts if part.type == "subscript" for place in endpoints(source, part)]
    names = [name for name in target.named_children if name.type == "identifier"]
    return [place for name in names for place in uses_of(source, name)]


def _streamed(source: Source, stream: Node) -> list[Node]:
    """What is read of a stream: by a method, or line by line."""
    found = [stream]
    parent = stream.parent
    if parent is not None and parent.type == "attribute":
        call = nodes.call_of(parent)
        if call is not None and not (parent.text or b"").endswith(b"lines"):
            found += endpoints(source, call)
    elif parent is not None and parent.type == "for_statement":
        target = parent.child_by_field_name("left")
        if target is not None and target.type == "identifier" and parent.child_by_field_name("right") == stream:
            found += uses_of(source, target)
    return found


def _is_looped(source: Source, kinds: Kinds, node: Node) -> bool:
    """Whether the lines of ``node`` are gone through: ``for line in out.splitlines()``."""
    parent = node.parent
    name = parent.child_by_field_name("attribute") if parent is not None and parent.type == "attribute" else None
    return name is not None and name.text == b"splitlines"
