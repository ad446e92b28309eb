"""What Python itself says of errors, as tests expect it: some messages have other words now."""

import re

from tree_sitter import Node

from tools.recipes.python2_to_3._shared.argument_wants import EQUALITIES
from tools.recipes.python2_to_3._shared.literals import content
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, replace

_SAID = (
    r"No module named [A-Za-z_]\w*[\"']",
    r"global name \\?'\w+\\?' is not defined",
    r"could not convert string to float: [A-Za-z_]\w*[\"']",
    r"local variable \\?'\w+\\?' referenced",
    r"module\\?' object has no attribute ",
)
_NAMED = re.compile(rb"(?P<said>No module named|could not convert string to float:) (?P<name>\w+)")
_GLOBAL = re.compile(rb"global (?P<rest>name (?P<quote>\\?')\w+(?P=quote) is not defined)")
_LOCAL = re.compile(rb"local variable (?P<name>(?P<quote>\\?')\w+(?P=quote)) referenced(?P<more> before assignment)?")
_MODULE = re.compile(
    rb"(?P<quote>\\?')module(?P=quote) object(?P<rest> has no attribute (?P=quote)(?P<name>\w+)(?P=quote))"
)
_ASSERTING = {"assert", "assertIn", "assertTrue", "assert_", "assertRaisesRegexp", "failUnless", "fail"} | {
    name.decode() for name in EQUALITIES
}
_COMPARED = frozenset({"comparison_operator", "assert_statement"})
_UPWARDS = frozenset({"argument_list", "parenthesized_expression", "concatenated_string", "keyword_argument"})
_FOUND_IN = frozenset({b"startswith", b"endswith", b"find", b"index", b"count"})


@recipe(
    "error-wording",
    title="Tests expect errors in Python 3's words",
    stage="tests",
    quoted=_SAID,
    having=_ASSERTING,
)
def error_wording(source: Source, hit: Hit) -> Match | None:
    """A literal that is all of such a message, compared or given to an assertion in a test file.

    ``"No module named x"`` → ``"No module named 'x'"``, ``"global name 'x' is not defined"`` → ``"name 'x' is …"``.
    Of which module an attribute is missing is told only where the same function names it: ``load('m.x')``. Other text,
    messages put together, and docstrings are left.
    """
    if not source.is_test:
        return None
    literal: Node | None = source.node(hit.start, hit.end)
    while literal is not None and literal.type in ("string_content", "escape_sequence", "string_start", "string_end"):
        literal = literal.parent
    if literal is None or literal.type != "string" or literal.children[0].text not in (b"'", b'"', b"u'", b'u"'):
        return None
    if not _is_compared(literal) or source.legacy_only(literal):
        return None
    quote = b"'" if literal.children[0].text.endswith(b'"') else b"\\'"
    text = _today(source, literal, content(source, literal), quote)
    if text is None:
        return None
    return Match(hit.start, (replace(literal, literal.children[0].text + text + literal.children[0].text[-1:]),))


def _today(source: Source, literal: Node, said: bytes, quote: bytes) -> bytes | None:
    """The message ``said`` as Python 3.12 says it, quotes within written as ``quote``; None where that is not known."""
    if match := _NAMED.fullmatch(said):
        return match["said"] + b" " + quote + match["name"] + quote
    if match := _GLOBAL.fullmatch(said):
        return match["rest"]
    if match := _LOCAL.fullmatch(said):
        more = b" where it is not associated with a value" if match["more"] else b""
        return b"cannot access local variable " + match["name"] + more
    if (match := _MODULE.fullmatch(said)) and (module := _module_of(source, literal, match["name"])):
        return b"module " + quote + module + quote + match["rest"]
    return None


def _is_compared(literal: Node) -> bool:
    """Whether the literal is compared, asserted, or handed to something that asserts."""
    node = literal.parent
    while node is not None and node.type in _UPWARDS:
        node = node.parent
    if node is None:
        return False
    if node.type == "call":
        function = node.child_by_field_name("function")
        name = (function.text or b"").rpartition(b".")[2] if function is not None else b""
        return name in EQUALITIES | _FOUND_IN or name.startswith((b"assert", b"fail"))
    return node.type in _COMPARED


def _module_of(source: Source, literal: Node, name: bytes) -> bytes:
    """The module whose attribute ``name`` the function around ``literal`` asks for, if it says so in one way only."""
    function: Node | None = literal
    while function is not None and function.type != "function_definition":
        function = function.parent
    if function is None:
        return b""
    text = source.text(function)
    found = set(re.findall(rb"['\"]([A-Za-z_][\w.]*)\." + re.escape(name) + rb"['\"]", text))
    named = re.compile(rb"['\"]" + re.escape(name) + rb"['\"]\]?,\s*([A-Za-z_]\w*)\s*\)")
    for given in named.findall(text):
        bound = source.imports.binding(given.decode())
        if bound and bound[0].name is None:
            found.add(bound[0].module.encode() if given.decode() == bound[0].bound else given)
    return found.pop() if len(found) == 1 else b""
