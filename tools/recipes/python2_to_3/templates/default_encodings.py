"""A test was given bytes and wanted text, because what it called encodes unless it is told not to."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tree_sitter import Node

from tools.recipes import nodes
from tools.recipes.python2_to_3.templates.returned_kind import GOT_BYTES
from tools.recipes.source import Source, replace
from tools.recipes.template import Failure, Fix, template

_DEFAULT = re.compile(rb"[(,]\s*(?P<name>encoding|charset)\s*=\s*\"")
_FORWARDED = rb"[(,]\s*%s\s*=\s*%s\s*[,)]"


class _Coded(NamedTuple):
    """A function that is told an encoding, or else takes one by default."""

    source: Source
    name: bytes
    default: Node
    encodes: bool
    """Whether it encodes by it, and gives text where it is None."""
    forwards: frozenset[bytes]
    """Names of the functions it hands it on to."""


@template("default-encodings", title="text is not encoded unless it is asked for", pattern=GOT_BYTES)
def default_encodings(failure: Failure) -> Iterable[Fix]:
    """``encoding='utf-8'`` → ``encoding=None``, for functions that encode what they give unless the encoding is None.

    In Python 2 such a function gave the plain strings that its callers went on with. Functions that only hand
    the encoding on to one of those change with it: all of a repository, or none.
    """
    found = [coded for source in failure.sources() for coded in _functions(source)]
    chosen = {coded.name for coded in found if coded.encodes}
    while more := {coded.name for coded in found if coded.forwards & chosen} - chosen:
        chosen |= more
    meant = [coded for coded in found if coded.encodes or coded.forwards & chosen]
    if any(coded.encodes for coded in meant):
        edits = tuple((coded.source.path, replace(coded.default, b"None")) for coded in meant)
        yield Fix("Give text unless an encoding is asked for", edits)


def _functions(source: Source) -> Iterator[_Coded]:
    """Those of ``source``, less those that decode by their encoding: they read."""
    mask = source.lexed.mask
    for match in _DEFAULT.finditer(mask):
        parameter = source.node(match.start("name"), match.end("name")).parent
        function = parameter.parent.parent if parameter is not None and parameter.parent is not None else None
        if parameter is None or function is None or parameter.type != "default_parameter":
            continue
        default, name = parameter.child_by_field_name("value"), function.child_by_field_name("name")
        body = function.child_by_field_name("body")
        if default is None or name is None or body is None or default.type != "string":
            continue
        text, word = mask[body.start_byte : body.end_byte], match["name"]
        if re.search(rb"\.decode\(\s*%s\b" % word, text):
            continue
        yield _Coded(source, name.text or b"", default, _gives_text(text, word), _receivers(source, body, text, word))


def _gives_text(body: bytes, word: bytes) -> bool:
    """Whether ``body`` encodes by ``word``, and asks whether it is there."""
    encodes = re.search(rb"\.encode\(\s*%s\b" % word, body)
    asks = re.search(rb"\b%s\s+is\s+(?:not\s+)?None\b|\bif\s+(?:not\s+)?%s\s*:" % (word, word), body)
    return bool(encodes and asks)


def _receivers(source: Source, body: Node, text: bytes, word: bytes) -> frozenset[bytes]:
    found = set()
    for match in re.finditer(_FORWARDED % (word, word), text):
        start = body.start_byte + match.start() + match[0].index(word)
        call = nodes.taker(nodes.outermost(source.node(start, start + len(word))).parent or body)
        function = call.child_by_field_name("function") if call is not None else None
        if function is not None:
            found.add((function.text or b"").rpartition(b".")[2])
    return frozenset(found)
