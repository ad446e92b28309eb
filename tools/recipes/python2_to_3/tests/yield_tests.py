"""Tests that yield their cases: pytest no longer runs them."""

from overhaul.domain.findings import Severity
from tools.recipes.bindings import enclosing_scope
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe(
    "yield-tests",
    title="A test that yields its cases",
    stage="tests",
    severity=Severity.WARNING,
    words=("yield",),
    fixable=False,
    any_dialect=True,
)
def yield_tests(source: Source, hit: Hit) -> Match | None:
    """The first ``yield`` of a function called ``test…`` in a test file, unless a decorator says what it is.

    nose runs each case; pytest 4 and later run none. Parametrizing keeps them, and is left to a person.
    """
    if not source.is_test:
        return None
    scope = enclosing_scope(source.node(hit.start, hit.end))
    name = scope.child_by_field_name("name") if scope.type == "function_definition" else None
    if name is None or not (name.text or b"").startswith(b"test"):
        return None
    if scope.parent is not None and scope.parent.type == "decorated_definition":
        return None
    body = scope.child_by_field_name("body")
    if body is None or source.lexed.mask.find(b"yield", body.start_byte, hit.end) != hit.start:
        return None
    return Match(hit.start, message="pytest runs no tests that yield; parametrize, or keep a runner of nose's kind")
