"""``IOError``, ``socket.error`` and their kin are ``OSError``."""

from tree_sitter import Node

from overhaul.domain.findings import Severity
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_BUILTINS = frozenset({b"IOError", b"EnvironmentError", b"WindowsError", b"OSError"})
_MODULES = frozenset({"socket.error", "select.error", "os.error", "mmap.error"})


@recipe(
    "os-errors",
    title="Errors of the system are OSError",
    stage="modern",
    severity=Severity.NOTE,
    words=("except",),
    any_dialect=True,
)
def os_errors(source: Source, hit: Hit) -> Match | None:
    """The old names in an ``except`` clause, and a tuple of them said once."""
    clause = source.node(hit.start, hit.end)
    if clause.type != "except_clause" or not clause.named_children:
        return None
    caught = clause.named_children[0]
    if caught.type == "as_pattern":
        caught = caught.named_children[0]
    if caught.type != "tuple":
        old = _is_old(source, caught) and caught.text != b"OSError"
        return Match(hit.start, (replace(caught, b"OSError"),)) if old else None
    parts = list(caught.named_children)
    if any(part.type == "comment" for part in parts):
        return None
    texts = [b"OSError" if _is_old(source, part) else source.text(part) for part in parts]
    once = list(dict.fromkeys(texts))
    if once == [source.text(part) for part in parts]:
        return None
    text = once[0] if len(once) == 1 else b"(" + b", ".join(once) + b")"
    return Match(hit.start, (replace(caught, text),))


def _is_old(source: Source, node: Node) -> bool:
    node = nodes.bare(node)
    if node.type == "identifier":
        return node.text in _BUILTINS and source.is_builtin(node)
    return node.type == "attribute" and module_of(source, node) in _MODULES
