"""Files whose bytes are not UTF-8, or that are binary."""

from collections.abc import Iterable

from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.conversions import assigned
from tools.recipes.source import insert
from tools.recipes.template import Failure, Fix, template, walk


@template(
    "file-encodings",
    title="files are read as what they hold",
    pattern=r"UnicodeDecodeError: 'utf-8' codec can't decode|can't have unbuffered text|codec can't encode character",
)
def file_encodings(failure: Failure) -> Iterable[Fix]:
    """``open(path)`` → binary, or with ``encoding='latin-1'``; at the failing place and at the file's origin."""
    for place in failure.places[:3]:
        values = [place.node]
        values += [
            v
            for n in list(walk(place.node))[:12]
            if n.type in ("identifier", "attribute")
            for v in assigned(place.source, n)
        ]
        for value in values:
            for call in walk(value):
                function = call.child_by_field_name("function") if call.type == "call" else None
                if function is None or place.source.text(function) not in (b"open", b"io.open"):
                    continue
                given = nodes.plain_arguments(call)
                if not given:
                    continue
                if len(given) == 1:
                    yield Fix("Open a file in binary mode", ((place.path, insert(given[0].end_byte, b", 'rb'")),))
                    yield Fix(
                        "Read a file as Latin-1", ((place.path, insert(given[0].end_byte, b", encoding='latin-1'")),)
                    )
                elif b"b" not in place.source.text(given[1]) and len(given) == 2:
                    mode = place.source.text(given[1])
                    if mode[-1:] in (b"'", b'"'):
                        yield Fix("Open a file in binary mode", ((place.path, insert(given[1].end_byte - 1, b"b")),))
                    yield Fix(
                        "Read a file as Latin-1", ((place.path, insert(given[1].end_byte, b", encoding='latin-1'")),)
                    )
