"""What calls give: builtins, the standard library, and methods of what is known."""

import re
from abc import ABC, abstractmethod

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared import kind_tables as tables
from tools.recipes.python2_to_3._shared import uses as using
from tools.recipes.python2_to_3._shared.binary_evidence import octets
from tools.recipes.python2_to_3._shared.buffers import holds_bytes
from tools.recipes.python2_to_3._shared.classes import SELVES
from tools.recipes.python2_to_3._shared.kind import ELEMENTS, FILES, LISTS, Kind
from tools.recipes.python2_to_3._shared.modes import hands_on_binary, opened_binary
from tools.recipes.python2_to_3._shared.repository_kinds import known as known_of
from tools.recipes.source import Source

_ENCODING = re.compile(rb"(?i)enc|charset")
_STRINGS = frozenset({Kind.BYTES, Kind.TEXT, Kind.NATIVE, Kind.ARMOR, Kind.OUTPUT})


class CallKinds(ABC):
    """The kinds of the calls of one file; the kinds of what they are called on come from ``of``."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._names: dict[int, str] = {}

    @abstractmethod
    def of(self, node: Node) -> Kind:
        """The kind of the expression ``node``."""

    @abstractmethod
    def own_function(self, function: Node) -> Kind:
        """What the function of the same file called ``function`` returns."""

    @abstractmethod
    def own_method(self, call: Node, name: bytes) -> Kind:
        """What the method ``name`` of the class around ``call`` returns."""

    def dotted(self, node: Node) -> str:
        """The canonical dotted name of the module or function that ``node`` is; empty where unknown.

        All branches of a fallback must mean the same; one that gives None says nothing.
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
        name_text = (node.text or b"").decode("utf-8", "replace")
        scope = using.scope_of(self._source, node) if self._source.imports.binding(name_text) else None
        if scope is None:
            return ""
        items = using.imports_binding(self._source, name_text, scope)
        found = {_canonical(using.module_bound(item)) for item in items}
        return found.pop() if len(found) == 1 and _imported_or_none(self._source, name_text, scope) else ""

    def call(self, node: Node) -> Kind:
        """What the call ``node`` gives."""
        function = node.child_by_field_name("function")
        if function is None:
            return Kind.UNKNOWN
        found = self._called(node, function)
        if found is not Kind.UNKNOWN:
            return found
        if b"open" in self._source.lexed.words and hands_on_binary(self._source, node):
            return Kind.BYTES_FILE
        name = function.child_by_field_name("attribute") if function.type == "attribute" else function
        gives = known_of(self._source.project).gives
        if not gives or name is None:
            return found
        key = name.text or b""
        return gives.get(key, gives.get(b"%b#%d" % (key, len(nodes.arguments(node))), found))

    def _called(self, node: Node, function: Node) -> Kind:
        if function.type == "identifier" and self._source.is_builtin(function):
            return self._builtin(node, function.text or b"")
        dotted = self.dotted(function)
        if dotted:
            return self._library(node, dotted)
        if function.type == "attribute":
            return self._method(node, function)
        return self.own_function(function) if function.type == "identifier" else Kind.UNKNOWN

    def _builtin(self, call: Node, name: bytes) -> Kind:
        if name in (b"open", b"file"):
            binary = opened_binary(self._source, call)
            return Kind.UNKNOWN if binary is None else Kind.BYTES_FILE if binary else Kind.TEXT_FILE
        if name in (b"str", b"unicode", b"repr", b"hex", b"oct", b"bin", b"unichr", b"raw_input"):
            return Kind.TEXT
        if name == b"chr":
            return Kind.BYTES if call.start_byte in octets(self._source) else Kind.NATIVE
        if name in (b"len", b"int", b"ord", b"long", b"float"):
            return Kind.NOTHING
        passed = nodes.plain_arguments(call)
        if name == b"map" and passed and len(passed) == 2:
            return self._mapped(passed[0])
        if name in (b"list", b"sorted", b"reversed", b"iter") and passed:
            return self.of(passed[0])
        if name == b"next" and passed:
            return ELEMENTS.get(self.of(passed[0]), Kind.UNKNOWN)
        return Kind.UNKNOWN

    def _mapped(self, method: Node) -> Kind:
        """What ``map`` gives that calls ``method``: of a file, a list of what it reads; text of ``str``."""
        if method.text in (b"str", b"unicode", b"repr") and self._source.is_builtin(method):
            return Kind.TEXT_LIST
        holder, name = method.child_by_field_name("object"), method.child_by_field_name("attribute")
        kind = self.of(holder) if holder is not None else Kind.UNKNOWN
        return LISTS[FILES[kind]] if kind in FILES and name is not None and name.text == b"read" else Kind.UNKNOWN

    def _library(self, call: Node, dotted: str) -> Kind:
        known = tables.GIVEN.get(dotted)
        if known is not None:
            return known
        if dotted in tables.BINARY_OPENERS:
            mode = opened_binary(self._source, call, default=True, position=1 if dotted.startswith("gzip") else 0)
            return Kind.BYTES_FILE if mode else Kind.UNKNOWN
        if dotted in ("StringIO.StringIO", "cStringIO.StringIO"):
            return Kind.BYTES_FILE if holds_bytes(self._source, call) else Kind.TEXT_FILE
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
        return _process(call, dotted)

    def _method(self, call: Node, function: Node) -> Kind:
        holder, attribute = function.child_by_field_name("object"), function.child_by_field_name("attribute")
        name = (attribute.text or b"") if attribute is not None else b""
        if holder is None:
            return Kind.UNKNOWN
        if name in (b"encode", b"decode"):
            return self._coded(call, holder, name)
        if name in (b"recv", b"tostring", b"tobytes") and not (name == b"tostring" and self._xml()):
            return Kind.BYTES if name != b"recv" or len(nodes.arguments(call)) in (1, 2) else Kind.UNKNOWN
        if name == b"strftime":
            return Kind.TEXT
        if name == b"pack" and b"Struct" in self._source.lexed.words:
            return Kind.BYTES
        if name in tables.NUMBERS | tables.TRUTHS:
            return Kind.NOTHING
        if holder.type == "identifier" and holder.text in SELVES:
            return self.own_method(call, name)
        return self._of_known(call, self.of(holder), name)

    def _of_known(self, call: Node, kind: Kind, name: bytes) -> Kind:
        """What the method ``name`` of a value of ``kind`` gives."""
        if kind is Kind.HASH:
            return {b"digest": Kind.BYTES, b"hexdigest": Kind.TEXT, b"copy": Kind.HASH}.get(name, Kind.UNKNOWN)
        if kind in FILES:
            return self._from_file(kind, name)
        if kind in (Kind.TEXT_TABLE, Kind.TEXT_DICTS):
            return ELEMENTS[kind] if name in (b"next", b"__next__") else Kind.UNKNOWN
        if kind is Kind.TEXT_DICT:
            return Kind.TEXT if name in (b"get", b"pop", b"setdefault") else Kind.UNKNOWN
        if kind is Kind.ARCHIVE:
            return {b"read": Kind.BYTES, b"open": Kind.BYTES_FILE}.get(name, Kind.UNKNOWN)
        if kind in (Kind.BYTES, Kind.TEXT) and name in tables.SPLITS:
            return LISTS[kind]
        if name == b"join" and kind in (Kind.NATIVE, Kind.TEXT):
            return self._join(call, kind)
        if kind in _STRINGS and name in tables.SAME_METHODS:
            return kind
        if name == b"format" and kind in (Kind.NATIVE, Kind.TEXT):
            return Kind.TEXT
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
            return FILES[kind]
        return LISTS[FILES[kind]] if name in (b"readlines", b"xreadlines") else Kind.UNKNOWN

    def _coded(self, call: Node, holder: Node, name: bytes) -> Kind:
        codec = codec_of(self._source, call)
        if codec in tables.BYTES_CODECS:
            return Kind.ARMOR if name == b"encode" and codec in tables.ARMOR_CODECS else Kind.BYTES
        if codec in tables.ESCAPES or codec in tables.TEXT_CODECS:
            return Kind.UNKNOWN
        if name == b"decode":
            return Kind.TEXT if self._is_codec(call) else Kind.UNKNOWN
        return Kind.BYTES if self._is_codec(call) else Kind.UNKNOWN

    def _is_codec(self, call: Node) -> bool:
        """Whether the arguments are those of a codec: other classes have such methods too."""
        passed = nodes.arguments(call)
        return not passed or (len(passed) < 3 and codec_of(self._source, call) is not None)


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
        return source.text(first).lstrip(b"bBuUrR").strip(b"'\"").decode("ascii", "replace").lower()
    return "?" if first.type in ("identifier", "attribute") and _ENCODING.search(source.text(first)) else None


def _process(call: Node, dotted: str) -> Kind:
    if dotted == "subprocess.Popen":
        return Kind.UNKNOWN if speaks_text(call) else Kind.PROCESS
    if dotted == "subprocess.check_output":
        return Kind.TEXT if speaks_text(call) else Kind.OUTPUT
    return Kind.UNKNOWN


def speaks_text(call: Node) -> bool:
    """Whether a process is asked for text already, or may be: keywords are handed on."""
    return any(nodes.keyword(call, name) for name in (b"universal_newlines", b"text", b"encoding")) or any(
        one.type == "dictionary_splat" for one in nodes.arguments(call)
    )


def method_name(call: Node) -> bytes:
    """The name of the method that ``call`` calls; empty where it is none."""
    function = call.child_by_field_name("function")
    name = function.child_by_field_name("attribute") if function is not None and function.type == "attribute" else None
    return (name.text or b"") if name is not None else b""


def _canonical(dotted: str) -> str:
    if dotted in tables.CANONICAL:
        return tables.CANONICAL[dotted]
    head, dot, rest = dotted.partition(".")
    return f"{tables.CANONICAL[head]}.{rest}" if dot and head in tables.CANONICAL else dotted


def _imported_or_none(source: Source, name: str, scope: Node) -> bool:
    """Whether nothing but imports bind ``name`` in ``scope``, and ``name = None`` where there is no such module."""
    for node in source.bindings.in_scope(name.encode(), scope):
        parent = node.parent
        value = parent.child_by_field_name("right") if parent is not None and parent.type == "assignment" else None
        if not using.in_import(node) and (value is None or value.type != "none"):
            return False
    return True
