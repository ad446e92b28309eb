"""``decode`` on text and ``encode`` on bytes: the object is the kind that was asked for already."""

from collections.abc import Iterable

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.conversions import to_bytes, to_text
from tools.recipes.source import Source, delete, insert, replace
from tools.recipes.template import Failure, Fix, Place, at, template, walk


@template(
    "missing-codec-methods",
    title="text is not decoded and bytes are not encoded",
    pattern=r"'(str|bytes|bytearray)' object has no attribute '(\w+)'",
)
def missing_codec_methods(failure: Failure) -> Iterable[Fix]:
    """Drop the call; keep it where the object is of the other kind; or convert the object first.

    Any other method that the kind lacks (``bytes.format``, ``str.tobytes``) asks for the object of the other kind.
    """
    kind, name = failure.match[1], failure.match[2].encode()
    for place in failure.places[:1]:
        for node in place.found("attribute"):
            attribute, holder = node.child_by_field_name("attribute"), node.child_by_field_name("object")
            if attribute is None or holder is None or attribute.text != name:
                continue
            call = nodes.call_of(node)
            if call is not None and name in (b"decode", b"encode"):
                yield Fix(
                    f"Drop {name.decode()}() of what is {kind} already",
                    at(place, delete(holder.end_byte, call.end_byte)),
                )
                text, whole = place.source.text(holder), place.source.text(call)
                keeps = b"str" if name == b"encode" else b"bytes"
                guarded = b"%s if isinstance(%s, %s) else %s" % (whole, text, keeps, text)
                if b"(" not in text and b"\n" not in whole:
                    fitted = nodes.fit(guarded, nodes.CONDITIONAL, call)
                    yield Fix(f"{name.decode().capitalize()} only what can be", at(place, replace(call, fitted)))
            if kind == "str":
                yield from to_bytes(place.source, holder)
            else:
                yield from to_text(place.source, holder)


@template(
    "codec-functions",
    title="codecs between bytes and bytes are functions",
    pattern=r"'(\w+)' is not a text encoding",
)
def codec_functions(failure: Failure) -> Iterable[Fix]:
    """``x.encode('hex')`` → ``codecs.encode(x, 'hex')``, on bytes or by way of Latin-1."""
    for place in failure.places[:1]:
        for call in place.found("call"):
            function = call.child_by_field_name("function")
            given = nodes.plain_arguments(call)
            if function is None or function.type != "attribute" or not given or len(given) != 1:
                continue
            method, holder = function.child_by_field_name("attribute"), function.child_by_field_name("object")
            if method is None or holder is None or method.text not in (b"encode", b"decode"):
                continue
            name, codec = method.text, place.source.text(given[0])
            text = place.source.text(holder)
            imports = place.source.ensure_import("import codecs")
            plain = b"codecs.%s(%s, %s)" % (name, text, codec)
            latin = b"codecs.%s(%s.encode('latin-1'), %s)" % (name, nodes.operand(text, holder), codec)
            for form in (plain, latin, plain + b".decode('latin-1')", latin + b".decode('latin-1')"):
                yield Fix("Use a codec of bytes as a function", at(place, replace(call, form), *imports))


@template("decoding-text", title="text is not decoded", pattern=r"decoding (?:str|to str).*(?:not supported|str found)")
def decoding_text(failure: Failure) -> Iterable[Fix]:
    """``str(text, encoding)`` → ``text``, or only for bytes."""
    for place in failure.places[:1]:
        yield from _undecoded(place, place.source)


def _undecoded(place: Place, source: Source) -> Iterable[Fix]:
    for call in place.found("call"):
        given = nodes.arguments(call)
        function = call.child_by_field_name("function")
        if function is None or source.text(function) != b"str" or len(given) < 2:
            continue
        text = source.text(given[0])
        guarded = nodes.fit(
            b"%s if isinstance(%s, bytes) else %s" % (source.text(call), text, text), nodes.CONDITIONAL, call
        )
        yield Fix("Decode only bytes", at(place, replace(call, guarded)))
        yield Fix(
            "Drop the decoding of text", at(place, replace(call, nodes.fit(text, nodes.tightness(given[0]), call)))
        )


@template(
    "byte-values",
    title="a byte of bytes is a number",
    pattern=r"ord\(\) expected string of length 1, but int found|'int' object (?:has no attribute|is not)"
    r"|'in <string>' requires string as left operand, not int|must be str, not int|can't concat int to bytes"
    r"|sequence item \d+: expected (?:a bytes-like object|str instance), int found"
    r"|not supported between instances of '(?:int|str|bytes)' and '(?:int|str|bytes)'",
)
def byte_values(failure: Failure) -> Iterable[Fix]:
    """``ord(data[i])`` → ``ord(data[i:i + 1])``, ``ord(c)`` → ``c``, or only for text; ``data[i]`` → ``data[i:i + 1]``
    where a string of one is wanted; ``b''.join(numbers)`` → ``bytes(numbers)``; ``map(ord, x)`` → a generator that
    leaves numbers as they are.

    Forms that are right for bytes and for text come first: what tests do not reach may still be given text.
    """
    for place in failure.places[:1]:
        asked = [call for call in place.found("call") if _asks_number(call)]
        for call in asked:
            value = nodes.arguments(call)[0]
            text = place.source.text(value)
            sliced = _sliced(place.source, value) if value.type == "subscript" else None
            if sliced is not None:
                yield Fix("Slice one byte where a string is wanted", at(place, sliced))
            if b"(" not in text:
                guarded = b"%s if isinstance(%s, int) else ord(%s)" % (text, text, text)
                yield Fix("Take a byte for the number it is", at(place, replace(call, nodes.fit(guarded, 1, call))))
            fitted = nodes.fit(text, nodes.tightness(value), call)
            yield Fix("Take a byte for the number it is", at(place, replace(call, fitted)))
        for subscript in [child for child in walk(place.node) if child.type == "subscript"][:4]:
            sliced = _sliced(place.source, subscript)
            if sliced is not None and all(nodes.arguments(call)[0] != subscript for call in asked):
                yield Fix("Slice one byte where a string is wanted", at(place, sliced))
        if failure.match[0].startswith("sequence item"):
            yield from _from_numbers(place)
        yield from _mapped(place)


def _from_numbers(place: Place) -> Iterable[Fix]:
    """What joins numbers makes bytes of them: ``b''.join(x)``, or ``join(x)`` by whatever name."""
    for call in place.found("call"):
        function, given = call.child_by_field_name("function"), nodes.plain_arguments(call)
        if function is not None and given is not None and len(given) == 1 and given[0].type != "string":
            yield Fix("Make bytes of their numbers", at(place, replace(function, b"bytes")))
            return


def _mapped(place: Place) -> Iterable[Fix]:
    """``map(ord, x)``, whose ``x`` may be bytes or text."""
    for call in [node for node in walk(place.node) if node.type == "call"]:
        function, given = call.child_by_field_name("function"), nodes.plain_arguments(call) or []
        if function is None or function.text != b"map" or [node.text for node in given[:-1]] != [b"ord"]:
            continue
        numbers = b"(c if isinstance(c, int) else ord(c) for c in %s)" % place.source.text(given[1])
        yield Fix("Take bytes for the numbers they are", at(place, replace(call, numbers)))


def _asks_number(call: Node) -> bool:
    function, given = call.child_by_field_name("function"), nodes.plain_arguments(call)
    return function is not None and function.text == b"ord" and given is not None and len(given) == 1


def _sliced(source: Source, subscript: Node) -> Edit | None:
    """What makes ``data[i]`` a slice of one."""
    index = subscript.child_by_field_name("subscript")
    if index is None or index.type in ("slice", "string", "tuple"):
        return None
    text = source.text(index)
    end = b":" if text == b"-1" else b":%s + 1" % text
    if index.type == "integer":
        end = b":%d" % (int(text, 0) + 1)
    return insert(index.end_byte, end)
