"""Requirements that are part of the standard library now, and cannot be installed on it."""

import re

from tools.recipes.python2_to_3._shared.setup_script import content, is_setup_script, take_out
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_KEYWORDS = ("install_requires", "tests_require", "requires", "setup_requires")
_BACKPORT = re.compile(
    rb"(?:argparse|backport_collections|celementtree|cElementTree|ctypes|elementtree|enum34|functools32|futures"
    rb"|hashlib|importlib|multiprocessing|ordereddict|pathlib|pysqlite|ssl|subprocess32|unittest2|uuid|wsgiref)"
    rb"\s*(?:[<>=!~(].*)?\Z"
)


@recipe(
    "backport-requirements",
    title="Requirements on backports go: the standard library has them",
    stage="packaging",
    words=_KEYWORDS,
    any_dialect=True,
)
def backport_requirements(source: Source, hit: Hit) -> Match | list[Match] | None:
    """The strings in the list given to ``install_requires`` and the like in a setup script."""
    name = source.node(hit.start, hit.end)
    holder = name.parent
    if not is_setup_script(source) or holder is None or holder.type not in ("keyword_argument", "assignment"):
        return None
    value = holder.child_by_field_name("value" if holder.type == "keyword_argument" else "right")
    if value is None or value.type not in ("list", "tuple"):
        return None
    return [
        Match(child.start_byte, (take_out(source, child),))
        for child in value.named_children
        if child.type == "string" and _BACKPORT.match(content(source, child) or b"")
    ]
