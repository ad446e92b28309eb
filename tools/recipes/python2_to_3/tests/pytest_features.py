"""What older pytest releases had: fixtures by prefix, and code in strings."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_PREFIX = "pytest_funcarg__"


@recipe(
    "pytest-funcarg",
    title="pytest_funcarg__name() becomes a fixture",
    stage="tests",
    pattern=r"\bpytest_funcarg__\w+",
    any_dialect=True,
)
def pytest_funcarg(source: Source, hit: Hit) -> Match | None:
    """A function, at module level or in a class, of the name that made it a fixture before pytest 2.3."""
    name = source.node(hit.start, hit.end)
    definition = name.parent
    if definition is None or definition.type != "function_definition":
        return None
    if definition.child_by_field_name("name") != name:
        return None
    outer = definition.parent if definition.parent and definition.parent.type == "decorated_definition" else definition
    assert outer is not None
    indent = source.lexed.indentation(outer.start_byte)
    decorator = b"@pytest.fixture" + source.lexed.newline + indent
    short = (name.text or b"").removeprefix(_PREFIX.encode())
    edits: tuple[Edit, ...] = (insert(outer.start_byte, decorator), replace(name, short))
    return Match(hit.start, (*edits, *source.ensure_import("import pytest")))


@recipe(
    "raises-string",
    title="Code in a string for raises() becomes a with block",
    stage="tests",
    words=("raises",),
    any_dialect=True,
)
def raises_string(source: Source, hit: Hit) -> Match | None:
    """The statement ``pytest.raises(E, "code")`` (or ``py.test.raises``) becomes ``with pytest.raises(E): code``.

    For one statement in a plain string without escapes; pytest took such strings until 5.0.
    """
    attribute = source.node(hit.start, hit.end).parent
    call = attribute.parent if attribute is not None and attribute.type == "attribute" else None
    if call is None or call.type != "call" or call.child_by_field_name("function") != attribute:
        return None
    statement = call.parent
    arguments = call.child_by_field_name("arguments")
    if statement is None or statement.type != "expression_statement" or arguments is None:
        return None
    if attribute is None or source.text(attribute) not in (b"pytest.raises", b"py.test.raises"):
        return None
    values = [child for child in arguments.named_children if child.type != "comment"]
    code = _code(source, values[1]) if len(values) == 2 else None
    if code is None or len(statement.named_children) != 1:
        return None
    edits = (
        insert(statement.start_byte, b"with "),
        Edit(start=values[0].end_byte, end=statement.end_byte, text=b"): " + code),
    )
    return Match(hit.start, edits)


def _code(source: Source, node: Node) -> bytes | None:
    if node.type != "string":
        return None
    token = source.lexed.string_at(node.start_byte)
    if token is None or token.prefix or len(token.quote) != 1:
        return None
    text = source.data[token.content.start : token.content.end]
    return text if b"\\" not in text and b"\n" not in text and text.strip() else None
