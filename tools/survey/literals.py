"""What a setup script would pass to ``setup()``, worked out from its syntax: nothing of it is run."""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tree_sitter import Node

from tools.syntax.python import parse

_DEEPEST = 40
_LARGEST = 10_000
_VERSIONS: tuple[tuple[int, int, int, str, int], ...] = ((2, 7, 18, "final", 0), (3, 12, 0, "final", 0))
_ENVIRONMENTS: tuple[dict[str, Any], ...] = tuple(
    {
        "sys.version_info": version,
        "sys.version_info.major": version[0],
        "sys.version_info.minor": version[1],
        "sys.version": f"{version[0]}.{version[1]}.{version[2]} (overhaul)",
        "sys.hexversion": version[0] << 24 | version[1] << 16 | version[2] << 8 | 0xF0,
        "sys.platform": "linux2" if version[0] == 2 else "linux",
        "os.name": "posix",
        "PY3": version[0] == 3,
        "PY2": version[0] == 2,
        "six.PY3": version[0] == 3,
        "six.PY2": version[0] == 2,
        "True": True,
        "False": False,
        "None": None,
    }
    for version in _VERSIONS
)
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
}


class _Unknown(Exception):
    """The value depends on what only running the script would tell."""


def setup_arguments(data: bytes) -> dict[str, Any]:
    """The keyword arguments of every ``setup(…)`` call in ``data``, joined, as far as they are literal.

    Literals, lists joined by ``+``, names assigned in the file, ``append``, ``extend`` and ``+=`` on
    them, ``dict(…)`` and ``**keywords`` are followed. What stands under a condition on the version
    counts where 2.7 or 3.12 would get there; under any other condition it counts. Parts of a list
    that cannot be worked out are left out of it.
    """
    script = _Script(data)
    found: dict[str, Any] = {}
    for environment in _ENVIRONMENTS:
        for key, value in script.arguments(environment).items():
            found[key] = _joined(found[key], value) if key in found else value
    return found


def _joined(first: Any, second: Any) -> Any:
    """Both values in one: lists and the lists in dicts lose nothing."""
    if isinstance(first, list) and isinstance(second, list):
        return first + [item for item in second if item not in first]
    if isinstance(first, dict) and isinstance(second, dict):
        return {
            **first,
            **{key: _joined(first[key], value) if key in first else value for key, value in second.items()},
        }
    return first


class _Script:
    """One setup script, parsed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._calls: list[Node] = []
        self._changes: list[Node] = []
        for node in _walk(parse(data).root_node):
            if node.type == "call":
                name = self._text(node.child_by_field_name("function"))
                if name.rpartition(".")[2] == "setup":
                    self._calls.append(node)
                elif name.endswith((".append", ".extend", ".update")):
                    self._changes.append(node)
            elif node.type in ("assignment", "augmented_assignment"):
                self._changes.append(node)

    def _text(self, node: Node | None) -> str:
        return "" if node is None else self._data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def arguments(self, environment: Mapping[str, Any]) -> dict[str, Any]:
        """What the calls of ``setup`` are given in one environment."""
        frame = _Frame(self, dict(environment))
        for node in self._changes:
            frame.change(node)
        found: dict[str, Any] = {}
        for call in self._calls:
            if frame.reached(call):
                found.update(frame.keywords(call))
        return found


class _Frame:
    """The names of a script in one environment, as far as they are known."""

    def __init__(self, script: _Script, names: dict[str, Any]) -> None:
        self._text = script._text
        self._names = names

    def reached(self, node: Node) -> bool:
        """Whether the conditions around ``node`` may hold."""
        child, parent = node, node.parent
        while parent is not None:
            if parent.type in ("if_statement", "elif_clause"):
                condition = parent.child_by_field_name("condition")
                body = parent.child_by_field_name("consequence")
                if condition is not None and child != condition:
                    wanted = child == body
                    if self._truth(condition) is (not wanted):
                        return False
            child, parent = parent, parent.parent
        return True

    def _truth(self, node: Node) -> bool | None:
        try:
            return bool(self.value(node))
        except _Unknown:
            return None

    def change(self, node: Node) -> None:
        """Take an assignment, ``+=``, ``append``, ``extend`` or ``update`` into account."""
        if not self.reached(node):
            return
        try:
            if node.type == "call":
                self._call_change(node)
            else:
                self._assign(node)
        except _Unknown:
            return

    def _assign(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        value = self.value(right)
        if left.type == "subscript":
            key = left.child_by_field_name("subscript")
            target = self._names.get(self._text(left.child_by_field_name("value")))
            if isinstance(target, dict) and key is not None:
                target[self.value(key)] = value
        elif left.type == "identifier" and node.type == "assignment":
            self._names[self._text(left)] = value
        elif left.type == "identifier" and isinstance(self._names.get(self._text(left)), list):
            self._names[self._text(left)] += value if isinstance(value, list) else []

    def _call_change(self, node: Node) -> None:
        name, _, method = self._text(node.child_by_field_name("function")).rpartition(".")
        target = self._names.get(name)
        arguments = node.child_by_field_name("arguments")
        if arguments is None:
            return
        if isinstance(target, dict) and method == "update":
            target.update(self.keywords(node))
            return
        for argument in arguments.named_children:
            if isinstance(target, list) and argument.type != "comment":
                value = self.value(argument)
                target += value if method == "extend" and isinstance(value, list) else [value]
            elif isinstance(target, dict) and argument.type == "dictionary":
                target.update(self.value(argument))

    def keywords(self, call: Node) -> dict[str, Any]:
        """The keyword arguments of a call that can be worked out."""
        found: dict[str, Any] = {}
        arguments = call.child_by_field_name("arguments")
        for argument in arguments.named_children if arguments is not None else ():
            try:
                if argument.type == "keyword_argument":
                    name, value = argument.child_by_field_name("name"), argument.child_by_field_name("value")
                    if value is not None:
                        found[self._text(name)] = self.value(value)
                elif argument.type == "dictionary_splat" and argument.named_child_count:
                    splat = self.value(argument.named_children[0])
                    found.update(splat if isinstance(splat, dict) else {})
            except _Unknown:
                continue
        return found

    def value(self, node: Node, depth: int = 0) -> Any:
        """The value of an expression.

        Raises:
            _Unknown: it cannot be worked out.
        """
        if depth > _DEEPEST:
            raise _Unknown
        handler = _HANDLERS.get(node.type)
        if handler is None:
            raise _Unknown
        try:
            result = handler(self, node, depth + 1)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError) as exc:
            raise _Unknown from exc
        if isinstance(result, (str, list, tuple)) and len(result) > _LARGEST:
            raise _Unknown
        return result

    def _items(self, node: Node, depth: int) -> list[Any]:
        found = []
        for child in node.named_children:
            if child.type == "comment":
                continue
            try:
                found.append(self.value(child, depth))
            except _Unknown:
                continue
        return found

    def _string(self, node: Node, depth: int) -> Any:
        if any(child.type == "interpolation" for child in node.named_children):
            raise _Unknown
        return "".join(self._text(child) for child in node.named_children if child.type == "string_content")

    def _concatenated(self, node: Node, depth: int) -> Any:
        return "".join(self.value(child, depth) for child in node.named_children if child.type == "string")

    def _name(self, node: Node, depth: int) -> Any:
        name = self._text(node)
        if name not in self._names:
            raise _Unknown
        return self._names[name]

    def _number(self, node: Node, depth: int) -> Any:
        return int(self._text(node).rstrip("lL"), 0)

    def _dictionary(self, node: Node, depth: int) -> Any:
        found = {}
        for pair in node.named_children:
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if pair.type == "pair" and key is not None and value is not None:
                try:
                    found[self.value(key, depth)] = self.value(value, depth)
                except _Unknown:
                    continue
        return found

    def _binary(self, node: Node, depth: int) -> Any:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or self._text(node.child_by_field_name("operator")) != "+":
            raise _Unknown
        parts = []
        for side in (left, right):
            try:
                parts.append(self.value(side, depth))
            except _Unknown:
                continue
        if not parts or (len(parts) == 1 and not isinstance(parts[0], list)):
            raise _Unknown
        return parts[0] + parts[1] if len(parts) == 2 else parts[0]

    def _compare(self, node: Node, depth: int) -> Any:
        operands = node.named_children
        compare = _COMPARISONS.get(" ".join(self._text(c) for c in node.children if not c.is_named))
        if len(operands) != 2 or compare is None:
            raise _Unknown
        return compare(self.value(operands[0], depth), self.value(operands[1], depth))

    def _boolean(self, node: Node, depth: int) -> Any:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            raise _Unknown
        first, second = bool(self.value(left, depth)), bool(self.value(right, depth))
        return (first and second) if self._text(node.child_by_field_name("operator")) == "and" else first or second

    def _not(self, node: Node, depth: int) -> Any:
        argument = node.child_by_field_name("argument")
        if argument is None:
            raise _Unknown
        return not self.value(argument, depth)

    def _subscript(self, node: Node, depth: int) -> Any:
        value, key = node.child_by_field_name("value"), node.child_by_field_name("subscript")
        if value is None or key is None:
            raise _Unknown
        target = self.value(value, depth)
        if key.type != "slice":
            return target[self.value(key, depth)]
        bounds: list[Any] = [None, None]
        side = 0
        for child in key.children:
            if child.type == ":":
                side += 1
            elif side < 2:
                bounds[side] = self.value(child, depth)
        return target[bounds[0] : bounds[1]]

    def _conditional(self, node: Node, depth: int) -> Any:
        then, condition, otherwise = node.named_children
        return self.value(then if self.value(condition, depth) else otherwise, depth)

    def _call(self, node: Node, depth: int) -> Any:
        name = self._text(node.child_by_field_name("function"))
        arguments = node.child_by_field_name("arguments")
        if arguments is None:
            raise _Unknown
        if name == "dict":
            return self.keywords(node)
        if name in ("list", "tuple", "sorted", "set", "str") and arguments.named_child_count == 1:
            value = self.value(arguments.named_children[0], depth)
            return value if name == "str" else list(value)
        method = name.rpartition(".")[2]
        if method in ("split", "splitlines", "strip") and not arguments.named_children:
            function = node.child_by_field_name("function")
            inner = function.child_by_field_name("object") if function is not None else None
            if inner is not None:
                return getattr(str(self.value(inner, depth)), method)()
        raise _Unknown


def _inner(frame: _Frame, node: Node, depth: int) -> Any:
    return frame.value(next(child for child in node.named_children if child.type != "comment"), depth)


_HANDLERS: dict[str, Callable[[_Frame, Node, int], Any]] = {
    "string": _Frame._string,
    "concatenated_string": _Frame._concatenated,
    "list": lambda frame, node, depth: frame._items(node, depth),
    "set": lambda frame, node, depth: frame._items(node, depth),
    "tuple": lambda frame, node, depth: tuple(frame._items(node, depth)),
    "parenthesized_expression": _inner,
    "dictionary": _Frame._dictionary,
    "binary_operator": _Frame._binary,
    "identifier": _Frame._name,
    "attribute": _Frame._name,
    "integer": _Frame._number,
    "true": lambda frame, node, depth: True,
    "false": lambda frame, node, depth: False,
    "none": lambda frame, node, depth: None,
    "comparison_operator": _Frame._compare,
    "boolean_operator": _Frame._boolean,
    "not_operator": _Frame._not,
    "subscript": _Frame._subscript,
    "conditional_expression": _Frame._conditional,
    "call": _Frame._call,
}


def _walk(root: Node) -> Iterator[Node]:
    """Every named node, in source order, without recursion."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(node.named_children)
