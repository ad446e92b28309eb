"""Code that stops because it runs on Python 3."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_MODERN = re.compile(
    rb"(?:sys\.)?version_info(?:\s*>=?\s*\(\s*3\b[^()]*\)|\s*>\s*\(\s*2\s*,\s*[789]\d*\s*\)"
    rb"|(?:\[0\]|\.major)\s*(?:>=?\s*3|>\s*2|==\s*3))\Z"
    rb"|sys\.hexversion\s*>=?\s*0x0?3[0-9a-fA-F]{6,7}\Z"
)
_EXIT = re.compile(rb"(?:sys\.)?exit\s*\(|os\._exit\s*\(|raise\b")
_TALK = re.compile(rb"print\b|sys\.std(?:err|out)\.write\b")


@recipe(
    "version-refusal",
    title="The code runs on Python 3",
    stage="packaging",
    words=("version_info", "hexversion"),
    any_dialect=True,
)
def version_refusal(source: Source, hit: Hit) -> Match | None:
    """``if sys.version_info >= (3,):`` with a body that only prints and then raises or exits, and no else.

    The whole statement goes; where it is all there is in its block, ``pass`` stays.
    """
    node: Node | None = source.node(hit.start, hit.end)
    while node is not None and node.type not in ("if_statement", "block", "module"):
        node = node.parent
    if node is None or node.type != "if_statement" or node.child_by_field_name("alternative") is not None:
        return None
    condition = node.child_by_field_name("condition")
    body = node.child_by_field_name("consequence")
    if condition is None or body is None or not _MODERN.match(_bare(source.text(condition))):
        return None
    statements = [source.text(child) for child in body.named_children if child.type != "comment"]
    if not statements or not _EXIT.match(statements[-1]) or not all(_TALK.match(text) for text in statements[:-1]):
        return None
    return Match(hit.start, (_gone(source, node),))


def _bare(test: bytes) -> bytes:
    return test[1:-1].strip() if test.startswith(b"(") and test.endswith(b")") else test


def _gone(source: Source, node: Node) -> Edit:
    block = node.parent
    others = [child for child in block.named_children if child.type != "comment"] if block is not None else []
    if block is None or (block.type != "module" and len(others) < 2):
        return Edit(start=node.start_byte, end=node.end_byte, text=b"pass")
    end = source.data.find(b"\n", node.end_byte)
    stop = len(source.data) if end < 0 else end + 1
    return Edit(start=source.lexed.line_start(node.start_byte), end=stop, text=b"")
