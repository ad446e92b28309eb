"""``failUnless``, ``assertEquals`` and the other names of TestCase methods that Python 3.12 took away."""

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

ALIASES = {
    "assertAlmostEquals": "assertAlmostEqual",
    "assertEquals": "assertEqual",
    "assertItemsEqual": "assertCountEqual",
    "assertNotAlmostEquals": "assertNotAlmostEqual",
    "assertNotEquals": "assertNotEqual",
    "assertNotRegexpMatches": "assertNotRegex",
    "assertRaisesRegexp": "assertRaisesRegex",
    "assertRegexpMatches": "assertRegex",
    "assert_": "assertTrue",
    "failIf": "assertFalse",
    "failIfAlmostEqual": "assertNotAlmostEqual",
    "failIfEqual": "assertNotEqual",
    "failUnless": "assertTrue",
    "failUnlessAlmostEqual": "assertAlmostEqual",
    "failUnlessEqual": "assertEqual",
    "failUnlessRaises": "assertRaises",
}


@recipe(
    "unittest-aliases",
    title="Names of TestCase methods that are gone",
    stage="tests",
    words=sorted(ALIASES),
    any_dialect=True,
)
def unittest_aliases(source: Source, hit: Hit) -> Match | None:
    """An attribute of one of those names, on anything but a module: the assertion is the same one.

    A file that defines a function of the name itself keeps it: the name may be its own.
    """
    name = source.node(hit.start, hit.end)
    attribute = name.parent
    if name.type != "identifier" or attribute is None or attribute.type != "attribute":
        return None
    holder = attribute.child_by_field_name("object")
    if holder is None or attribute.child_by_field_name("attribute") != name or _is_store(attribute):
        return None
    if _defines(source, name.text or b"") or _is_module(source, holder):
        return None
    return Match(hit.start, (_renamed(source, name, attribute),))


def _renamed(source: Source, name: Node, attribute: Node) -> Edit:
    old = (name.text or b"").decode()
    return replace(name, ALIASES[old].encode())


def _is_store(attribute: Node) -> bool:
    parent = attribute.parent
    return parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == attribute


def _defines(source: Source, name: bytes) -> bool:
    """Whether the file has a function of that name, or gives an attribute of that name a value in a class."""
    return any(
        binder.parent is not None and (binder.parent.type == "function_definition" or _in_class(binder.parent))
        for binder in source.bindings.binders(name)
    )


def _in_class(assignment: Node) -> bool:
    block = assignment.parent.parent if assignment.parent is not None else None
    return (
        assignment.type == "assignment"
        and block is not None
        and block.parent is not None
        and block.parent.type == "class_definition"
    )


def _is_module(source: Source, holder: Node) -> bool:
    """Whether ``holder`` is a module the file imports: one may export a function of that name."""
    module = using.module_of(source, holder)
    return module is not None and not module.rpartition(".")[2][:1].isupper()
