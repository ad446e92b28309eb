"""The trove classifiers of a setup script say which Pythons the code runs on."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.setup_script import content, is_setup_script, take_out
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_PREFIX = b"Programming Language :: Python"
_LEGACY = re.compile(_PREFIX + rb" :: 2(?:\.\d+)?(?: :: Only)?\Z")


@recipe(
    "python-classifiers",
    title="Classifiers name the Python the code runs on",
    stage="packaging",
    words=("classifiers",),
    any_dialect=True,
)
def python_classifiers(source: Source, hit: Hit) -> Match | None:
    """In a setup script, in the first list that holds ``Programming Language :: Python`` strings.

    Those of Python 2 go; ``:: 3`` and the target's own are added where they are missing, in the place of
    the first that went or after the plain one. A script without any such string is left alone.
    """
    if not is_setup_script(source) or source.lexed.mask.find(b"classifiers") > hit.start:
        return None
    nodes = _elements(source)
    texts = [content(source, node) or b"" for node in nodes]
    if not nodes:
        return None
    version = source.project.target.removeprefix("python").encode()
    wanted = [_PREFIX + b" :: 3", _PREFIX + b" :: " + version]
    missing = [text for text in wanted if text not in texts]
    legacy = [node for node, text in zip(nodes, texts, strict=True) if _LEGACY.match(text)]
    edits: list[Edit] = []
    for node in legacy:
        if missing:
            edits.append(_refill(source, node, missing.pop(0)))
        else:
            edits.append(take_out(source, node))
    if missing:
        last = (legacy or nodes)[-1]
        edits = _append(source, edits, last, missing)
    return Match(hit.start, tuple(edits)) if edits else None


def _elements(source: Source) -> list[Node]:
    """The string literals of the classifier kind that are elements of one list or tuple."""
    found: list[Node] = []
    for token in source.lexed.strings:
        text = source.data[token.content.start : token.content.end]
        if not text.startswith(_PREFIX) or b"\n" in text:
            continue
        node = source.node(token.start, token.end)
        while node.type.startswith("string_") and node.parent is not None:
            node = node.parent
        parent = node.parent
        listed = node.type == "string" and parent is not None and parent.type in ("list", "tuple")
        if listed and (not found or found[0].parent == parent):
            found.append(node)
    return found


def _refill(source: Source, node: Node, text: bytes) -> Edit:
    token = source.lexed.string_at(node.start_byte)
    assert token is not None
    return Edit(start=token.content.start, end=token.content.end, text=text)


def _append(source: Source, edits: list[Edit], node: Node, texts: list[bytes]) -> list[Edit]:
    """Put ``texts`` after ``node``, each on a line of its own where the list is written that way."""
    token = source.lexed.string_at(node.start_byte)
    assert token is not None
    start = source.lexed.line_start(node.start_byte)
    before = source.data[start : node.start_byte]
    glue = b"," + (source.lexed.newline + before if not before.strip() else b" ")
    added = b"".join(glue + token.quote + text + token.quote for text in texts)
    return [*edits, Edit(start=node.end_byte, end=node.end_byte, text=added)]
