"""Is this expression surely bytes, surely text, or unknown? What values are under Python 3, told locally.

Names are followed to the bindings that reach them within a function, ``self.x`` to the assignments in
its class, calls of the same file's functions to what they return. A literal without a prefix is
``NATIVE``: it can still become either, and follows whatever it is used with.
"""

from enum import Enum
from weakref import WeakKeyDictionary

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.modes import opened_binary
from tools.recipes.python2_to_3._shared.reaching import attribute_targets, reaching
from tools.recipes.source import Source


class Kind(Enum):
    """What an expression gives."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"
    """``None`` or a number standing in: says nothing about the other values of a name."""
    NATIVE = "native"
    """A literal without prefix, or several: text as it stands, bytes with a ``b`` before it."""
    TEXT = "text"
    BYTES = "bytes"
    BYTE = "byte"
    """One element of bytes: an integer now, a string of one byte in Python 2."""
    BYTES_LIST = "bytes list"
    TEXT_LIST = "text list"
    BYTES_FILE = "bytes file"
    TEXT_FILE = "text file"
    HASH = "hash"
    SOCKET = "socket"
    ARCHIVE = "archive"
    PROCESS = "process"


_NEUTRAL = frozenset({Kind.NATIVE, Kind.NOTHING})
_ELEMENTS = {
    Kind.BYTES_LIST: Kind.BYTES,
    Kind.TEXT_LIST: Kind.TEXT,
    Kind.BYTES_FILE: Kind.BYTES,
    Kind.TEXT_FILE: Kind.TEXT,
    Kind.BYTES: Kind.BYTE,
    Kind.TEXT: Kind.TEXT,
}
_LISTS = {Kind.BYTES: Kind.BYTES_LIST, Kind.TEXT: Kind.TEXT_LIST}
_FILES = {Kind.BYTES_FILE: Kind.BYTES, Kind.TEXT_FILE: Kind.TEXT}
_DEPTH = 24


def joined(kinds: list[Kind]) -> Kind:
    """What a name is that has values of all ``kinds``."""
    sure = set(kinds) - _NEUTRAL
    if len(sure) == 1:
        return sure.pop()
    if sure or not kinds:
        return Kind.UNKNOWN
    return Kind.NATIVE if Kind.NATIVE in kinds else Kind.NOTHING


class Kinds:
    """The kinds of the expressions of one file, each told once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[int, Kind] = {}
        self._names: dict[int, str] = {}
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
            return self._call(node)
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
        if kind in ("list", "tuple", "set"):
            return _LISTS.get(joined([self.of(part) for part in node.named_children]), Kind.UNKNOWN)
        if kind in ("list_comprehension", "generator_expression", "set_comprehension"):
            body = node.child_by_field_name("body")
            return _LISTS.get(self.of(body), Kind.UNKNOWN) if body is not None else Kind.UNKNOWN
        return Kind.UNKNOWN

    def _literal(self, node: Node) -> Kind:
        prefix = self._source.text(node.children[0]).rstrip(b"'\"").lower()
        if b"b" in prefix:
            return Kind.BYTES
        if b"u" in prefix or b"f" in prefix or self._source.imports.has_future("unicode_literals"):
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
            return joined([first, self.of(right)])
        if operator.text != b"+":
            return Kind.NOTHING if operator.text in (b"-", b"/", b"//", b"<<", b">>") else Kind.UNKNOWN
        found = {first, self.of(right)} - {Kind.NOTHING}
        if Kind.TEXT in found and Kind.BYTES in found:
            return Kind.UNKNOWN
        for kind in (Kind.BYTES, Kind.TEXT, Kind.BYTES_LIST, Kind.TEXT_LIST):
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
        if kind is Kind.UNKNOWN and value.type == "call" and _method_name(value) in (b"recvfrom", b"communicate"):
            return self._unpacked(value, 0 if index.text == b"0" else 1)
        if kind in (Kind.BYTES_LIST, Kind.TEXT_LIST, Kind.BYTES):
            return _ELEMENTS[kind]
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
        if parent.type == "assignment":
            value = parent.child_by_field_name("right")
            while value is not None and value.type == "assignment":
                value = value.child_by_field_name("right")
            return self.of(value) if value is not None else Kind.UNKNOWN
        if parent.type == "augmented_assignment":
            value = parent.child_by_field_name("right")
            kind = self.of(value) if value is not None else Kind.UNKNOWN
            return kind if kind in (Kind.BYTES, Kind.TEXT) else Kind.NOTHING
        if parent.type in ("for_statement", "for_in_clause"):
            value = parent.child_by_field_name("right")
            return _ELEMENTS.get(self.of(value), Kind.UNKNOWN) if value is not None else Kind.UNKNOWN
        if parent.type == "as_pattern_target" and parent.parent is not None:
            return self.of(parent.parent.named_children[0])
        if parent.type in ("pattern_list", "tuple_pattern") and parent.parent is not None:
            value = parent.parent.child_by_field_name("right")
            if parent.parent.type == "assignment" and value is not None:
                return self._unpacked(value, parent.named_children.index(binder))
        return Kind.UNKNOWN

    def _unpacked(self, value: Node, index: int) -> Kind:
        if value.type in ("tuple", "expression_list", "list"):
            return self.of(value.named_children[index]) if index < len(value.named_children) else Kind.UNKNOWN
        method = _method_name(value) if value.type == "call" else b""
        if method == b"recvfrom":
            return Kind.BYTES if index == 0 else Kind.UNKNOWN
        if method == b"accept":
            return Kind.SOCKET if index == 0 else Kind.UNKNOWN
        if method == b"communicate":
            holder = (value.child_by_field_name("function") or value).child_by_field_name("object")
            return Kind.BYTES if holder is not None and self.of(holder) is Kind.PROCESS else Kind.UNKNOWN
        kind = self.of(value)
        return _ELEMENTS[kind] if kind in (Kind.BYTES_LIST, Kind.TEXT_LIST) else Kind.UNKNOWN

    def _attribute(self, node: Node) -> Kind:
        found = attribute_targets(self._source, node)
        if found:
            return self._variable(found)
        holder, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if holder is not None and name is not None and name.text in (b"stdout", b"stderr", b"stdin"):
            if holder.text == b"sys":
                return Kind.TEXT_FILE
            if self.of(holder) is Kind.PROCESS:
                return Kind.BYTES_FILE
        return Kind.UNKNOWN

    def dotted(self, node: Node) -> str:
        """The canonical dotted name of the module or function that ``node`` is; empty where unknown.

        All branches of a fallback must mean the same.
        """
        known = self._names.get(node.id)
        if known is None:
            known = self._names[node.id] = self._dotted(node)
        return known

    def _dotted(self, node: Node) -> str:
        if node.type == "attribute":
            holder, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
            base = self.dotted(holder) if holder is not None else ""
            return _canonical(f"{base}.{(name.text or b'').decode('utf-8', 'replace')}") if base and name else ""
        if node.type != "identifier":
            return ""
        scope = using.scope_of(self._source, node)
        if scope is None:
            return ""
        name_text = (node.text or b"").decode("utf-8", "replace")
        items = using.imports_binding(self._source, name_text, scope)
        found = {_canonical(using.module_bound(item)) for item in items}
        return found.pop() if len(found) == 1 and using.only_imported(self._source, name_text, scope) else ""

    def _call(self, node: Node) -> Kind:
        function = node.child_by_field_name("function")
        if function is None:
            return Kind.UNKNOWN
        if function.type == "identifier" and self._source.is_builtin(function):
            return self._builtin(node, function.text or b"")
        dotted = self.dotted(function)
        if dotted:
            return self._library(node, dotted)
        if function.type == "attribute":
            return self._method(node, function)
        return self._own(function) if function.type == "identifier" else Kind.UNKNOWN

    def _builtin(self, call: Node, name: bytes) -> Kind:
        if name in (b"open", b"file"):
            binary = opened_binary(self._source, call)
            return Kind.UNKNOWN if binary is None else Kind.BYTES_FILE if binary else Kind.TEXT_FILE
        if name in (b"str", b"unicode", b"repr", b"hex", b"oct", b"bin", b"unichr"):
            return Kind.TEXT
        if name in (b"bytes", b"bytearray") and self._source.origin.is_builtin is not None:
            return Kind.BYTES if name == b"bytes" and b"bytes" not in self._source.origin.lexed.words else Kind.UNKNOWN
        if name in (b"len", b"int", b"ord", b"long", b"float"):
            return Kind.NOTHING
        passed = nodes.plain_arguments(call)
        if name in (b"list", b"sorted", b"reversed", b"iter") and passed:
            return self.of(passed[0])
        return Kind.UNKNOWN

    def _library(self, call: Node, dotted: str) -> Kind:
        if dotted in tables.BYTES_FUNCTIONS:
            return Kind.BYTES
        if dotted in tables.TEXT_FUNCTIONS:
            return Kind.TEXT
        if dotted in tables.HASHES:
            return Kind.HASH
        if dotted in tables.BINARY_OPENERS:
            mode = opened_binary(self._source, call, default=True, position=1 if dotted.startswith("gzip") else 0)
            return Kind.BYTES_FILE if mode else Kind.UNKNOWN
        if dotted in tables.TEXT_BUFFERS:
            return Kind.TEXT_FILE
        if dotted in ("io.open", "os.fdopen", "codecs.open", "gzip.open", "bz2.open"):
            if dotted == "codecs.open" and len(nodes.arguments(call)) > 2:
                return Kind.TEXT_FILE
            binary = opened_binary(self._source, call, default=dotted.startswith(("gzip", "bz2")))
            return Kind.UNKNOWN if binary is None else Kind.BYTES_FILE if binary else Kind.TEXT_FILE
        if dotted in ("socket.socket", "socket.create_connection"):
            return Kind.SOCKET
        if dotted == "zipfile.ZipFile":
            return Kind.ARCHIVE
        if dotted in ("subprocess.Popen", "subprocess.check_output"):
            if _speaks_text(call):
                return Kind.TEXT if dotted.endswith("output") else Kind.UNKNOWN
            return Kind.BYTES if dotted.endswith("output") else Kind.PROCESS
        return Kind.UNKNOWN

    def _method(self, call: Node, function: Node) -> Kind:
        holder, attribute = function.child_by_field_name("object"), function.child_by_field_name("attribute")
        name = (attribute.text or b"") if attribute is not None else b""
        if holder is None:
            return Kind.UNKNOWN
        if name in (b"encode", b"decode"):
            return self._coded(call, holder, name)
        if name in (b"recv", b"tostring", b"tobytes") and not (name == b"tostring" and self._xml()):
            return Kind.BYTES if name != b"recv" or len(nodes.arguments(call)) in (1, 2) else Kind.UNKNOWN
        kind = self.of(holder)
        if name in tables.NUMBERS | tables.TRUTHS:
            return Kind.NOTHING
        if kind is Kind.HASH:
            return {b"digest": Kind.BYTES, b"hexdigest": Kind.TEXT, b"copy": Kind.HASH}.get(name, Kind.UNKNOWN)
        if kind in _FILES:
            return self._from_file(kind, name)
        if kind is Kind.ARCHIVE:
            return {b"read": Kind.BYTES, b"open": Kind.BYTES_FILE}.get(name, Kind.UNKNOWN)
        if kind in (Kind.BYTES, Kind.TEXT) and name in tables.SPLITS:
            return _LISTS[kind]
        if name == b"join" and kind in (Kind.NATIVE, Kind.TEXT):
            return self._join(call, kind)
        if kind in (Kind.BYTES, Kind.TEXT, Kind.NATIVE) and name in tables.SAME_METHODS:
            return kind
        if name == b"format" and kind in (Kind.NATIVE, Kind.TEXT):
            return Kind.TEXT
        if holder.type == "identifier" and holder.text in (b"self", b"cls"):
            return self._own_method(call, name)
        return Kind.UNKNOWN

    def _xml(self) -> bool:
        return bool({b"ElementTree", b"etree", b"ET", b"xml"} & self._source.lexed.words)

    def _join(self, call: Node, kind: Kind) -> Kind:
        passed = nodes.plain_arguments(call)
        parts = self.of(passed[0]) if passed and len(passed) == 1 else Kind.UNKNOWN
        if parts is Kind.BYTES_LIST:
            return Kind.BYTES
        return Kind.TEXT if parts is Kind.TEXT_LIST or kind is Kind.TEXT else Kind.UNKNOWN

    def _from_file(self, kind: Kind, name: bytes) -> Kind:
        if name in (b"read", b"readline", b"next", b"getvalue", b"__next__", b"getbuffer"):
            return _FILES[kind]
        return _LISTS[_FILES[kind]] if name in (b"readlines", b"xreadlines") else Kind.UNKNOWN

    def _coded(self, call: Node, holder: Node, name: bytes) -> Kind:
        codec = codec_of(self._source, call)
        if codec in tables.BYTES_CODECS:
            return Kind.BYTES
        if codec in tables.ESCAPES or codec in tables.TEXT_CODECS:
            return Kind.UNKNOWN
        if name == b"decode":
            return Kind.TEXT if self._is_codec(call) else Kind.UNKNOWN
        return Kind.BYTES if self._is_codec(call) else Kind.UNKNOWN

    def _is_codec(self, call: Node) -> bool:
        """Whether the arguments are those of a codec: other classes have such methods too."""
        passed = nodes.arguments(call)
        return not passed or (len(passed) < 3 and codec_of(self._source, call) is not None)

    def _own(self, function: Node) -> Kind:
        """What a function of the same file returns."""
        binders = reaching(self._source, function)
        definition = binders[0].parent if len(binders) == 1 else None
        if definition is None or definition.type != "function_definition":
            return Kind.UNKNOWN
        return self.returned(definition)

    def _own_method(self, call: Node, name: bytes) -> Kind:
        from tools.recipes.python2_to_3._shared.classes import enclosing_class, member

        around = enclosing_class(call)
        found = member(around, name) if around is not None else None
        return self.returned(found) if found is not None and found.type == "function_definition" else Kind.UNKNOWN

    def returned(self, definition: Node) -> Kind:
        """What the function ``definition`` returns; unknown for generators and decorated ones."""
        if definition.parent is not None and definition.parent.type == "decorated_definition":
            return Kind.UNKNOWN
        found = returns(self._source, definition)
        return joined([self.of(value) for value in found]) if found else Kind.UNKNOWN


def returns(source: Source, definition: Node) -> list[Node]:
    """The values that the function ``definition`` itself returns, not those of functions in it."""
    found = []
    at, end = definition.start_byte, definition.end_byte
    while (at := source.lexed.mask.find(b"return", at, end)) >= 0:
        node = source.node(at, at + 6)
        statement = node if node.type == "return_statement" else node.parent
        if statement is not None and statement.type == "return_statement" and statement.start_byte == at:
            if enclosing_scope(statement).id == definition.id and statement.named_children:
                found.append(statement.named_children[0])
        at += 6
    return found


def codec_of(source: Source, call: Node) -> str | None:
    """The codec named by a literal as first argument of ``.encode`` or ``.decode``.

    Empty: there is no argument. None: it is none that can be read here.
    """
    passed = nodes.arguments(call)
    if not passed:
        return ""
    first = passed[0]
    if first.type == "keyword_argument":
        first = first.child_by_field_name("value") or first
    if first.type == "string":
        return source.text(first).strip(b"bBuUrR'\"").decode("ascii", "replace").lower()
    return "?" if first.type in ("identifier", "attribute") and b"ncoding" in source.text(first) else None


def _speaks_text(call: Node) -> bool:
    return any(nodes.keyword(call, name) for name in (b"universal_newlines", b"text", b"encoding")) or any(
        one.type == "dictionary_splat" for one in nodes.arguments(call)
    )


def _method_name(call: Node) -> bytes:
    function = call.child_by_field_name("function")
    name = function.child_by_field_name("attribute") if function is not None and function.type == "attribute" else None
    return (name.text or b"") if name is not None else b""


def _canonical(dotted: str) -> str:
    if dotted in tables.CANONICAL:
        return tables.CANONICAL[dotted]
    head, dot, rest = dotted.partition(".")
    return f"{tables.CANONICAL[head]}.{rest}" if dot and head in tables.CANONICAL else dotted


_KNOWN: WeakKeyDictionary[Source, Kinds] = WeakKeyDictionary()


def kinds_of(source: Source) -> Kinds:
    """The kinds of ``source``, kept as long as it is."""
    found = _KNOWN.get(source)
    if found is None:
        found = _KNOWN[source] = Kinds(source)
    return found
