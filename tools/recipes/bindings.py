"""Which names a file binds, and in which scope: enough to tell a builtin from a variable of its name."""

from functools import cache

from tree_sitter import Node

from tools.syntax.lexical import Lexed
from tools.syntax.words import occurrences

SCOPES = frozenset({"function_definition", "lambda", "class_definition", "module"})
_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_PATTERNS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "dictionary_splat_pattern"}
)
_LEFT = frozenset({"assignment", "augmented_assignment", "for_statement", "for_in_clause"})
_PARAMETERS = frozenset({"parameters", "lambda_parameters"})
_DEFAULTED = frozenset({"default_parameter", "typed_default_parameter"})
_NAMED = _DEFAULTED | {"function_definition", "class_definition"}


_DOT = 0x2E
_MANY = 24
"""After so many names of one file, an index of all its words is cheaper than searching for each."""


class Bindings:
    """The bindings of one file, looked up a name at a time."""

    def __init__(self, lexed: Lexed, root: Node) -> None:
        self._lexed = lexed
        self._root = root
        self._scopes: dict[bytes, dict[int, list[Node]]] = {}
        self._uses: dict[bytes, list[Node]] = {}

    def is_free(self, node: Node) -> bool:
        """Whether the identifier ``node`` reads a name that no scope around it binds."""
        if node.type != "identifier" or not is_reference(node):
            return False
        name = node.text or b""
        if not self._bound(name):
            return binding_scope(node) is None
        return not self.is_bound(name, node)

    def is_bound(self, name: bytes, place: Node) -> bool:
        """Whether ``name``, read at ``place``, would be a variable of this file and not a builtin."""
        bound = self._bound(name)
        if not bound:
            return False
        if any(scope.id in bound for scope in _comprehensions(place)):
            return True
        scope: Node | None = enclosing_scope(place)
        innermost = True
        while scope is not None:
            if scope.id in bound and (innermost or scope.type != "class_definition"):
                return True
            innermost = False
            scope = enclosing_scope(scope) if scope.parent is not None else None
        return False

    def binders(self, name: bytes) -> list[Node]:
        """The identifier nodes that bind ``name`` anywhere in the file."""
        return [node for nodes in self._bound(name).values() for node in nodes]

    def in_scope(self, name: bytes, scope: Node) -> list[Node]:
        """The identifier nodes that bind ``name`` in exactly ``scope``."""
        return self._bound(name).get(scope.id, [])

    def uses(self, name: bytes) -> list[Node]:
        """Every identifier node spelled ``name`` that reads or binds a variable, in order."""
        known = self._uses.get(name)
        if known is None:
            known = self._uses[name] = self._find(name)
        return known

    def _find(self, name: bytes) -> list[Node]:
        found = []
        mask = self._lexed.mask
        many = len(self._uses) > _MANY
        for start in self._lexed.positions.get(name, ()) if many else occurrences(mask, name):
            if start and mask[start - 1] == _DOT:
                continue
            node = self._root.named_descendant_for_byte_range(start, start + len(name))
            if node is not None and node.type == "identifier" and is_reference(node):
                found.append(node)
        return found

    def _bound(self, name: bytes) -> dict[int, list[Node]]:
        known = self._scopes.get(name)
        if known is None:
            known = self._scopes[name] = {}
            for node in self.uses(name):
                scope = binding_scope(node)
                if scope is not None:
                    known.setdefault(scope.id, []).append(node)
                    if node.parent is not None and node.parent.type == "global_statement":
                        known.setdefault(self._root.id, []).append(node)
        return known


def is_reference(node: Node) -> bool:
    """Whether an identifier stands for a variable, not an attribute's or a keyword argument's name."""
    parent = node.parent
    if parent is None:
        return True
    if parent.type == "attribute":
        return parent.child_by_field_name("attribute") != node
    if parent.type == "keyword_argument":
        return parent.child_by_field_name("name") != node
    return True


@cache
def enclosing_scope(node: Node) -> Node:
    """The function, lambda, class or module whose body holds ``node``.

    A definition's own name, decorators, defaults and bases belong to the scope around it. Answers are kept until
    ``Source.forget``: each parent on the way is looked for from the root.
    """
    child, scope = node, node.parent
    while scope is not None:
        if scope.type in SCOPES and (scope.type == "module" or _inside(scope, child)):
            return scope
        if scope.type in _DEFAULTED and scope.child_by_field_name("name") != child:
            scope = _taking(scope)
        child, scope = scope, scope.parent
    return child


def _taking(parameter: Node) -> Node:
    """The function or lambda that takes ``parameter``, or the nearest node there is to it."""
    holder = parameter.parent or parameter
    return holder.parent if holder.type in _PARAMETERS and holder.parent is not None else holder


def _comprehensions(node: Node) -> list[Node]:
    """The comprehensions that hold ``node`` within its function, lambda, class or module."""
    found = []
    parent = node.parent
    while parent is not None and parent.type not in SCOPES:
        if parent.type in _COMPREHENSIONS:
            found.append(parent)
        parent = parent.parent
    return found


def _inside(scope: Node, child: Node) -> bool:
    """Whether ``child``, a direct child of ``scope``, is evaluated inside it."""
    return child.type in ("block", "parameters", "lambda_parameters") or (
        scope.type == "lambda" and scope.child_by_field_name("body") == child
    )


def binding_scope(node: Node) -> Node | None:
    """The scope in which the identifier ``node`` binds its name; None where it only reads it."""
    child, parent = node, node.parent
    while parent is not None and parent.type in _PATTERNS:
        child, parent = parent, parent.parent
    if parent is None:
        return None
    kind = parent.type
    if kind in _LEFT:
        if parent.child_by_field_name("left") != child:
            return None
        return _comprehension(parent) or enclosing_scope(node)
    if kind in _PARAMETERS:
        return parent.parent
    if kind in _NAMED or kind == "named_expression":
        if parent.child_by_field_name("name") != child:
            return None
        if kind.endswith("_parameter"):
            holder = parent.parent
            return holder.parent if holder is not None else None
        return enclosing_scope(parent if kind.endswith("_definition") else node)
    if kind in ("global_statement", "nonlocal_statement", "as_pattern_target", "delete_statement"):
        return enclosing_scope(node)
    if kind == "parenthesized_expression" and parent.parent is not None and parent.parent.type == "delete_statement":
        return enclosing_scope(node)
    return _import_scope(node)


def _comprehension(clause: Node) -> Node | None:
    if clause.type != "for_in_clause":
        return None
    holder = clause.parent
    return holder if holder is not None and holder.type in _COMPREHENSIONS else None


def _import_scope(node: Node) -> Node | None:
    """The scope an import statement binds ``node`` in, where it is the name that is bound."""
    parent = node.parent
    if parent is None:
        return None
    if parent.type == "aliased_import":
        return enclosing_scope(node) if parent.child_by_field_name("alias") == node else None
    if parent.type != "dotted_name" or parent.named_children[0] != node:
        return None
    holder = parent.parent
    if holder is None or holder.type not in ("import_statement", "import_from_statement"):
        return None
    if holder.type == "import_from_statement" and holder.child_by_field_name("module_name") == parent:
        return None
    return enclosing_scope(node)
