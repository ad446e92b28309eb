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
from tools.recipes.python2_to_3._shared.binary_evidence import bound, evidence, opened_as
from tools.recipes.python2_to_3._shared.classes import enclosing_class, member
from tools.recipes.python2_to_3._shared.functions import function_name, position
from tools.recipes.python2_to_3._shared.given import given
from tools.recipes.python2_to_3._shared.kind import ELEMENTS, LISTS, Kind, joined
from tools.recipes.python2_to_3._shared.kind_calls import CallKinds, method_name
from tools.recipes.python2_to_3._shared.parameters import encodes_on_request
from tools.recipes.python2_to_3._shared.reaching import attribute_targets, reaching
from tools.recipes.python2_to_3._shared.repository_kinds import concerned
from tools.recipes.python2_to_3._shared.repository_kinds import known as known_of
from tools.recipes.python2_to_3._shared.struct_formats import is_unpacker, names, unpacked
from tools.recipes.python2_to_3._shared.struct_names import is_name
from tools.recipes.source import Source
from tools.syntax.words import occurrences

__all__ = ["Kind", "Kinds", "joined", "kinds_of", "returns"]

_DEPTH = 24
_MULTIPLIED = (Kind.BYTES, Kind.TEXT, Kind.NATIVE)
"""Only a number can be on the other side of ``*``."""
_FAR = 1 << 16


class Kinds(CallKinds):
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
            return self._variable(reaching(self._source, node))
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

    def _variable(self, binders: list[Node]) -> Kind:
        """What a name or attribute is that all of ``binders`` give a value."""
        return joined([self._bound(binder) for binder in binders])

    def shared(self, binders: list[Node]) -> Kind:
        """What ``binders``, all those of one name or attribute, give it together."""
        return self._variable(binders)

    def _bound(self, binder: Node) -> Kind:
        parent = binder.parent
        if parent is None:
            return Kind.UNKNOWN
        if parent.type == "lambda_parameters" and self._is_element(parent, binder):
            return Kind.BYTE
        if parent.type in ("parameters", "default_parameter", "lambda_parameters"):
            if bytes_properties.is_given(self._source, binder):
                return Kind.BYTES
            found = evidence(self._source).parameters.get((enclosing_scope(binder).start_byte, binder.text or b""))
            return found if found is not None else self._handed(binder)
        if opened_as(binder) is not None and self._is_binary(binder):
            return Kind.BYTES_FILE
        if parent.type == "assignment":
            value = parent.child_by_field_name("right")
            while value is not None and value.type == "assignment":
                value = value.child_by_field_name("right")
            if value is not None and value.type == "list" and not value.named_child_count:
                return self._collected(binder)
            return self._kept(binder, value, self.of(value)) if value is not None else Kind.UNKNOWN
        if parent.type == "augmented_assignment":
            value = parent.child_by_field_name("right")
            kind = self.of(value) if value is not None else Kind.UNKNOWN
            return kind if kind in (Kind.BYTES, Kind.TEXT) else Kind.NOTHING
        return self._bound_otherwise(binder, parent)

    def _bound_otherwise(self, binder: Node, parent: Node) -> Kind:
        """What ``binder`` is given by a loop, by ``with``, or as part of what is taken apart."""
        if parent.type in ("for_statement", "for_in_clause"):
            value = parent.child_by_field_name("right")
            return ELEMENTS.get(self.of(value), Kind.UNKNOWN) if value is not None else Kind.UNKNOWN
        if parent.type == "as_pattern_target" and parent.parent is not None:
            return self.of(parent.parent.named_children[0])
        if parent.type in ("pattern_list", "tuple_pattern") and parent.parent is not None:
            value = parent.parent.child_by_field_name("right")
            if parent.parent.type in ("for_statement", "for_in_clause") and value is not None:
                return self._counted(value, parent.named_children.index(binder))
            if parent.parent.type == "assignment" and value is not None:
                index = parent.named_children.index(binder)
                if self.is_name(value, index, binder):
                    return Kind.TEXT
                return self._kept(binder, value, self._unpacked(value, index))
        return Kind.UNKNOWN

    def _is_binary(self, binder: Node) -> bool:
        """Whether the file that ``binder`` is given must be a binary one."""
        known = evidence(self._source)
        if binder.type != "attribute":
            key = (enclosing_scope(binder).start_byte, binder.text or b"")
            return known.parameters.get(key) is Kind.BYTES_FILE
        return self._member(binder, Kind.UNKNOWN) is Kind.BYTES_FILE

    def _kept(self, binder: Node, value: Node, found: Kind) -> Kind:
        """What ``binder`` is given: ``found``, and nothing new where a parameter known to be bytes goes through a
        function of the repository, ``data = decode(data)``, ``head, data = read(data)``, of which nothing is known.
        """
        if found is not Kind.UNKNOWN or value.type != "call" or not concerned(self._source):
            return found
        name, function = binder.text or b"", value.child_by_field_name("function")
        given = [one for one in nodes.arguments(value) if one.type == "identifier" and one.text == name]
        if not given or function is None or self._source.is_builtin(function) or function.text == name:
            return found
        key = enclosing_scope(binder).start_byte, name
        return Kind.NOTHING if evidence(self._source).parameters.get(key) is Kind.BYTES else found

    def _handed(self, binder: Node) -> Kind:
        """What its calls give the parameter ``binder`` of a function of the file, of a method, on ``self`` in its
        class, or of a nested function, where they deal in bytes.
        """
        definition, mask = enclosing_scope(binder), self._source.lexed.mask
        if definition.type == "function_definition" and enclosing_scope(definition).type == "function_definition":
            return self._handed_inside(definition, binder)
        around, name = enclosing_class(definition), function_name(definition)
        if around is None:
            values = given(self._source, binder)
            return Kind.BYTES if values and all(self.of(value) is Kind.BYTES for value in values) else Kind.UNKNOWN
        index = position(self._source, definition, binder.text or b"")
        if index < 0 or (name.startswith(b"__") and name.endswith(b"__")):
            return Kind.UNKNOWN
        found = []
        for at in occurrences(mask, name, around.start_byte, around.end_byte):
            call = nodes.call_of(self._source.node(at - 5, at + len(name))) if mask[at - 5 : at] == b"self." else None
            passed = nodes.arguments(call) if call is not None else []
            if index < len(passed):
                found.append(self.of(passed[index]))
        kind = joined(found) if found else Kind.UNKNOWN
        return kind if kind in (Kind.BYTES, Kind.BYTES_LIST, Kind.BYTES_FILE) else Kind.UNKNOWN

    def _handed_inside(self, definition: Node, binder: Node) -> Kind:
        """What a function gives the parameter ``binder`` of one defined in it, by calls or by ``map``."""
        name, found = function_name(definition), list[Kind]()
        index = position(self._source, definition, binder.text or b"")
        for use in self._source.bindings.uses(name):
            call, holder = nodes.call_of(use), use.parent
            given = nodes.arguments(call) if call is not None else []
            if 0 <= index < len(given):
                found.append(self.of(given[index]))
            elif holder is not None and holder.type == "argument_list" and holder.parent is not None:
                passed = nodes.arguments(holder.parent)
                function = holder.parent.child_by_field_name("function")
                if function is not None and function.text == b"map" and len(passed) == 2 and index == 0:
                    found.append(ELEMENTS.get(self.of(passed[1]), Kind.UNKNOWN))
        kind = joined(found) if found else Kind.UNKNOWN
        return kind if kind in (Kind.BYTES, Kind.BYTES_LIST, Kind.BYTES_FILE) else Kind.UNKNOWN

    def _is_element(self, parameters: Node, binder: Node) -> bool:
        """Whether the parameter of a lambda is one byte after another: ``reduce(lambda a, b: …, data)``."""
        holder = parameters.parent.parent if parameters.parent is not None else None
        call = holder.parent if holder is not None and holder.type == "argument_list" else None
        function = call.child_by_field_name("function") if call is not None else None
        given = nodes.arguments(call) if call is not None else []
        if function is None or len(given) < 2 or given[0] != parameters.parent:
            return False
        place = {b"reduce": 1, b"map": 0, b"filter": 0}.get((function.text or b"").rpartition(b".")[2], -1)
        return place == parameters.named_children.index(binder) and self.of(given[1]) is Kind.BYTES

    def _collected(self, binder: Node) -> Kind:
        """What an empty list is filled with by ``append``: in its function, or for ``self.x`` in its class."""
        around = enclosing_scope(binder) if binder.type == "identifier" else enclosing_class(binder)
        if around is None or around.type == "module":
            return Kind.NOTHING
        name, mask, found = self._source.text(binder), self._source.lexed.mask, list[Kind]()
        for at in occurrences(mask, name, around.start_byte, around.end_byte):
            if mask[at + len(name) : at + len(name) + 8] == b".append(" and mask[at - 1 : at] != b".":
                call = self._source.node(at, at + len(name) + 8)
                found += [self.of(value) for value in nodes.arguments(call)] if call.type == "call" else []
        return LISTS.get(joined(found), Kind.UNKNOWN) if found else Kind.NOTHING

    def _unpacked(self, value: Node, index: int) -> Kind:
        if value.type in ("tuple", "expression_list", "list"):
            return self.of(value.named_children[index]) if index < len(value.named_children) else Kind.UNKNOWN
        method = method_name(value) if value.type == "call" else b""
        if method == b"recvfrom":
            return Kind.BYTES if index == 0 else Kind.UNKNOWN
        if method == b"accept":
            return Kind.SOCKET if index == 0 else Kind.UNKNOWN
        if method == b"communicate":
            holder = (value.child_by_field_name("function") or value).child_by_field_name("object")
            return Kind.OUTPUT if holder is not None and self.of(holder) is Kind.PROCESS else Kind.UNKNOWN
        kind = self.of(value)
        if kind is Kind.UNKNOWN and value.type == "call":
            return self._from_struct(value, index)
        return ELEMENTS[kind] if kind in (Kind.BYTES_LIST, Kind.TEXT_LIST) else Kind.UNKNOWN

    def _counted(self, value: Node, index: int) -> Kind:
        """The names of ``for i, c in enumerate(value)``."""
        function, passed = value.child_by_field_name("function"), nodes.arguments(value) if value.type == "call" else []
        if function is None or function.text != b"enumerate" or not passed or not self._source.is_builtin(function):
            return Kind.UNKNOWN
        return ELEMENTS.get(self.of(passed[0]), Kind.UNKNOWN) if index == 1 else Kind.NOTHING

    def is_name(self, call: Node, index: int, target: Node) -> bool:
        """Whether the value ``index`` of a structure, which ``call`` unpacks into ``target``, is a name: text."""
        form = self._format(call) if call.type == "call" else b""
        return bool(form) and index in names(form) and is_name(self._source, target)

    def was_unpacked(self, node: Node) -> bool:
        """Whether ``node``, a variable or an attribute of ``self``, is a name that was unpacked from a structure."""
        source = self._source
        for binder in reaching(source, node) if node.type == "identifier" else attribute_targets(source, node):
            targets = binder.parent
            call = targets.parent.child_by_field_name("right") if targets is not None and targets.parent else None
            if targets is None or call is None or targets.type not in ("pattern_list", "tuple_pattern"):
                continue
            if self.is_name(call, targets.named_children.index(binder), binder):
                return True
        return False

    def _from_struct(self, call: Node, index: int) -> Kind:
        """The value ``index`` of what ``struct.unpack`` gives, where its format is a literal."""
        found = unpacked(self._format(call))
        return found[index] if index < len(found) else Kind.UNKNOWN

    def _format(self, call: Node) -> bytes:
        """The format that ``call`` unpacks by, where it is a literal; empty elsewhere."""
        function, given = call.child_by_field_name("function"), nodes.arguments(call)
        if function is None or not given or not is_unpacker(self.dotted(function)):
            return b""
        form = nodes.bare(given[0])
        if form.type == "binary_operator":
            form = form.child_by_field_name("left") or form
        if form.type != "string" or form.named_child_count < 2:
            return b""
        return self._source.data[form.children[0].end_byte : form.children[-1].start_byte]

    def _attribute(self, node: Node) -> Kind:
        if bytes_properties.is_property(self._source, node):
            return Kind.BYTES
        found = attribute_targets(self._source, node)
        if found:
            kind = self._variable(found)
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

    def _member(self, node: Node, otherwise: Kind) -> Kind:
        """What the attribute ``node`` of ``self`` must be by what is done with it in the class."""
        around, name = enclosing_class(node), node.child_by_field_name("attribute")
        key = (around.start_byte, (name.text or b"")) if around is not None and name is not None else (-1, b"")
        elsewhere = known_of(self._source.project).holds.get(key[1], otherwise)
        return evidence(self._source).members.get(key, elsewhere)

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
        return joined([self.of(value) for value in found]) if found else Kind.UNKNOWN


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
