"""The compiled patterns of ``tokenize`` are gone; the texts they were made of are still there."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.statements import Clause, clauses_of, put, render
from tools.recipes.python2_to_3._shared.uses import import_statement, module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_PATTERNS = {
    "double3prog": "Double3",
    "pseudoprog": "PseudoToken",
    "single3prog": "Single3",
    "tokenprog": "Token",
}


@recipe(
    "tokenize-patterns",
    title="Patterns of tokenize are compiled where they are used",
    stage="imports",
    words=sorted(_PATTERNS),
)
def tokenize_patterns(source: Source, hit: Hit) -> Match | None:
    """``tokenize.pseudoprog`` becomes ``re.compile(tokenize.PseudoToken)``, and so does the imported name.

    Name characters of any script count as such, as in the rest of Python 3.
    """
    name = source.node(hit.start, hit.end)
    statement = import_statement(name)
    if source.legacy_only(name) or is_own_module(source, "tokenize"):
        return None
    if statement is not None:
        return _imported(source, hit, statement)
    attribute = name.parent
    if attribute is None or not nodes.is_attribute(name):
        return None
    holder = attribute.child_by_field_name("object")
    if holder is None or module_of(source, holder) != "tokenize":
        return None
    text = b"re.compile(" + source.text(holder) + b"." + _PATTERNS[(name.text or b"").decode()].encode() + b")"
    return Match(hit.start, (replace(attribute, text), *source.ensure_import("import re")))


def _imported(source: Source, hit: Hit, statement: Node) -> Match | None:
    clauses = [clause for _, clause in clauses_of(statement)]
    gone = [clause for clause in clauses if clause.module == "tokenize" and clause.name in _PATTERNS]
    first = min((source.lexed.mask.find((c.name or "").encode(), statement.start_byte) for c in gone), default=-1)
    if statement.type != "import_from_statement" or first != hit.start:
        return None
    wanted = [clause for clause in clauses if clause not in gone]
    lines = render([Clause("re"), *wanted, *(Clause("tokenize", _PATTERNS[c.name or ""]) for c in gone)])
    lines += [f"{c.alias or c.name} = re.compile({_PATTERNS[c.name or '']})" for c in gone]
    return Match(hit.start, (put(source, statement, lines),))
