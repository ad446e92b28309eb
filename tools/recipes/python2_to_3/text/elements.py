"""Elements of bytes are numbers: ``ord()`` of one, and one compared with a character."""

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.coding import drop_method
from tools.recipes.python2_to_3._shared.flows import used_as_bytes
from tools.recipes.python2_to_3._shared.kind_calls import codec_of
from tools.recipes.python2_to_3._shared.kinds import Kind, kinds_of
from tools.recipes.python2_to_3._shared.octets import is_octet, is_of_any_class, one_element
from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace

_ASCII = frozenset({"ascii", "us-ascii"})
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1"})


@recipe("byte-ord", title="Elements of bytes are numbers already", stage="text", words=("ord",))
def byte_ord(source: Source, hit: Hit) -> Match | None:
    """``ord(x)`` where ``x`` is surely one element of bytes: ``data[0]``, or the name of a loop over bytes.

    ``map(ord, data)`` is ``data``.

    What is read byte by byte, ``ord(f.read(1))``, is a slice and stays. Where only the use tells that it must be
    bytes, and an object of another class or text may be given, a slice is taken: ``ord(self.map[i:i + 1])``. Uses
    that tell are slices that are unpacked, and numbers that are put together by eights of bits.
    """
    name = source.node(hit.start, hit.end)
    call = nodes.call_of(name)
    passed = nodes.plain_arguments(call) if call is not None else None
    if call is None:
        return _mapped(source, hit, name)
    if not passed or len(passed) != 1 or not source.is_builtin(name) or source.legacy_only(call):
        return None
    kind, sliced = kinds_of(source).of(passed[0]), one_element(source, passed[0])
    if sliced is not None and (
        (kind is Kind.BYTE and is_of_any_class(source, passed[0]))
        or (kind is Kind.UNKNOWN and is_octet(source, call, passed[0]))
    ):
        return Match(hit.start, (sliced,))
    if kind is not Kind.BYTE:
        return None
    return Match(hit.start, (replace(call, nodes.fit(source.text(passed[0]), nodes.tightness(passed[0]), call)),))


def _mapped(source: Source, hit: Hit, name: Node) -> Match | None:
    call = nodes.taker(name)
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or function.text != b"map" or not source.is_builtin(function):
        return None
    passed = nodes.plain_arguments(call)
    if passed is None or len(passed) != 2 or passed[0] != name or not source.is_builtin(name):
        return None
    if kinds_of(source).of(passed[1]) is not Kind.BYTES or source.legacy_only(call):
        return None
    return Match(hit.start, (replace(call, nodes.fit(source.text(passed[1]), nodes.tightness(passed[1]), call)),))


@recipe(
    "byte-slices",
    title="One byte among bytes is a slice",
    stage="text",
    pattern=(r"\[-?[0-9]+\](?=[ \t]*\+)", r"\+[ \t]*[\w.]+\[-?[0-9]+\]"),
    having=("pack", "unpack", "recv", "BytesIO", "StringIO"),
)
def byte_slices(source: Source, hit: Hit) -> Match | None:
    """``data[0] + rest`` where both are surely bytes: ``data[0:1]``, which is no number."""
    node: Node | None = source.node(hit.end - 1, hit.end)
    while node is not None and node.type != "subscript" and node.end_byte == hit.end:
        node = node.parent
    if node is None or node.type != "subscript" or source.legacy_only(node):
        return None
    operation, index = nodes.outermost(node).parent, node.child_by_field_name("subscript")
    operator = operation.child_by_field_name("operator") if operation is not None else None
    if operation is None or operator is None or operator.text != b"+" or index is None:
        return None
    kinds = kinds_of(source)
    others = [part for part in operation.named_children if part != nodes.outermost(node)]
    if kinds.of(node) is not Kind.BYTE or not any(kinds.of(part) is Kind.BYTES for part in others):
        return None
    number = source.text(index)
    if not number.lstrip(b"-").isdigit():
        return None
    after = b"" if number == b"-1" else str(int(number) + 1).encode()
    return Match(hit.start, (insert(index.end_byte, b":" + after),))


@recipe("translate-deletes", title="Characters are deleted by the table", stage="text", words=("translate",))
def translate_deletes(source: Source, hit: Hit) -> Match | None:
    """``s.translate(table, delete)`` of anything but bytes: characters go first, then ``table`` is used.

    ``None`` as table needs no second step. ``string.translate(s, table, delete)`` is a method by then.
    """
    found = nodes.method_call(source.node(hit.start, hit.end))
    passed = nodes.plain_arguments(found.call) if found is not None else None
    if found is None or passed is None or len(passed) != 2 or source.legacy_only(found.call):
        return None
    if kinds_of(source).of(found.object) is Kind.BYTES or module_of(source, found.object) is not None:
        return None
    deleted = b"str.maketrans('', '', " + source.text(passed[1]) + b")"
    if passed[0].type == "none":
        text = deleted
    else:
        text = deleted + b").translate(" + source.text(passed[0])
    holder = found.call.child_by_field_name("arguments")
    return Match(hit.start, (replace(holder, b"(" + text + b")"),)) if holder is not None else None


@recipe("ascii-names", title="Text made native by ASCII stays text", stage="text", words=("encode",))
def ascii_names(source: Source, hit: Hit) -> Match | None:
    """``if isinstance(x, unicode): x = x.encode('ascii')``: it made of text what Python 2 calls ``str``.

    So did ISO-8859-1, where ``x`` then goes into headers. Only without ``else``, and where nothing in the function
    asks for bytes of ``x`` afterwards. The value is assigned as it is.
    """
    found = nodes.method_call(source.node(hit.start, hit.end))
    if found is None or found.object.type != "identifier" or source.legacy_only(found.call):
        return None
    codec = codec_of(source, found.call)
    if codec not in _ASCII | _LATIN or len(nodes.arguments(found.call)) != 1:
        return None
    assignment = found.call.parent
    check = _check(assignment) if assignment is not None else None
    name = found.object.text or b""
    if assignment is None or check is None or (assignment.child_by_field_name("left") or check).text != name:
        return None
    condition = source.text(check.child_by_field_name("condition") or check)
    if condition not in (b"isinstance(" + name + b", unicode)", b"isinstance(" + name + b", str)"):
        return None
    kinds = kinds_of(source)
    scope = nodes.ancestor(check, "function_definition")
    later = [
        use
        for use in source.bindings.uses(name)
        if scope is not None and nodes.contains(scope, use) and use.start_byte > check.end_byte
    ]
    if any(used_as_bytes(source, kinds, use) for use in later):
        return None
    if codec in _LATIN and not any(_is_header(source, use) for use in later):
        return None
    return Match(hit.start, drop_method(found.call))


def _is_header(source: Source, use: Node) -> bool:
    """Whether ``use`` is put among headers: ``headers[name] = x``, ``headerlist.append((name, x))``."""
    given, holder = use, use.parent
    if holder is not None and holder.type == "tuple":
        given, holder = holder, holder.parent
    if holder is not None and holder.type == "assignment" and holder.child_by_field_name("right") == given:
        target = holder.child_by_field_name("left")
        return target is not None and target.type == "subscript" and b"eader" in source.text(target)
    call = nodes.taker(given)
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and b"eader" in source.text(function)


def _check(assignment: Node) -> Node | None:
    """The ``if`` without ``else`` whose only statement is ``assignment``."""
    statement = assignment.parent if assignment.type == "assignment" else None
    block = statement.parent if statement is not None else None
    alone = block is not None and len([one for one in block.named_children if one.type != "comment"]) == 1
    check = block.parent if block is not None and alone else None
    if check is None or check.type != "if_statement" or check.child_by_field_name("alternative") is not None:
        return None
    return check
