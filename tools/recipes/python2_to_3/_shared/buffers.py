"""Whether an in-memory file holds bytes or text, told from what is put in, who gets it, and the file it is in."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.bindings import enclosing_scope
from tools.recipes.python2_to_3._shared.binary_evidence import own_parameter
from tools.recipes.python2_to_3._shared.kind import Kind
from tools.recipes.python2_to_3._shared.repository_kinds import known
from tools.recipes.source import Source, insert

_BYTES_VALUE = re.compile(
    rb"\A[bB][rR]?['\"]|\.encode\(|\bstruct\.pack|\bbase64\.|\bb64decode|\bdecodestring|\bunhexlify|\ba2b_|\bzlib\."
    rb"|\bbz2\.|\bdumps\(|\.recv\(|\burlopen\(|\bopen\([^()]*['\"][rwa]b|\bfile\([^()]*['\"][rwa]b|\\x(?:0[0-8]|[89a-fA-F])"
    rb"|\\0|\bzf?\.read\(|\bchr\((?:[^()\n]|\([^()\n]*\))*&\s*(?:0[xX][fF][fF]|255)\s*\)"
)
_TEXT_VALUE = re.compile(rb"\A[uU][rR]?['\"]|\.decode\(|\bunicode\(")
_BINARY_CONSUMER = re.compile(
    rb"GzipFile|ZipFile|tarfile|TarFile|pickle|Pickler|marshal|\bImage\b|\.save\b|\bwave\b|sndhdr|imghdr|aifc|unpack"
    rb"|ParseFile|ElementTree\(|\.write\(|BZ2File|addinfourl|FieldStorage|shelve|plistlib"
)
_TEXT_CONSUMER = re.compile(
    rb"csv\.|print_exc|print_stack|print_exception|StreamHandler|TextTestRunner|readfp|read_file|pprint|generate_tokens"
    rb"|DictReader|DictWriter|Tee|ConfigParser|Cmd\b|setCharacterStream"
)
_BINARY_WORDS = frozenset(
    b"struct zlib gzip zipfile tarfile wsgi socket pickle cPickle Pickle cpickle urllib urllib2 httplib BaseHTTPServer"
    b" ctypes unpack".split()
)
_ARCHIVES = frozenset(b"zipfile gzip tarfile zlib".split())
_WSGI = re.compile(rb"wsgi\.input(?<=['\"]wsgi\.input)['\"]")
_BINARY_MODE = re.compile(rb"['\"](?:rb|wb|ab|r\+b|w\+b|rb\+|wb\+)['\"]")
_TEXT_ESCAPE = re.compile(rb"\\[uUN]")
_CALLED = re.compile(rb"(\w+)[ \t]*\(")
_STREAMS = re.compile(rb"\bsys\.(?:stdout|stderr|stdin)\s*=|\bcsv\b|\btokenize\b|\boptparse\b|\blogging\b")


_SIGNS = 2
"""How many signs make a file one that handles bytes; a binary mode counts as two."""


def holds_bytes(source: Source, call: Node) -> bool:
    """Whether the buffer that ``call`` makes is one of bytes; where nothing tells, it is text.

    Asked in turn: the value it is made of, what is written to it and who it is handed to in the same
    function, and the company it keeps in the file.
    """
    argument = _argument(call)
    if argument is not None:
        value = source.text(argument)
        if _TEXT_VALUE.search(value):
            return False
        if _BYTES_VALUE.search(value):
            return True
        if argument.type == "string":
            return _file_is_binary(source) and b"wsgi" in source.data
    verdict = _by_use(source, call)
    if verdict is None and argument is not None and argument.type == "identifier":
        verdict = _by_origin(source, argument)
    words = source.lexed.words
    if verdict is None and argument is not None and b"setByteStream" in words and words & _ARCHIVES:
        return True  # parsers take text there as well, but what comes from an archive is bytes
    # an empty buffer is handed to anybody: one binary file nearby says little about it
    least = _SIGNS if argument is not None else 2 * _SIGNS
    return _file_is_binary(source, least) if verdict is None else verdict


def file_holds_bytes(source: Source) -> bool:
    """What buffers in this file are for, where a single one does not tell."""
    return _file_is_binary(source)


def _argument(call: Node) -> Node | None:
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "argument_list":
        return None
    named = [child for child in arguments.named_children if child.type != "comment"]
    return named[0] if named else None


def _by_use(source: Source, call: Node) -> bool | None:
    """What the calls say that the buffer, or the variable it is put in, goes into."""
    parent = call.parent
    if parent is not None and parent.type in ("argument_list", "keyword_argument"):
        return _consumer(source, parent)
    if parent is not None and parent.type == "pair":
        return True if _WSGI.search(source.text(parent)) else None
    if parent is None or parent.type != "assignment" or parent.child_by_field_name("right") != call:
        return None
    target = parent.child_by_field_name("left")
    if target is None:
        return None
    text = source.text(target)
    if target.type == "identifier" and _is_taken(source, target):
        return True
    if re.fullmatch(rb"sys\.(?:stdout|stderr|stdin)", text):
        return False
    if _WSGI.search(text):
        return True
    return _by_variable(source, call, text)


def _is_taken(source: Source, target: Node) -> bool:
    """Whether the variable is handed to where the file, or the repository, takes a binary file."""
    scope = enclosing_scope(target)
    for use in source.bindings.uses(target.text or b""):
        call = nodes.taker(use)
        function = call.child_by_field_name("function") if call is not None and nodes.contains(scope, use) else None
        if call is None or function is None or use.start_byte < target.start_byte:
            continue
        index = nodes.arguments(call).index(use)
        if known(source.project).taken(source, function).get(index) is Kind.BYTES_FILE:
            return True
        if own_parameter(source, function, index) is Kind.BYTES_FILE:
            return True
    return False


def _by_variable(source: Source, call: Node, name: bytes) -> bool | None:
    scope = enclosing_scope(call) if b"." not in name else source.root
    body = source.data[scope.start_byte : scope.end_byte]
    found = _by_method(source, body, name)
    for match in re.finditer(rb"(?<![\w.])" + re.escape(name) + rb"(?![\w])", body):
        line_start = body.rfind(b"\n", 0, match.start()) + 1
        line_end = body.find(b"\n", match.end())
        line = body[line_start : line_end if line_end >= 0 else len(body)]
        after = body[match.end() : line_end if line_end >= 0 else len(body)]
        if re.search(rb"sys\.(?:stdout|stderr|stdin)\s*=\s*\Z", body[line_start : match.start()]):
            return False
        written = re.match(rb"\.write\((.*)", after)
        if written and _is_bytes_value(source, written.group(1).lstrip()):
            return True
        if written and _TEXT_VALUE.search(written.group(1).lstrip()):
            return False
        if re.match(rb"\.(?:getvalue|read)\([^()]*\)\.decode\(", after):
            return True
        if re.match(rb"\.(?:getvalue|read)\([^()]*\)\.encode\(", after):
            return False
        before = body[line_start : match.start()]
        if re.search(rb"[(,=]\s*\Z", before) and not re.match(rb"\s*=[^=]", after):
            if _TEXT_CONSUMER.search(before):
                return False
            if _BINARY_CONSUMER.search(before) or _WSGI.search(line):
                found = True
    return found


def _is_bytes_value(source: Source, value: bytes) -> bool:
    """Whether the text ``value`` starts with, or holds, what gives bytes: also by ``pack = struct.pack``."""
    if _BYTES_VALUE.search(value) is not None:
        return True
    called = _CALLED.match(value) if b"struct" in source.lexed.words else None
    if called is None:
        return False
    packs = re.compile(rb"^[ \t]*%b[ \t]*=[ \t]*(?:[\w.]+\.)?pack[ \t]*$" % called.group(1), re.MULTILINE)
    return packs.search(source.lexed.mask) is not None


def _by_method(source: Source, body: bytes, name: bytes) -> bool | None:
    """What is written by ``write = name.write``."""
    if name + b".write" not in body:
        return None
    alias = re.search(rb"(?<![\w.])(\w+)[ \t]*=[ \t]*" + re.escape(name) + rb"\.write[ \t]*$", body, re.MULTILINE)
    written = re.findall(rb"(?<![\w.])" + re.escape(alias.group(1)) + rb"\((.*)", body) if alias is not None else ()
    if any(_TEXT_VALUE.search(value.lstrip()) for value in written):
        return False
    return True if any(_is_bytes_value(source, value.lstrip()) for value in written) else None


def _consumer(source: Source, arguments: Node) -> bool | None:
    call = arguments.parent if arguments.type == "argument_list" else arguments.parent and arguments.parent.parent
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    if function is None:
        return None
    name = source.text(function) + b"("
    if _TEXT_CONSUMER.search(name):
        return False
    return True if _BINARY_CONSUMER.search(name) else None


def _by_origin(source: Source, argument: Node) -> bool | None:
    """What the variable was last given, in the same function."""
    scope = enclosing_scope(argument)
    for binder in reversed(source.bindings.in_scope(argument.text or b"", scope)):
        parent = binder.parent
        value = parent.child_by_field_name("right") if parent is not None and parent.type == "assignment" else None
        if value is None or binder.start_byte > argument.start_byte:
            continue
        text = source.text(value)
        if _TEXT_VALUE.search(text):
            return False
        if _BYTES_VALUE.search(text):
            return True
    return None


def _file_is_binary(source: Source, least: int = _SIGNS) -> bool:
    signs = _signs(source)
    return signs is None or (signs >= least and not (signs < 2 * _SIGNS and _STREAMS.search(source.lexed.mask)))


def _signs(source: Source) -> int | None:
    """How much speaks for a file that handles bytes; None for everything."""
    known = source.memo.get(_signs)
    if not isinstance(known, tuple):
        known = source.memo[_signs] = (_counted(source),)
    signs: int | None = known[0]
    return signs


def _counted(source: Source) -> int | None:
    if _WSGI.search(source.data):
        return None
    binary = source.lexed.words & _BINARY_WORDS
    return 2 * len(_BINARY_MODE.findall(source.data)) + len(binary)


def literal_edits(source: Source, call: Node) -> tuple[Edit, ...]:
    """The edits that make bytes of plain string literals, without escapes of text, that fill a buffer of bytes."""
    argument = _argument(call)
    parts = [argument] if argument is not None else []
    if argument is not None and argument.type == "concatenated_string":
        parts = list(argument.named_children)
    edits = []
    for part in parts:
        token = source.lexed.string_at(part.start_byte) if part.type == "string" else None
        text = source.text(part)
        if token is None or token.prefix.lower() not in (b"", b"r") or not text.isascii() or _TEXT_ESCAPE.search(text):
            return ()
        edits.append(insert(part.start_byte, b"b"))
    return tuple(edits)
