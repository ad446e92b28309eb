"""``implements(IThing)`` in a class's body reached into its frame: today a decorator above the class says it."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.importing import Imported
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.classes import members
from tools.recipes.python2_to_3._shared.fallbacks import settled
from tools.recipes.python2_to_3._shared.layout import is_package
from tools.recipes.python2_to_3._shared.removal import remove
from tools.recipes.python2_to_3._shared.statements import clauses_of, put, render
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_DECORATORS = {
    "zope.interface.implements": "implementer",
    "zope.interface.implementsOnly": "implementer_only",
    "zope.interface.classProvides": "provider",
    "zope.component.adapts": "adapter",
}
"""What left a ``__metaclass__`` in the class's body → the decorator of the same module that does the same."""
_NAMES = frozenset(dotted.rpartition(".")[2].encode() for dotted in _DECORATORS)


@recipe(
    "class-advice",
    title="Interfaces are declared by a class decorator",
    stage="protocols",
    words=sorted(name.decode() for name in _NAMES),
)
def class_advice(source: Source, hit: Hit) -> Match | None:
    """``implements``, ``implementsOnly`` and ``classProvides`` of ``zope.interface``, ``adapts`` of ``zope.component``.

    They found the class by a metaclass left in its namespace, which Python 3 does not look for; the releases that
    run on it have no such names. A name that is used in another way than alone in a class's body stays, import
    and all; so does the distribution that defines them.
    """
    if b"zope" not in source.lexed.words:
        return None
    node = source.node(hit.start, hit.end)
    if node.type != "identifier":
        return None
    statement = using.import_statement(node)
    if statement is not None:
        return _imported(source, hit, node, statement)
    reference = nodes.reference(node)
    dotted = using.module_of(source, reference)
    if dotted not in _DECORATORS or _defined_here(source, dotted):
        return None
    owner = _advised(source, reference)
    if owner is None or not _all_advise(source, reference):
        return Match(hit.start, message="an interface is declared in a way that has no counterpart")
    said = _advice(source, owner)
    if said[0] != reference:
        return None
    return Match(hit.start, _decorated(source, owner, said))


def _advice(source: Source, owner: Node) -> list[Node]:
    """What is called in the class's body to declare interfaces, in order, where all of that can go above it."""
    body = owner.child_by_field_name("body")
    calls = [
        statement.named_children[0]
        for statement in (body.named_children if body is not None else ())
        if statement.type == "expression_statement" and statement.named_children[0].type == "call"
    ]
    functions = [call.child_by_field_name("function") for call in calls]
    return [
        function
        for function in functions
        if function is not None
        and (dotted := using.module_of(source, function)) in _DECORATORS
        and not _defined_here(source, dotted)
        and _all_advise(source, function)
        and _advised(source, function) is not None
    ]


def _decorated(source: Source, owner: Node, functions: list[Node]) -> tuple[Edit, ...]:
    above = b""
    edits: list[Edit] = []
    body = nodes.statement(functions[0]).parent
    kept = len(functions) < len([child for child in body.named_children if child.type != "comment"]) if body else True
    indent = source.data[source.lexed.line_start(owner.start_byte) : owner.start_byte]
    for function in functions:
        call = nodes.call_of(function)
        passed = call.child_by_field_name("arguments") if call is not None else None
        assert call is not None and call.parent is not None and passed is not None
        holder = function.child_by_field_name("object")
        prefix = source.text(holder) + b"." if holder is not None else b""
        decorator = _DECORATORS[using.module_of(source, function) or ""].encode()
        above += b"@" + prefix + decorator + source.text(passed) + source.lexed.newline + indent
        edits.append(remove(source, call.parent) if kept or edits else replace(call.parent, b"pass"))
    return insert(owner.start_byte, above), *edits


def _advised(source: Source, function: Node) -> Node | None:
    """The class whose body holds a call of ``function`` as a statement, where it can be said above the class."""
    call = nodes.call_of(function)
    statement = call.parent if call is not None else None
    body = statement.parent if statement is not None and statement.type == "expression_statement" else None
    owner = body.parent if body is not None else None
    if call is None or owner is None or owner.type != "class_definition" or source.legacy_only(function):
        return None
    if source.data[source.lexed.line_start(owner.start_byte) : owner.start_byte].strip():
        return None
    own = {name for name, _ in members(owner)}
    return None if any(name in own for name in _names_in(call)) else owner


def _names_in(call: Node) -> list[bytes]:
    found, waiting = [], nodes.arguments(call)
    while waiting:
        node = waiting.pop()
        if node.type == "identifier":
            found.append(node.text or b"")
        waiting.extend(node.named_children)
    return found


def _all_advise(source: Source, reference: Node) -> bool:
    """Whether all uses of an imported name can become decorators, so that its import can change."""
    if reference.type != "identifier":
        return True
    scope, bound = using.scope_of(source, reference), source.text(reference)
    return scope is not None and bound in _NAMES and _uses_advise(source, bound, scope)


def _uses_advise(source: Source, bound: bytes, scope: Node) -> bool:
    if not using.only_imported(source, bound.decode(), scope):
        return False
    return all(_advised(source, node) is not None for node in using.uses(source, bound, scope))


def _imported(source: Source, hit: Hit, node: Node, statement: Node) -> Match | None:
    found = [item for item in source.imports.names if item.statement == statement and _is_named(item, node)]
    dotted = f"{found[0].module}.{found[0].name}" if found else ""
    if dotted not in _DECORATORS or _defined_here(source, dotted) or settled(source, statement):
        return None
    bound = found[0].bound.encode()
    if found[0].bound != found[0].name or not _uses_advise(source, bound, enclosing_scope(statement)):
        return None
    old, new = (found[0].name or ""), _DECORATORS[dotted]
    clauses = [clause for _, clause in clauses_of(statement)]
    if any(clause.name == new and not clause.alias for clause in clauses):
        kept = [clause for clause in clauses if clause.name != old]
        return Match(hit.start, (put(source, statement, render(kept)),))
    return Match(hit.start, (replace(node, new.encode()),))


def _is_named(item: Imported, node: Node) -> bool:
    """Whether ``node`` is the imported name itself, not its alias."""
    dotted = item.node.child_by_field_name("name") if item.node.type == "aliased_import" else item.node
    return item.name is not None and dotted is not None and nodes.contains(dotted, node)


def _defined_here(source: Source, dotted: str) -> bool:
    """Whether the repository is the distribution that the name comes from."""
    folder = dotted.rpartition(".")[0].replace(".", "/")
    return any(is_package(source.project, f"{root}/{folder}".lstrip("/")) for root in source.project.roots)
