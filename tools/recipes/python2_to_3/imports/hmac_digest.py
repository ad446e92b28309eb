"""``hmac.new(key)`` took MD5 where nothing was said; now it must be said."""

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_FUNCTIONS = ("hmac.new", "hmac.HMAC")
_ALL = 3
"""``new(key, msg, digestmod)``."""


@recipe("hmac-digest", title="hmac.new() is told its digest", stage="imports", words=("new", "HMAC"))
def hmac_digest(source: Source, hit: Hit) -> Match | None:
    """A call of ``new`` or ``HMAC`` of ``hmac`` without a digest: ``digestmod='md5'`` is added."""
    if b"hmac" not in source.lexed.words:
        return None
    name = source.node(hit.start, hit.end)
    function = nodes.reference(name)
    call = nodes.call_of(function)
    if call is None or module_of(source, function) not in _FUNCTIONS or source.legacy_only(call):
        return None
    passed = nodes.arguments(call)
    splats = any(node.type in ("list_splat", "dictionary_splat") for node in passed)
    if splats or len(passed) >= _ALL or nodes.keyword(call, b"digestmod") or is_own_module(source, "hmac"):
        return None
    if not passed:
        return None
    return Match(hit.start, (insert(passed[-1].end_byte, b", digestmod='md5'"),))
