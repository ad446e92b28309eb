"""The functions of ``string`` are methods of text; its letters are ASCII letters."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import binding_scope, enclosing_scope, is_reference
from tools.recipes.python2_to_3._shared.builtin_names import spelled
from tools.recipes.python2_to_3._shared.removal import remove
from tools.recipes.python2_to_3._shared.string_functions import (
    CONSTANTS,
    ERRORS,
    FUNCTIONS,
    GONE,
    JOINS,
    METHOD_NAMES,
    METHODS,
)
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace


@recipe(
    "string-function",
    title="Functions of the string module become methods",
    stage="builtins",
    words=sorted(name.decode() for name in GONE),
)
def string_function(source: Source, hit: Hit) -> Match | None:
    """``string.f``, where ``string`` is the module, and names imported from it.

    A call becomes the method's; a function handed on becomes ``str.f``, which takes the same arguments.
    """
    if b"string" not in source.lexed.words:
        return None
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or source.legacy_only(name):
        return None
    word = name.text or b""
    function: Node | None = name
    if nodes.is_attribute(name):
        function = name.parent
        holder = function.child_by_field_name("object") if function is not None else None
        if holder is None or not _is_module(source, holder):
            return None
    elif not _is_imported(source, name, word):
        return None
    if function is None:
        return None
    if word in CONSTANTS:
        return Match(hit.start, (replace(name, CONSTANTS[word]),)) if function != name else None
    if word in FUNCTIONS or word in ERRORS:
        text, imports = spelled(source, FUNCTIONS.get(word, b"ValueError"), function)
        return Match(hit.start, (replace(function, text), *imports), again=function == name)
    call = nodes.call_of(function)
    if call is None:
        return _handed_on(source, function, word)
    passed = nodes.plain_arguments(call)
    if not passed or word not in METHODS | JOINS:
        return Match(hit.start, message="the string module's function is gone")
    if word in JOINS:
        return Match(hit.start, _joined(source, call, passed), again=True)
    return Match(hit.start, (replace(call, _method(source, word, passed)),), again=True)


def _joined(source: Source, call: Node, passed: list[Node]) -> tuple[Edit, ...]:
    """``sep.join(words)``, around the words: other recipes may change these."""
    separator = nodes.operand(source.text(passed[1]), passed[1]) if len(passed) > 1 else b"' '"
    words = passed[0]
    return (
        Edit(start=call.start_byte, end=words.start_byte, text=separator + b".join("),
        Edit(start=words.end_byte, end=call.end_byte, text=b")"),
    )


def _method(source: Source, word: bytes, passed: list[Node]) -> bytes:
    rest = b", ".join(source.text(node) for node in passed[1:])
    return nodes.operand(source.text(passed[0]), passed[0]) + b"." + METHOD_NAMES.get(word, word) + b"(" + rest + b")"


def _handed_on(source: Source, function: Node, word: bytes) -> Match | None:
    parent = function.parent
    if parent is None or parent.type in ("dotted_name", "aliased_import", "import_from_statement"):
        return None
    if parent.type == "assignment" and parent.child_by_field_name("left") == function:
        return None
    if word in METHODS:
        text, imports = spelled(source, b"str." + METHOD_NAMES.get(word, word), function)
        return Match(function.start_byte, (replace(function, text), *imports), again=True)
    if word in JOINS:
        text = b"(lambda words, sep=' ': sep.join(words))"
        return Match(function.start_byte, (replace(function, text),), again=True)
    return Match(function.start_byte, message="the string module no longer has this")


def _is_module(source: Source, holder: Node) -> bool:
    """Whether the name ``string`` is the module here, and no parameter or variable hides it."""
    if holder.text != b"string" or holder.type != "identifier":
        return False
    bound = [i for i in source.imports.of("string") if i.name is None and i.bound == "string"]
    if not bound:
        return False
    scope = enclosing_scope(holder)
    while scope.parent is not None:
        here = source.bindings.in_scope(b"string", scope)
        if here:
            return all(nodes.ancestor(node, "import_statement") is not None for node in here)
        scope = enclosing_scope(scope)
    return True


def _is_imported(source: Source, name: Node, word: bytes) -> bool:
    """Whether the bare name was imported from ``string``, and nothing else binds it."""
    imported = source.imports.of("string")
    if any(i.name == word.decode() == i.bound for i in imported):
        if _rebound(source, word):
            return False
        return is_reference(name) and binding_scope(name) is None and name.parent is not None
    return any(i.name == "*" for i in imported) and word not in CONSTANTS and source.is_builtin(name)


@recipe(
    "string-import",
    title="The string module no longer has these names",
    stage="builtins",
    having=("string",),
    pattern=r"\bfrom[ \t]+string[ \t]+import\b",
)
def string_import(source: Source, hit: Hit) -> Match | None:
    """``from string import join, letters``: functions, whose uses become methods, are imported no more;
    letters are imported by their new name, as their old one. Functions stay as long as a use of one can still
    become a method's: what is around it may have to change first."""
    statement: Node | None = source.node(hit.start, hit.end)
    if statement is None or statement.type != "import_from_statement" or source.legacy_only(statement):
        return None
    kept, dropped = [], False
    for imported in source.imports.of("string"):
        if imported.statement != statement:
            continue
        word = (imported.name or "").encode()
        if word in CONSTANTS:
            kept.append(CONSTANTS[word] + b" as " + imported.bound.encode())
            dropped = True
        elif word not in GONE:
            kept.append(source.text(imported.node))
        elif imported.bound.encode() != word or _rebound(source, word):
            return Match(hit.start, message="the string module no longer has this")
        elif _waits(source, word):
            kept.append(source.text(imported.node))
        else:
            dropped = True
    if not dropped:
        return None
    if not kept:
        return Match(hit.start, (remove(source, statement),))
    return Match(hit.start, (replace(statement, b"from string import " + b", ".join(kept)),))


def _waits(source: Source, word: bytes) -> bool:
    """Whether a use of the imported name ``word`` is still to be changed."""
    found = (string_function.visit(source, Hit(n.start_byte, n.end_byte)) for n in source.bindings.uses(word))
    return any(isinstance(match, Match) and match.edits for match in found)


def _rebound(source: Source, word: bytes) -> bool:
    """Whether anything but an import binds ``word``; methods of that name do not count."""
    for node in source.bindings.binders(word):
        scope = binding_scope(node)
        method = scope is None or scope.type == "class_definition"
        if not method and nodes.ancestor(node, "import_from_statement") is None:
            return True
    return False
