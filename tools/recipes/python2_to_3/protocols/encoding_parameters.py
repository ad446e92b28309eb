"""``def __str__(self, encoding=DEFAULT)``: text, unless an encoding is asked for."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.classes import enclosing_class
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace
from tools.syntax.words import occurrences

_NAMES = re.compile(rb"(?:\w+_)?(?:encoding|charset)\Z")
_UNPLAIN = ("list_splat_pattern", "dictionary_splat_pattern", "keyword_separator", "tuple_pattern")


@recipe(
    "encoding-parameters",
    title="__str__ gives text unless an encoding is asked for",
    stage="protocols",
    pattern=r"\bdef[ \t]+__str__[ \t]*\([ \t]*\w+[ \t]*,",
    having=("encode",),
)
def encoding_parameters(source: Source, hit: Hit) -> Match | None:
    """The parameter ``encoding`` of ``__str__``, with an encoding as its default, in a class whose module gives text
    where there is none (``if encoding: x = x.encode(encoding)``): the default is None.

    So it is for the other methods of the file that have the same constant as their default. Each that does more
    than hand its encoding on encodes what it gives without one, instead of mixing bytes with literals.
    """
    name = source.node(hit.start, hit.end).child_by_field_name("name")
    definition = name.parent if name is not None else None
    if definition is None or definition.type != "function_definition" or source.legacy_only(definition):
        return None
    parameter = _parameter(source, definition)
    if parameter is None or enclosing_class(definition) is None or not _is_optional(source, parameter):
        return None
    edits: list[Edit] = []
    for function, one in _alike(source, definition, parameter):
        edits += _changed(source, function, one)
    return Match(hit.start, tuple(edits))


def _parameter(source: Source, definition: Node) -> Node | None:
    """The parameter of ``definition`` that is an encoding and has one as its default: a literal, or a constant."""
    holder = definition.child_by_field_name("parameters")
    for one in holder.named_children if holder is not None else ():
        name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
        if one.type != "default_parameter" or name is None or value is None or not _NAMES.match(name.text or b""):
            continue
        if value.type == "string" or (value.type == "identifier" and _is_constant(source, value)):
            return one
    return None


def _is_constant(source: Source, name: Node) -> bool:
    binders = source.bindings.binders(name.text or b"")
    parent = binders[0].parent if len(binders) == 1 else None
    right = parent.child_by_field_name("right") if parent is not None and parent.type == "assignment" else None
    return right is not None and right.type == "string"


def _is_optional(source: Source, parameter: Node) -> bool:
    """Whether the file asks if there is an encoding of that name, and encodes with it."""
    name = re.escape((parameter.child_by_field_name("name") or parameter).text or b"")
    mask = source.lexed.mask
    asked = re.search(rb"\bif[ \t]+" + name + rb"[ \t]*(?:is[ \t]+not[ \t]+None[ \t]*)?:", mask)
    return asked is not None and re.search(rb"\.encode\([ \t]*" + name + rb"\b", mask) is not None


def _alike(source: Source, definition: Node, parameter: Node) -> Iterator[tuple[Node, Node]]:
    """(method, its parameter) for ``definition``, and for all methods with the same constant as default."""
    yield definition, parameter
    value = parameter.child_by_field_name("value")
    if value is None or value.type != "identifier":
        return
    for at in occurrences(source.lexed.mask, value.text or b""):
        one = source.node(at, at + len(value.text or b"")).parent
        function = nodes.ancestor(one, "function_definition") if one is not None else None
        if one is None or function is None or one.type != "default_parameter" or one == parameter:
            continue
        holder = one.parent
        if holder is not None and holder.parent == function and enclosing_class(function) is not None:
            yield function, one


def _changed(source: Source, function: Node, parameter: Node) -> Iterator[Edit]:
    """The default, and what is done where an encoding is asked for."""
    value, name = parameter.child_by_field_name("value"), parameter.child_by_field_name("name")
    around = enclosing_class(function)
    if value is None or name is None or around is None:
        return
    yield replace(value, b"None")
    body, holder = function.child_by_field_name("body"), function.child_by_field_name("parameters")
    statements = [one for one in body.named_children if one.type != "comment"] if body is not None else []
    if statements and _is_docstring(statements[0]):
        statements = statements[1:]
    if holder is None or not statements or any(one.type in _UNPLAIN for one in holder.named_children):
        return
    if len(statements) == 1 and _hands_on(source, statements[0], name):
        return
    first, lexed = statements[0], source.lexed
    head = lexed.indentation(first.start_byte)
    if source.data[lexed.line_start(first.start_byte) : first.start_byte].strip():
        return
    step = b"\t" if head.startswith(b"\t") else b"    "
    given = b", ".join(_given(one, parameter) for one in holder.named_children if one.type != "comment")
    target = (around.child_by_field_name("name") or around).text or b""
    method = (function.child_by_field_name("name") or function).text or b""
    encoding = name.text or b""
    lines = (
        b"if %s:" % encoding,
        b"%s%sreturn %s.%s(%s).encode(%s)" % (head, step, target, method, given, encoding),
        head,
    )
    yield insert(first.start_byte, lexed.newline.join(lines))


def _is_docstring(statement: Node) -> bool:
    return statement.type == "expression_statement" and statement.named_children[0].type == "string"


def _given(parameter: Node, encoding: Node) -> bytes:
    """What a method hands itself in the place of ``parameter``."""
    if parameter == encoding:
        return b"None"
    return (parameter.child_by_field_name("name") or parameter).text or b""


def _hands_on(source: Source, statement: Node, name: Node) -> bool:
    """Whether ``statement`` only returns what another method gives for the encoding ``name``."""
    value = statement.named_children[0] if statement.type == "return_statement" and statement.named_children else None
    if value is None or value.type != "call":
        return False
    return any(source.text(one) == name.text for one in nodes.arguments(value)) and not source.text(value).startswith(
        (b'"', b"'")
    )
