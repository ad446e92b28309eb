"""``str.decode``, the function: text has nothing to decode, bytes have."""

from tools.recipes.python2_to_3._shared.builtin_names import builtin_at, spelled
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_TYPE = len(b"str")


@recipe(
    "decode-function",
    title="str.decode is bytes.decode",
    stage="builtins",
    pattern=r"\bstr\.decode\b",
    having=("decode",),
)
def decode_function(source: Source, hit: Hit) -> Match | None:
    """``map(str.decode, lines)``, ``str.decode(data, 'utf-8')`` and ``method=str.decode``: looking it up failed."""
    name = builtin_at(source, Hit(hit.start, hit.start + _TYPE))
    if name is None:
        return None
    text, imports = spelled(source, b"bytes", name)
    return Match(hit.start, (replace(name, text), *imports))
