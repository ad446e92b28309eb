"""What names and attributes are, by what binds them: values, loops, ``with``, the parts of structures, calls."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import bytes_properties
from tools.recipes.python2_to_3._shared.binary_evidence import evidence, opened_as
from tools.recipes.python2_to_3._shared.classes import enclosing_class
from tools.recipes.python2_to_3._shared.functions import function_name, position
from tools.recipes.python2_to_3._shared.given import given
from tools.recipes.python2_to_3._shared.held_functions import calls_of
from tools.recipes.python2_to_3._shared.kind import BINARY, ELEMENTS, LISTS, Kind, joined
from tools.recipes.python2_to_3._shared.kind_calls import CallKinds, method_name
from tools.recipes.python2_to_3._shared.literals import content
from tools.recipes.python2_to_3._shared.reaching import attribute_targets, reaching
from tools.recipes.python2_to_3._shared.repository_kinds import concerned
from tools.recipes.python2_to_3._shared.repository_kinds import known as known_of
from tools.recipes.python2_to_3._shared.struct_formats import is_unpacker, names, unpacked
from tools.recipes.python2_to_3._shared.struct_names import is_name
from tools.syntax.words import occurrences


class BoundKinds(CallKinds):
    """The kinds of what the names of one file are bound to; those of the values come from ``of``."""

    def shared(self, binders: list[Node]) -> Kind:
        """What a name or attribute is that all of ``binders`` give a value."""
        return joined([self._bound(binder) for binder in binders])

    def _bound(self, binder: Node) -> Kind:
        parent = binder.parent
        if parent is None:
            return Kind.UNKNOWN
        if parent.type == "lambda_parameters" and self._is_element(parent, binder):
            return Kind.BYTE
        if parent.type in ("parameters", "default_parameter", "lambda_parameters"):
            if bytes_properties.is_given(self._source, binder):
                return Kind.BYTES
            found = evidence(self._source).parameter(binder)
            return found if found is not Kind.UNKNOWN else self._handed(binder)
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
        if binder.type != "attribute":
            return evidence(self._source).parameter(binder) is Kind.BYTES_FILE
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
        return Kind.NOTHING if evidence(self._source).parameter(binder) is Kind.BYTES else found

    def _handed(self, binder: Node) -> Kind:
        """What its calls give the parameter ``binder`` of a function of the file, of a method, on ``self`` in its
        class, of what an attribute of ``self`` holds, or of a nested function, where they deal in bytes.
        """
        definition = enclosing_scope(binder)
        if definition.type == "function_definition" and enclosing_scope(definition).type == "function_definition":
            return self._handed_inside(definition, binder)
        if enclosing_class(definition) is None:
            values = given(self._source, binder)
            return Kind.BYTES if values and all(self.of(value) is Kind.BYTES for value in values) else Kind.UNKNOWN
        index = position(self._source, definition, binder.text or b"")
        if index < 0:
            return Kind.UNKNOWN
        found = []
        for call in calls_of(self._source, definition):
            passed = nodes.arguments(call)
            if index < len(passed):
                found.append(self.of(passed[index]))
        return _binary(found)

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
        return _binary(found)

    def _is_element(self, parameters: Node, binder: Node) -> bool:
        """Whether the parameter of a lambda is one byte after another: ``reduce(lambda a, b: …, data)``."""
        call = nodes.taker(parameters.parent) if parameters.parent is not None else None
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
        """The format that ``call`` unpacks by, where it is a literal or a name for one; empty elsewhere."""
        function, given = call.child_by_field_name("function"), nodes.arguments(call)
        if function is None or not given or not is_unpacker(self.dotted(function)):
            return b""
        form = self._constant(nodes.bare(given[0]))
        if form.type == "binary_operator":
            form = form.child_by_field_name("left") or form
        if form.type != "string" or form.named_child_count < 2:
            return b""
        return content(self._source, form)

    def _constant(self, node: Node) -> Node:
        """The literal that is all the name or attribute of ``self`` ``node`` is ever given; else ``node``."""
        found: list[Node] = []
        if node.type == "identifier":
            found = reaching(self._source, node)
        elif node.type == "attribute":
            found = attribute_targets(self._source, node)
        assignment = found[0].parent if len(found) == 1 else None
        if assignment is None or assignment.type != "assignment":
            return node
        value = assignment.child_by_field_name("right")
        return value if value is not None and value.type == "string" else node

    def _member(self, node: Node, otherwise: Kind) -> Kind:
        """What the attribute ``node`` of ``self`` must be by what is done with it in the class."""
        around, name = enclosing_class(node), node.child_by_field_name("attribute")
        key = (around.start_byte, (name.text or b"")) if around is not None and name is not None else (-1, b"")
        elsewhere = known_of(self._source.project).holds.get(key[1], otherwise)
        return evidence(self._source).members.get(key, elsewhere)


def _binary(found: list[Kind]) -> Kind:
    """What a parameter is whose calls give it ``found``, where that deals in bytes."""
    kind = joined(found)
    return kind if kind in BINARY else Kind.UNKNOWN
