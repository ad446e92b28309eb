"""Builtins that go by another name: ``unichr``, ``xrange``, ``raw_input`` and their like."""

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.builtin_names import builtin_at, spelled
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_NAMES = {
    "unichr": b"chr",
    "xrange": b"range",
    "raw_input": b"input",
    "StandardError": b"Exception",
}


@recipe(
    "renamed-builtin",
    title="unichr, xrange, raw_input and StandardError go by other names",
    stage="builtins",
    words=tuple(_NAMES),
)
def renamed_builtin(source: Source, hit: Hit) -> Match | None:
    """A use of the builtin, as a value or called: same arguments, same meaning.

    ``StandardError`` lies between ``Exception`` and nearly all others in Python 2; where it is caught,
    ``Exception`` catches the same errors and ``StopIteration`` and the warnings as well.
    """
    name = builtin_at(source, hit)
    if name is None:
        return None
    text = _NAMES[(name.text or b"").decode()]
    if nodes.is_attribute(name):
        return Match(hit.start, (replace(name, text),))
    text, imports = spelled(source, text, name)
    return Match(hit.start, (replace(name, text), *imports))
