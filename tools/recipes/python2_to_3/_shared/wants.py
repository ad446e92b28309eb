"""What the place where an expression stands asks of it: bytes, text, or nothing that can be told."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import bytes_properties
from tools.recipes.python2_to_3._shared.argument_wants import EQUALITIES, SURE, by_function, called_with, may_ask, taken
from tools.recipes.python2_to_3._shared.binary_evidence import evidence
from tools.recipes.python2_to_3._shared.helper_parameters import asked_by_helper
from tools.recipes.python2_to_3._shared.kinds import Kind, Kinds
from tools.recipes.python2_to_3._shared.reaching import member_targets, reaching
from tools.recipes.python2_to_3._shared.repository_kinds import concerned
from tools.recipes.python2_to_3._shared.repository_kinds import known as known_of
from tools.recipes.python2_to_3._shared.result_wants import result_wanted
from tools.recipes.source import Source
from tools.syntax.words import occurrences

_COMPREHENSIONS = ("list_comprehension", "generator_expression")
_TAKING_APART = ("assignment", "for_statement", "for_in_clause")
_GROUPS = ("tuple", "list", "set")


def wanted(source: Source, kinds: Kinds, node: Node) -> Kind:
    """``BYTES`` or ``TEXT`` where the company of ``node`` is surely that; ``UNKNOWN`` elsewhere."""
    node = nodes.outermost(node)
    parent = node.parent
    if parent is None:
        return Kind.UNKNOWN
    kind = parent.type
    if kind in _GROUPS and parent.parent is not None:
        return _in_group(source, kinds, node, parent)
    if kind == "comparison_operator":
        return _company(kinds, node, parent)
    if kind == "binary_operator":
        return _operand(source, kinds, node, parent)
    if kind == "argument_list" and parent.parent is not None:
        return _argument(source, kinds, node, parent.parent)
    if kind == "attribute":
        return _joiner(source, kinds, parent)
    if kind in ("assignment", "augmented_assignment"):
        return _value(source, kinds, node, parent)
    if kind == "boolean_operator":
        return _company(kinds, node, parent)
    if kind == "keyword_argument":
        return Kind.BYTES if bytes_properties.is_keyword(source, parent) else Kind.UNKNOWN
    if kind == "conditional_expression":
        return _branch(source, kinds, node, parent)
    return _wanted_otherwise(source, kinds, node, parent)


def _wanted_otherwise(source: Source, kinds: Kinds, node: Node, parent: Node) -> Kind:
    """What is asked of a value returned, of a default, of what a comprehension gives that is joined."""
    if parent.type == "return_statement":
        return result_wanted(source, kinds, node)
    if parent.type == "default_parameter":
        holder, name = parent.parent, parent.child_by_field_name("name")
        start = holder.parent.start_byte if holder is not None and holder.parent is not None else -1
        found = evidence(source).parameters.get((start, (name.text or b"") if name is not None else b""))
        return found if found is not None and found in SURE else Kind.UNKNOWN
    joining = _joining(parent) if parent.type in _COMPREHENSIONS else None
    if joining is None or parent.child_by_field_name("body") != node:
        return Kind.UNKNOWN
    return _joiner(source, kinds, joining)


def _company(kinds: Kinds, node: Node, parent: Node) -> Kind:
    if parent.type == "comparison_operator" and any(child.type in ("in", "not in") for child in parent.children):
        left = parent.named_children[0]
        if left != node and kinds.of(left) is Kind.BYTE:
            return Kind.BYTES
    found = {kinds.of(other) for other in parent.named_children if other != node} & set(SURE)
    return found.pop() if len(found) == 1 else Kind.UNKNOWN


def _in_group(source: Source, kinds: Kinds, node: Node, group: Node) -> Kind:
    """A member of ``x in ('a', 'b')``, of ``x.startswith(('a', 'b'))``, or of what is joined."""
    holder = group.parent
    if holder is None:
        return Kind.UNKNOWN
    if holder.type in _GROUPS and concerned(source):
        return _in_table(source, kinds, node, group)
    if holder.type == "comparison_operator":
        operators = {child.type for child in holder.children if not child.is_named or child.type == "not in"}
        return _company(kinds, group, holder) if operators & {"in", "not in"} else Kind.UNKNOWN
    if holder.type == "argument_list" and holder.parent is not None and group.type == "tuple":
        function = holder.parent.child_by_field_name("function")
        name = function.child_by_field_name("attribute") if function is not None else None
        if name is not None and name.text in (b"startswith", b"endswith"):
            return _argument(source, kinds, group, holder.parent)
    if holder.type == "argument_list" and holder.parent is not None and _is_join(holder.parent):
        return _company(kinds, node, group)
    if holder.type == "argument_list" and holder.parent is not None:
        return Kind.BYTES if taken(source, group, holder.parent) is Kind.BYTES_LIST else Kind.UNKNOWN
    if holder.type == "assignment" and group.type == "list" and (target := holder.child_by_field_name("left")):
        held = target.type == "attribute" and kinds.of(target) is Kind.BYTES_LIST
        return Kind.BYTES if held else Kind.UNKNOWN
    return Kind.UNKNOWN


def _in_table(source: Source, kinds: Kinds, node: Node, row: Node) -> Kind:
    """A column of a constant table, by what is done with it where rows are taken apart: ``a, b = TABLE[…]``."""
    table = row.parent
    assignment = table.parent if table is not None else None
    target = assignment.child_by_field_name("left") if assignment is not None else None
    if assignment is None or assignment.type != "assignment" or target is None or target.type != "identifier":
        return Kind.UNKNOWN
    if enclosing_scope(target).type == "function_definition":
        return Kind.UNKNOWN
    index, name = row.named_children.index(node), target.text or b""
    wishes = set()
    for at in occurrences(source.lexed.mask, name):
        use = source.node(at, at + len(name))
        use = use.parent if use.parent is not None and nodes.is_attribute(use) else use
        if use.parent is not None and use.parent.type == "subscript":
            use = use.parent
        holder = use.parent
        left = holder.child_by_field_name("left") if holder is not None and holder.type in _TAKING_APART else None
        if left is None or left.type not in ("pattern_list", "tuple_pattern") or index >= len(left.named_children):
            continue
        part, scope = left.named_children[index], enclosing_scope(left)
        for other in source.bindings.uses(part.text or b"") if part.type == "identifier" else ():
            if other != part and nodes.contains(scope, other) and part in reaching(source, other):
                wishes.add(wanted(source, kinds, other))
    return Kind.BYTES if Kind.BYTES in wishes and Kind.TEXT not in wishes else Kind.UNKNOWN


def _is_join(call: Node) -> bool:
    function = call.child_by_field_name("function")
    name = function.child_by_field_name("attribute") if function is not None else None
    return name is not None and name.text == b"join"


def _operand(source: Source, kinds: Kinds, node: Node, parent: Node) -> Kind:
    operator = parent.child_by_field_name("operator")
    sign = (operator.text or b"") if operator is not None else b""
    if sign == b"*":
        return wanted(source, kinds, parent)
    if sign != b"+" or is_printed(source, parent):
        return Kind.UNKNOWN
    other = _company(kinds, node, parent)
    if other is not Kind.UNKNOWN:
        return other
    # 'a' + x + data, and 'a' + 'b' where the whole is asked for
    upper = nodes.outermost(parent).parent
    if upper is not None and upper.type == "binary_operator":
        return _operand(source, kinds, nodes.outermost(parent), upper)
    if kinds.of(parent) is Kind.NATIVE or _is_written(parent) or _is_stored(parent):
        return wanted(source, kinds, parent)
    return Kind.UNKNOWN


def _is_written(node: Node) -> bool:
    """Whether ``node`` is all that is written: to a binary file, a literal added to something is bytes."""
    call = nodes.taker(nodes.outermost(node))
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and (function.text or b"").endswith(b".write")


def _is_stored(node: Node) -> bool:
    """Whether ``node`` is all that is stored in an element of something."""
    holder = nodes.outermost(node).parent
    target = holder.child_by_field_name("left") if holder is not None and holder.type == "assignment" else None
    return target is not None and target.type == "subscript"


def is_printed(source: Source, node: Node) -> bool:
    """Whether the sum that ``node`` is part of is printed, which is for text only."""
    call = nodes.taker(nodes.operation(node))
    function = call.child_by_field_name("function") if call is not None else None
    if function is None:
        return False
    return function.text == b"print" or source.text(function) in (b"sys.stdout.write", b"sys.stderr.write")


def _joiner(source: Source, kinds: Kinds, attribute: Node) -> Kind:
    """What is asked of the separator of ``sep.join(chunks)``, of which ``attribute`` is all up to the bracket."""
    name, call = attribute.child_by_field_name("attribute"), nodes.call_of(attribute)
    if name is None or call is None or name.text != b"join":
        return Kind.UNKNOWN
    passed = nodes.plain_arguments(call)
    parts = kinds.of(passed[0]) if passed and len(passed) == 1 else Kind.UNKNOWN
    if parts is Kind.BYTES_LIST:
        return Kind.BYTES
    if parts is Kind.TEXT_LIST:
        return Kind.TEXT
    if passed and passed[0].type in ("list", "tuple"):
        told = {kinds.of(part) for part in passed[0].named_children} & set(SURE)
        if len(told) == 1:
            return told.pop()  # what is joined is all of one kind
    found = _company_of_sum(kinds, call)
    if found is not Kind.UNKNOWN:
        return found
    outer = nodes.outermost(call)
    holder, taker = outer.parent, nodes.taker(outer)
    if taker is not None:
        found = taken(source, outer, taker)
    elif holder is not None and holder.type in ("assignment", "return_statement"):
        found = wanted(source, kinds, call)
    return found if found is not Kind.UNKNOWN else asked_later(source, kinds, call)


def _is_joined(source: Source, kinds: Kinds, chunks: Node) -> bool:
    """Whether the local list ``chunks`` is joined to what must be bytes."""
    scope = enclosing_scope(chunks)
    if chunks.type != "identifier" or scope.type != "function_definition":
        return False
    asked = source.memo.setdefault(_is_joined, {})
    assert isinstance(asked, dict)
    key = scope.start_byte, chunks.text
    if key not in asked:
        asked[key] = False  # what is asked again on the way says nothing new
        asked[key] = any(
            _joiner(source, kinds, joining) is Kind.BYTES
            for use in source.bindings.uses(chunks.text or b"")
            if nodes.contains(scope, use) and (joining := _joining(use)) is not None
        )
    return bool(asked[key])


def _joining(use: Node) -> Node | None:
    """The ``'…'.join`` that is called with ``use``."""
    call = nodes.taker(use)
    function = call.child_by_field_name("function") if call is not None else None
    name = function.child_by_field_name("attribute") if function is not None else None
    return function if name is not None and name.text == b"join" else None


def asked_later(source: Source, kinds: Kinds, call: Node) -> Kind:
    """What the uses of the local name that ``call`` is assigned to ask of it."""
    assignment = nodes.outermost(call).parent
    target = assignment.child_by_field_name("left") if assignment is not None else None
    if assignment is None or assignment.type != "assignment" or target is None or target.type != "identifier":
        return Kind.UNKNOWN
    scope = enclosing_scope(target)
    if scope.type != "function_definition":
        return Kind.UNKNOWN
    uses = [use for use in source.bindings.uses(target.text or b"") if nodes.contains(scope, use) and use != target]
    wishes = {wanted(source, kinds, use) for use in uses if target in reaching(source, use)}
    return Kind.BYTES if Kind.BYTES in wishes and Kind.TEXT not in wishes else Kind.UNKNOWN


def _company_of_sum(kinds: Kinds, call: Node) -> Kind:
    """What the other operands are, where ``call`` is added to something."""
    node, parent = nodes.outermost(call), nodes.outermost(call).parent
    while parent is not None and parent.type == "binary_operator":
        operator = parent.child_by_field_name("operator")
        if operator is None or operator.text != b"+":
            break
        found = _company(kinds, node, parent)
        if found is not Kind.UNKNOWN:
            return found
        node, parent = nodes.outermost(parent), nodes.outermost(parent).parent
    return Kind.UNKNOWN


def _value(source: Source, kinds: Kinds, node: Node, assignment: Node) -> Kind:
    """What is assigned, by the other values of the same name or attribute of ``self``."""
    target = assignment.child_by_field_name("left")
    if target is None or target == node:
        return Kind.UNKNOWN
    if assignment.type == "augmented_assignment":
        kind = kinds.of(target)
        return kind if kind in SURE else Kind.UNKNOWN
    if target.type == "identifier":
        scope, name = enclosing_scope(target), target.text or b""
        if scope.type == "module":
            return Kind.UNKNOWN
        inside = scope.type == "class_definition"
        if inside and known_of(source.project).holds.get(name) is Kind.BYTES:
            return Kind.BYTES
        found = kinds.shared(member_targets(source, scope, name) if inside else source.bindings.in_scope(name, scope))
    elif target.type == "attribute":
        found = kinds.of(target)
    elif target.type == "subscript" and (held := target.child_by_field_name("value")) is not None:
        found = Kind.BYTES if kinds.of(held) is Kind.BYTES_LIST else Kind.UNKNOWN
    else:
        return Kind.UNKNOWN
    return found if found in SURE else Kind.UNKNOWN


def _branch(source: Source, kinds: Kinds, node: Node, parent: Node) -> Kind:
    if parent.named_children[1] == node:
        return Kind.UNKNOWN
    other = kinds.of(parent.named_children[2 if parent.named_children[0] == node else 0])
    return other if other in SURE else wanted(source, kinds, parent)


def _argument(source: Source, kinds: Kinds, node: Node, call: Node) -> Kind:
    function, index = called_with(call, node)
    passed = nodes.arguments(call)
    if function is None:
        return Kind.UNKNOWN
    if asked_by_helper(source, function, index):
        return Kind.BYTES
    given = taken(source, node, call)
    if given is not Kind.UNKNOWN:
        return given if given in SURE else Kind.UNKNOWN
    if not may_ask(source, function):
        return Kind.UNKNOWN
    if (function.text or b"").rpartition(b".")[2] in EQUALITIES:
        other = kinds.of(passed[1 - passed.index(node)]) if len(passed) > 1 and passed.index(node) < 2 else None
        return other if other in SURE else Kind.UNKNOWN
    return argument_wanted(source, kinds, call, function, index)


def argument_wanted(source: Source, kinds: Kinds, call: Node, function: Node, index: int) -> Kind:
    """What the function called takes as its positional argument ``index``."""
    found = by_function(source, kinds, call, function, index)
    chunks = function.child_by_field_name("object") if index == 0 and found is Kind.UNKNOWN else None
    if chunks is None or not (function.text or b"").endswith(b".append"):
        return found
    return Kind.BYTES if _is_joined(source, kinds, chunks) else found
