"""``try: import hashlib …`` with ``except: import sha``: a handler of any error that can only have meant one."""

from tree_sitter import Node

from tools.recipes.importing import Imported
from tools.recipes.python2_to_3._shared.fallbacks import STANDARD
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3.imports.gone_modules import GONE
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_REPLACED = GONE.keys() | {"md5", "sets", "sha"}
"""Modules of Python 2 that were given up for others while it lasted."""
_ANY = frozenset({b"Exception", b"StandardError"})


@recipe(
    "dead-fallback",
    title="A fallback to a module that is gone is for ImportError alone",
    stage="imports",
    having=sorted(_REPLACED),
    pattern=r"\bexcept(?:[ \t]+(?:Exception|StandardError))?[ \t]*:\s*(?:import|from)[ \t]",
)
def dead_fallback(source: Source, hit: Hit) -> Match | None:
    """``except:`` becomes ``except ImportError:`` where what is tried imports from the standard library and does more,
    and the handler, the only one, starts with importing a module that was given up and that Python 3 does not have.

    There the handler fails whatever happens, and would hide why it was reached.
    """
    clause = source.node(hit.start, hit.start + len(b"except"))
    clause = clause if clause.type == "except_clause" else clause.parent or clause
    statement = clause.parent
    if clause.type != "except_clause" or statement is None or source.legacy_only(clause):
        return None
    body, handler = statement.child_by_field_name("body"), clause.named_children[-1]
    clauses = [child for child in statement.named_children if child.type == "except_clause"]
    if body is None or handler.type != "block" or clauses != [clause] or len(_statements(body)) < 2:
        return None
    tried, instead = _imports(source, _statements(body)[0]), _imports(source, _statements(handler)[0])
    if not tried or not instead or not all(_is_there(source, item) for item in tried):
        return None
    if any(_is_there(source, item) or not _is_gone(source, item) for item in instead):
        return None
    caught = _statements(clause)[0]
    if caught == handler:
        return Match(hit.start, (insert(clause.start_byte + len(b"except"), b" ImportError"),))
    return Match(hit.start, (replace(caught, b"ImportError"),)) if caught.text in _ANY else None


def _statements(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"]


def _imports(source: Source, statement: Node) -> list[Imported]:
    return [item for item in source.imports.names if item.statement == statement]


def _is_there(source: Source, item: Imported) -> bool:
    top = item.module.partition(".")[0]
    return top in STANDARD and not is_own_module(source, item.module)


def _is_gone(source: Source, item: Imported) -> bool:
    """Whether ``item`` is of a module of Python 2 that goes by that name no more."""
    if item.module.startswith(".") or is_own_module(source, item.module):
        return False
    return item.module.partition(".")[0] in _REPLACED
