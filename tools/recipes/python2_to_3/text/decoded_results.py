"""Methods that give what they wrote into a buffer of text, and whose callers decode it, encode it."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.classes import enclosing_class
from tools.recipes.python2_to_3._shared.decoded_results import DECODED
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of, returns
from tools.recipes.python2_to_3._shared.learned_facts import names_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert


@recipe("decoded-results", title="What is decoded by its callers is bytes", stage="text", words=("getvalue",))
def decoded_results(source: Source, hit: Hit) -> Match | None:
    """``return buffer.getvalue()`` of a buffer of text, in a method that any file of the repository calls as
    ``unicode(x.method(), 'utf-8')`` or ``x.method().decode('utf-8')``. Not where it returns anything else as well."""
    known = names_of(source.project, DECODED)
    found = nodes.method_call(source.node(hit.start, hit.end)) if known else None
    if found is None or nodes.arguments(found.call) or source.legacy_only(found.call):
        return None
    definition = enclosing_scope(found.call)
    name: Node | None = definition.child_by_field_name("name") if definition.type == "function_definition" else None
    around = enclosing_class(definition) if name is not None else None
    if name is None or around is None or (name.text or b"").decode("utf-8", "replace") not in known:
        return None
    if [nodes.bare(value) for value in returns(source, definition)] != [found.call]:
        return None
    if kinds_of(source).of(found.object) is not Kind.TEXT_FILE:
        return None
    return Match(hit.start, (insert(found.call.end_byte, b".encode('utf-8')"),))
