"""``__str__`` and ``__repr__`` that return bytes."""

from collections.abc import Iterable

from tools.recipes.python2_to_3._shared.conversions import to_text
from tools.recipes.python2_to_3.templates.returned_kind import definitions
from tools.recipes.python2_to_3.templates.views_and_iterators import returns
from tools.recipes.template import Failure, Fix, template


@template(
    "text-methods",
    title="__str__ and __repr__ return text",
    pattern=r"(__str__|__repr__|__format__) returned non-string \(type bytes\)",
)
def text_methods(failure: Failure) -> Iterable[Fix]:
    """Their ``return`` statements, all of a kind at once where there are several, then each."""
    found = []
    for source, function in definitions(failure, failure.match[1].encode()):
        for value in returns(function):
            found.append(list(to_text(source, value)))
    for kind in range(3):
        edits = [fixes[min(kind, len(fixes) - 1)] for fixes in found if fixes]
        if len(edits) > 1:
            title = "Return text from __str__ and __repr__"
            yield Fix(title, tuple(edit for fix in edits for edit in fix.edits))
    for fixes in found[:8]:
        yield from fixes
