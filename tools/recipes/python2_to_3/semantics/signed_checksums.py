"""``zlib.crc32`` and ``adler32`` gave signed numbers: where the sign matters, they do again."""

import re

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert

_CHECKSUMS = frozenset({"zlib.crc32", "zlib.adler32", "binascii.crc32"})
_SIGNED = re.compile(rb"[@=<>!]?[il]\Z")


@recipe(
    "signed-checksums",
    title="Checksums are signed where that is seen",
    stage="semantics",
    words=("crc32", "adler32"),
)
def signed_checksums(source: Source, hit: Hit) -> Match | None:
    """``~crc32(data)`` and ``struct.pack('<i', crc32(data))``: the number was between -2**31 and 2**31.

    Numbers that are masked, ``crc32(data) & 0xffffffff``, are the same as ever.
    """
    name = source.node(hit.start, hit.end)
    function = nodes.reference(name)
    call = nodes.call_of(function)
    if call is None or module_of(source, function) not in _CHECKSUMS or source.legacy_only(call):
        return None
    if not _is_inverted(call) and not _is_packed(source, call):
        return None
    edits = insert(call.start_byte, b"(("), insert(call.end_byte, b" ^ 0x80000000) - 0x80000000)")
    return Match(hit.start, edits)


def _is_inverted(call: Node) -> bool:
    """Whether the bits of ``call`` are turned, and not masked afterwards."""
    holder = nodes.outermost(call).parent
    operator = holder.child_by_field_name("operator") if holder is not None else None
    if holder is None or holder.type != "unary_operator" or operator is None or operator.text != b"~":
        return False
    after = nodes.outermost(holder).parent
    sign = after.child_by_field_name("operator") if after is not None and after.type == "binary_operator" else None
    return sign is None or sign.text != b"&"


def _is_packed(source: Source, call: Node) -> bool:
    """Whether ``call`` is all that ``struct.pack`` packs, by a signed format."""
    packing = nodes.taker(nodes.outermost(call))
    function = packing.child_by_field_name("function") if packing is not None else None
    given = nodes.arguments(packing) if packing is not None else []
    if function is None or len(given) != 2 or given[0].type != "string" or module_of(source, function) != "struct.pack":
        return False
    return _SIGNED.match(source.text(given[0]).strip(b"'\"")) is not None
