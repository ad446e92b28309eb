"""``StopIteration`` that ends a generator from within."""

from collections.abc import Iterable

from tools.recipes import nodes
from tools.recipes.source import insert, replace
from tools.recipes.template import Failure, Fix, at, template


@template("stopped-generators", title="generators end by returning", pattern=r"generator raised StopIteration")
def stopped_generators(failure: Failure) -> Iterable[Fix]:
    """``raise StopIteration`` → ``return``; ``x = next(i)`` in a generator → the same under ``try``."""
    for place in failure.places[:2]:
        statement = nodes.statement(place.node)
        text = place.source.text(statement)
        if statement.type == "raise_statement":
            yield Fix("End a generator by returning", at(place, replace(statement, b"return")))
        elif b"next(" in text and b"\n" not in text:
            line = place.source.data.rfind(b"\n", 0, statement.start_byte) + 1
            head = place.source.data[line : statement.start_byte]
            if head.strip():
                continue
            after = b"\n%sexcept StopIteration:\n%s    return" % (head, head)
            edits = (insert(statement.start_byte, b"try:\n%s    " % head), insert(statement.end_byte, after))
            yield Fix("End a generator by returning", at(place, *edits))
