"""What a piece of test code asserts, counted from the syntax tree of either dialect."""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from tools.checks.detection.facts import name_of, text_of

STRONG, WEAK = "strong", "weak"

_METHOD = re.compile(rb"^(?:assert|fail|expect)\w*$|^assert_$|^(?:eq|ok)_$|^raises$|^deprecated_call$|^warns$")
_WEAK = re.compile(
    rb"^(?:assert_|assertTrue|assertFalse|failUnless|failIf|ok_|assertIsNotNone|assert_true|assert_false|fail"
    rb"|assertIsNone|assert_is_not_none)$"
)
_SKIPS = re.compile(
    rb"^(?:skip\w*|xfail|expectedFailure|expected_failure|SkipTest|importorskip|nottest|todo|skipTest|exit)$"
)
_BROAD = re.compile(rb"^\(?\s*(?:Exception|BaseException|StandardError|AssertionError|self\.failureException)\b")
_ANY_BROAD = re.compile(rb"\b(?:Exception|BaseException|StandardError|AssertionError|failureException)\b")
_SWALLOWERS = re.compile(rb"\b(?:suppress|raises|assertRaises\w*|failUnlessRaises|ignored)\s*\(")
_TRUE = frozenset({b"True", b"1", b"not False", b"not None", b"not 0", b"not ()", b"not []"})
_FALSE = frozenset({b"False", b"0", b"None", b"()", b"[]", b"{}", b"''", b'""', b"not True", b"not 1"})
_UNICODE = re.compile(rb"\b[uU](?=['\"])")
_LONG = re.compile(rb"\b(\d+)[lL]\b")
_SCOPES = ("function_definition", "class_definition", "lambda")
_ENDS = ("return_statement", "raise_statement", "continue_statement", "break_statement")


def measure(body: Node) -> Counter[str]:
    """Counts of one function's body, nested scopes apart.

    ``strong`` and ``weak`` assertions that can be reached; ``nested``: assertions in functions defined
    inside; ``trivial``: assertions that hold whatever happens; ``skips``; ``returns``; ``yields``;
    ``swallowed``: assertions whose failure a handler hides; ``patches``: test machinery replaced.
    """
    counts: Counter[str] = Counter()
    _walk(body, counts, swallowed=False)
    return counts


def _walk(node: Node, counts: Counter[str], *, swallowed: bool) -> None:
    for child in _reachable(node):
        if child.type in _SCOPES:
            inner = measure(child)
            counts["nested"] += inner[STRONG] + inner[WEAK] + inner["nested"]
            for kind in ("skips", "trivial", "patches"):
                counts[kind] += inner[kind]
            continue
        _count(child, counts, swallowed)
        if child.type == "try_statement":
            _try(child, counts, swallowed)
        elif child.type == "with_statement":
            _walk(child, counts, swallowed=swallowed or _suppresses(child))
        else:
            _walk(child, counts, swallowed=swallowed)


def _reachable(node: Node) -> Iterator[Node]:
    """The children that can run: none after a statement that leaves, none under a false condition."""
    if node.type in ("if_statement", "while_statement"):
        condition = node.child_by_field_name("condition")
        words = text_of(condition).strip(b"() ") if condition is not None else b""
        if words in _FALSE:
            yield from (c for c in node.named_children if c.type in ("else_clause", "elif_clause"))
            return
        if words in _TRUE:
            consequence = node.child_by_field_name("consequence") or node.child_by_field_name("body")
            yield from ([consequence] if consequence is not None else [])
            return
    for child in node.named_children:
        yield child
        if node.type in ("block", "module") and child.type in _ENDS:
            return


def _count(node: Node, counts: Counter[str], swallowed: bool) -> None:
    if node.type == "return_statement":
        counts["returns"] += 1
    elif node.type == "yield":
        counts["yields"] += 1
    elif node.type == "assert_statement":
        counts[WEAK] += 1
        counts["swallowed"] += swallowed
        counts["trivial"] += _always(node.named_children[0] if node.named_children else None)
    elif node.type == "raise_statement" and _raises_skip(node):
        counts["skips"] += 1
    elif node.type == "call":
        _call(node, counts, swallowed)
    elif node.type in ("assignment", "delete_statement"):
        counts["patches"] += _patches(node)


def _call(node: Node, counts: Counter[str], swallowed: bool) -> None:
    name = called(node)
    if _SKIPS.match(name) and not _is_exit_of_system(node):
        counts["skips"] += 1
    elif _METHOD.match(name):
        counts[WEAK if _WEAK.match(name) else STRONG] += 1
        counts["swallowed"] += swallowed
        counts["trivial"] += _trivial_call(name, node)
    elif name in (b"setattr", b"patch", b"object") and _MACHINERY.search(text_of(node)):
        counts["patches"] += 1


def _raises_skip(node: Node) -> bool:
    """Whether ``raise SkipTest`` is written without a call; calls are counted as such."""
    raised = node.named_children[0] if node.named_children else None
    return raised is not None and raised.type != "call" and b"SkipTest" in text_of(raised)


def _is_exit_of_system(node: Node) -> bool:
    return called(node) == b"exit" and not text_of(node).startswith((b"pytest.", b"py.test."))


def called(call: Node) -> bytes:
    """The last part of the name a call calls."""
    function = call.child_by_field_name("function")
    if function is None:
        return b""
    if function.type == "attribute":
        attribute = function.child_by_field_name("attribute")
        return text_of(attribute) if attribute is not None else b""
    return text_of(function)


def _trivial_call(name: bytes, call: Node) -> bool:
    holder = call.child_by_field_name("arguments")
    arguments = [a for a in (holder.named_children if holder is not None else []) if a.type != "comment"]
    if not arguments:
        return False
    lowered = name.lower()
    if lowered in (b"assertfalse", b"failif", b"assert_false"):
        return text_of(arguments[0]).strip() in _FALSE
    if _WEAK.match(name) and b"none" not in lowered and lowered != b"fail":
        return _always(arguments[0])
    equal = b"equal" in lowered or lowered in (b"eq_", b"assertis", b"assert_is")
    negated = b"not" in lowered or lowered.startswith(b"failif")
    same = len(arguments) > 1 and _plain(arguments[0]) == _plain(arguments[1])
    return equal and not negated and same and arguments[0].type != "call"


def _plain(node: Node) -> bytes:
    """The source of an expression as both dialects write it: ``u'a'`` and ``1L`` were always ``'a'`` and ``1``."""
    return _LONG.sub(rb"\1", _UNICODE.sub(b"", text_of(node)))


def _always(node: Node | None) -> bool:
    """Whether an expression is true whatever the code does."""
    if node is None:
        return False
    if node.type == "parenthesized_expression":
        return _always(node.named_children[0] if node.named_children else None)
    if node.type in ("tuple", "list", "dictionary", "set"):
        return bool(node.named_children)
    if node.type in ("string", "concatenated_string"):
        return text_of(node).strip(b"ubrUBR") not in (b"''", b'""')
    if node.type in ("integer", "float"):
        return text_of(node).strip(b"0.lL") != b""
    if node.type == "lambda":
        return True
    if node.type == "boolean_operator":
        sides = [node.child_by_field_name("left"), node.child_by_field_name("right")]
        is_or = any(child.type == "or" for child in node.children)
        return any(map(_always, sides)) if is_or else all(map(_always, sides))
    if node.type == "comparison_operator" and len(node.named_children) == 2:
        left, right = node.named_children
        operator = text_of(node)[left.end_byte - node.start_byte : right.start_byte - node.start_byte].strip()
        return operator in (b"==", b"is", b"<=", b">=") and _plain(left) == _plain(right) and left.type != "call"
    return text_of(node).strip() in _TRUE


def _try(node: Node, counts: Counter[str], swallowed: bool) -> None:
    hides = any(_hides(clause) for clause in node.named_children if clause.type == "except_clause")
    hides = hides or any(
        clause.type == "finally_clause" and b"return" in text_of(clause) for clause in node.named_children
    )
    for child in node.named_children:
        if child.type == "block":
            _walk(child, counts, swallowed=swallowed or hides)
        else:
            _walk(child, counts, swallowed=swallowed)


def _hides(clause: Node) -> bool:
    """Whether an except clause catches a failed assertion and lets the test pass."""
    caught = [c for c in clause.named_children if c.type not in ("block", "comment")]
    head = text_of(caught[0]) if caught else b""
    if head and not (_BROAD.match(head) or _ANY_BROAD.search(head)):
        return False
    body = [c for c in clause.named_children if c.type == "block"]
    inside: Counter[str] = Counter()
    for block in body:
        _walk(block, inside, swallowed=False)
    raises = any(b"raise" in text_of(block) for block in body)
    return not raises and not inside[STRONG] and not inside[WEAK]


def _suppresses(node: Node) -> bool:
    head = text_of(node).split(b"\n", 1)[0]
    return bool(_SWALLOWERS.search(head) and _ANY_BROAD.search(head))


_MACHINERY = re.compile(
    rb"\b(?:unittest2?|pytest|_pytest|nose|doctest)\b|\bTestCase\b|\bself\s*\.\s*(?:assert|fail)\w*\s*=[^=]"
    rb"|\b(?:sys\.modules|__builtins?__|builtins)\b"
)


def _patches(node: Node) -> int:
    target = node.child_by_field_name("left") if node.type == "assignment" else node
    if target is None or target.type not in ("attribute", "subscript", "delete_statement"):
        return 0
    return int(bool(_MACHINERY.search(text_of(target) + b" = x")))


def overrides(class_body: Node | None) -> set[str]:
    """Names of methods and attributes of a test class that replace the test machinery's own."""
    found: set[str] = set()
    for child in class_body.named_children if class_body is not None else ():
        definition = child.child_by_field_name("definition") if child.type == "decorated_definition" else child
        name = ""
        if definition is not None and definition.type == "function_definition":
            name = name_of(definition)
        elif child.type == "expression_statement" and child.named_children:
            left = child.named_children[0].child_by_field_name("left")
            name = text_of(left).decode("utf-8", "replace") if left is not None else ""
        if re.match(
            r"^(?:assert|fail(?:Unless|If|_|$))\w*$|^failureException$|^__(?:call|test|getattr\w*)__$|^run$|"
            r"^(?:_?call\w*|defaultTestResult|skipTest|debug|countTestCases|id|doCleanups)$",
            name,
        ):
            found.add(name)
    return found
