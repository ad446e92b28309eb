"""Tests of what an FTP server says its host is: the client believes it only where it is told to."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.argument_wants import EQUALITIES
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert
from tools.syntax.words import occurrences

_TRUST = b"trust_server_pasv_ipv4_address"


@recipe(
    "ftp-hosts",
    title="Tests that compare the host an FTP server names are given that host",
    stage="tests",
    words=("makepasv",),
)
def ftp_hosts(source: Source, hit: Hit) -> Match | None:
    """``host, port = client.makepasv()`` in a test that asserts what ``host`` equals: since 3.9 that is the host the
    connection was made to, unless ``client.trust_server_pasv_ipv4_address`` is set.

    Once a test, before the first of them. Everything else keeps the safer way.
    """
    found = nodes.method_call(source.node(hit.start, hit.end))
    if found is None or not source.is_test or _TRUST in source.lexed.words or b"ftplib" not in source.lexed.words:
        return None
    if found.object.type not in ("identifier", "attribute") or not _is_asserted(source, found.call):
        return None
    scope, statement = enclosing_scope(found.call), nodes.statement(found.call)
    for at in occurrences(source.lexed.mask, b"makepasv", scope.start_byte, hit.start):
        earlier = nodes.method_call(source.node(at, at + len(b"makepasv")))
        if earlier is not None and _is_asserted(source, earlier.call):
            return None
    line = source.text(found.object) + b"." + _TRUST + b" = True" + source.lexed.newline
    return Match(hit.start, (insert(statement.start_byte, line + source.lexed.indentation(statement.start_byte)),))


def _is_asserted(source: Source, call: Node) -> bool:
    """Whether ``call`` gives a host, by the first of several names, that is compared in the same function."""
    assignment = call.parent
    names = assignment.child_by_field_name("left") if assignment is not None else None
    if assignment is None or assignment.type != "assignment" or names is None or names.type != "pattern_list":
        return False
    scope, host = enclosing_scope(call), names.named_children[0]
    if scope.type != "function_definition" or host.type != "identifier":
        return False
    takers = (nodes.taker(use) for use in using.uses(source, host.text or b"", scope))
    functions = (taker.child_by_field_name("function") for taker in takers if taker is not None)
    return any(one is not None and (one.text or b"").rpartition(b".")[2] in EQUALITIES for one in functions)
