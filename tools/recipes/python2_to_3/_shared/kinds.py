"""Is this expression surely bytes, surely text, or unknown? What values are under Python 3, told locally.

Names are followed to the bindings that reach them within a function, ``self.x`` to the assignments in
its class, calls of the same file's functions to what they return. A literal without a prefix is
``NATIVE``: it can still become either, and follows whatever it is used with.
"""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import bytes_properties
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared.binary_evidence import bound, evidence
from tools.recipes.python2_to_3._shared.classes import enclosing_class, member
from tools.recipes.python2_to_3._shared.kind import ELEMENTS, LISTS, Kind, joined
from tools.recipes.python2_to_3._shared.kind_bindings import BoundKinds
from tools.recipes.python2_to_3._shared.kind_calls import method_name
from tools.recipes.python2_to_3._shared.parameters import encodes_on_request
from tools.recipes.python2_to_3._shared.reaching import attribute_targets, reaching
from tools.recipes.python2_to_3._shared.repository_kinds import known as known_of
from tools.recipes.source import Source

__all__ = ["Kind", "Kinds", "joined", "kinds_of", "returns"]

_DEPTH = 24
_MULTIPLIED = (Kind.BYTES, Kind.TEXT, Kind.NATIVE)
"""Only a number can be on the other side of ``*``."""
_FAR = 1 << 16


class Kinds(BoundKinds):
    """The kinds of the expressions of one file, each told once."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._known: dict[int, Kind] = {}
        self._depth = 0

    def of(self, node: Node) -> Kind:
        """The kind of the expression ``node``."""
        node = nodes.bare(node)
        known = self._known.get(node.id)
        if known is not None:
            return known
        if self._depth >= _DEPTH:
            return Kind.UNKNOWN
        # a loop back to this node says nothing new
        self._known[node.id] = Kind.NOTHING
        self._depth += 1
        try:
            found = self._of(node)
        finally:
            self._depth -= 1
        self._known[node.id] = found
        return found

    def _of(self, node: Node) -> Kind:
        kind = node.type
        if kind == "identifier":
            return self.shared(reaching(self._source, node))
        if kind == "attribute":
            return self._attribute(node)
        if kind == "call":
            return self.call(node)
        if kind == "string":
            return self._literal(node)
        if kind in ("none", "integer", "false", "true"):
            return Kind.NOTHING
        if kind == "binary_operator":
            return self._operation(node)
        if kind == "subscript":
            return self._subscript(node)
        if kind in ("concatenated_string", "boolean_operator"):
            return joined([self.of(part) for part in node.named_children if part.type != "comment"])
        if kind == "conditional_expression":
            return joined([self.of(part) for part in node.named_children[::2]])
        return self._collection(node, kind)

    def _collection(self, node: Node, kind: str) -> Kind:
        if kind == "list" and not node.named_child_count:
            return Kind.NOTHING
        if kind in ("list", "tuple", "set"):
            return LISTS.get(joined([self.of(part) for part in node.named_children]), Kind.UNKNOWN)
        if kind in ("list_comprehension", "generator_expression", "set_comprehension"):
            body = node.child_by_field_name("body")
            return LISTS.get(self.of(body), Kind.UNKNOWN) if body is not None else Kind.UNKNOWN
        return Kind.UNKNOWN

    def _literal(self, node: Node) -> Kind:
        prefix = self._source.text(node.children[0]).rstrip(b"'\"").lower()
        if b"b" in prefix:
            return Kind.BYTES
        if b"u" in prefix or b"f" in prefix or b"unicode_literals" in self._source.lexed.futures:
            return Kind.TEXT
        return Kind.NATIVE

    def _operation(self, node: Node) -> Kind:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return Kind.UNKNOWN
        first = self.of(left)
        if operator.text == b"%":
            if first is Kind.NATIVE:
                return Kind.UNKNOWN if self._holds_bytes(right) else Kind.TEXT
            return first if first in (Kind.TEXT, Kind.BYTES) else Kind.UNKNOWN
        if operator.text == b"*":
            second = self.of(right)
            return next((kind for kind in (first, second) if kind in _MULTIPLIED), joined([first, second]))
        if operator.text != b"+":
            return Kind.NOTHING if operator.text in (b"-", b"/", b"//", b"<<", b">>") else Kind.UNKNOWN
        found = {first, self.of(right)} - {Kind.NOTHING}
        if Kind.TEXT in found and Kind.BYTES in found:
            return Kind.UNKNOWN
        for kind in (Kind.BYTES, Kind.TEXT, Kind.ARMOR, Kind.OUTPUT, Kind.BYTES_LIST, Kind.TEXT_LIST):
            if kind in found:
                return kind
        # a literal and something unknown: text, as far as it is left alone
        return Kind.NATIVE if found == {Kind.NATIVE} else Kind.UNKNOWN

    def _holds_bytes(self, values: Node) -> bool:
        parts = values.named_children if values.type == "tuple" else [values]
        return any(self.of(part) in (Kind.BYTES, Kind.BYTE) for part in parts)

    def _subscript(self, node: Node) -> Kind:
        value, index = node.child_by_field_name("value"), node.child_by_field_name("subscript")
        if value is None or index is None:
            return Kind.UNKNOWN
        if index.type == "string" and index.text in tables.INPUTS:
            return Kind.BYTES_FILE
        kind = self.of(value)
        if index.type == "slice":
            return kind
        if kind is Kind.UNKNOWN and value.type == "call" and method_name(value) in (b"recvfrom", b"communicate"):
            return self._unpacked(value, 0 if index.text == b"0" else 1)
        if kind is Kind.UNKNOWN and value.type == "call" and index.type == "integer":
            return self._from_struct(value, _whole(index))
        if kind is Kind.UNKNOWN and index.type == "integer":
            key = (enclosing_scope(node).start_byte, self._source.text(node))
            return evidence(self._source).parameters.get(key, kind)
        if kind in (Kind.BYTES_LIST, Kind.TEXT_LIST, Kind.BYTES):
            return ELEMENTS[kind]
        if kind is Kind.TEXT_DICT:
            return Kind.TEXT
        return kind if kind in (Kind.NATIVE, Kind.TEXT) else Kind.UNKNOWN

    def _attribute(self, node: Node) -> Kind:
        if bytes_properties.is_property(self._source, node):
            return Kind.BYTES
        found = attribute_targets(self._source, node)
        if found:
            kind = self.shared(found)
            return kind if kind not in (Kind.UNKNOWN, Kind.NOTHING) else self._member(node, kind)
        known = tables.VALUES.get(self.dotted(node))
        if known is not None:
            return known
        holder, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if name is not None and name.text == b"__name__":
            return Kind.TEXT
        if holder is not None and name is not None and name.text in (b"stdout", b"stderr", b"stdin"):
            return Kind.TEXT_FILE if holder.text == b"sys" else Kind.UNKNOWN
        return known_of(self._source.project).holds.get(name.text or b"", Kind.UNKNOWN) if name else Kind.UNKNOWN

    def own_function(self, function: Node) -> Kind:
        """What a function of the same file returns."""
        if bound(self._source).get(function.text or b"") == b"pack":
            return Kind.BYTES
        binders = reaching(self._source, function)
        definition = binders[0].parent if len(binders) == 1 else None
        if definition is None or definition.type != "function_definition":
            return Kind.UNKNOWN
        return self.returned(definition)

    def own_method(self, call: Node, name: bytes) -> Kind:
        around = enclosing_class(call)
        found = member(around, name) if around is not None else None
        return self.returned(found) if found is not None and found.type == "function_definition" else Kind.UNKNOWN

    def returned(self, definition: Node) -> Kind:
        """What the function ``definition`` returns; unknown for generators, decorated ones, and where its caller
        says if it is encoded."""
        if definition.parent is not None and definition.parent.type == "decorated_definition":
            return Kind.UNKNOWN
        if bytes_properties.is_getter(self._source, definition):
            return Kind.BYTES
        found = returns(self._source, definition)
        if any(encodes_on_request(definition, value) for value in found):
            return Kind.UNKNOWN
        return joined([self.of(value) for value in found])


def _whole(index: Node) -> int:
    text = index.text or b""
    return int(text) if text.isdigit() else _FAR


def returns(source: Source, definition: Node) -> list[Node]:
    """The values that the function ``definition`` itself returns, not those of functions in it."""
    found = []
    at, end = definition.start_byte, definition.end_byte
    while (at := source.lexed.mask.find(b"return", at, end)) >= 0:
        node = source.node(at, at + 6)
        statement = node if node.type == "return_statement" else node.parent
        at += 6
        if statement is None or statement.type != "return_statement" or statement.start_byte != at - 6:
            continue
        if enclosing_scope(statement).id == definition.id and statement.named_children:
            found.append(statement.named_children[0])
    return found


def kinds_of(source: Source) -> Kinds:
    """The kinds of ``source``, kept as long as it is."""
    found = source.memo.get(Kinds)
    if not isinstance(found, Kinds):
        found = source.memo[Kinds] = Kinds(source)
    return found
