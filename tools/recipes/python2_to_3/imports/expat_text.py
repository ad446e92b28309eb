"""``parser.returns_unicode = True``: a parser of ``pyexpat`` gives text, and has no such attribute any more."""

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.statements import put
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source


@recipe("expat-text", title="Parsers of expat always give text", stage="imports", words=("returns_unicode",))
def expat_text(source: Source, hit: Hit) -> Match | None:
    """A plain assignment of the attribute goes. One that asked for bytes goes as well, and is pointed at."""
    name = source.node(hit.start, hit.end)
    attribute = name.parent
    assignment = attribute.parent if attribute is not None and nodes.is_attribute(name) else None
    if assignment is None or assignment.type != "assignment" or assignment.child_by_field_name("left") != attribute:
        return None
    statement = assignment.parent
    value = assignment.child_by_field_name("right")
    if statement is None or statement.type != "expression_statement" or value is None or source.legacy_only(name):
        return None
    if value.text in (b"True", b"1"):
        return Match(hit.start, (put(source, statement, []),))
    return Match(hit.start, message="a parser of expat always gives text")
