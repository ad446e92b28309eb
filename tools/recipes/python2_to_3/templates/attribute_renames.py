"""Attributes that Python 3 calls otherwise, on objects whose type only a run could tell."""

from collections.abc import Iterable

from tools.recipes import nodes
from tools.recipes.source import insert, replace
from tools.recipes.template import Failure, Fix, at, template

_RENAMED = {
    b"func_name": b"__name__",
    b"func_code": b"__code__",
    b"func_defaults": b"__defaults__",
    b"func_dict": b"__dict__",
    b"func_doc": b"__doc__",
    b"func_globals": b"__globals__",
    b"func_closure": b"__closure__",
    b"im_func": b"__func__",
    b"im_self": b"__self__",
    b"iteritems": b"items",
    b"iterkeys": b"keys",
    b"itervalues": b"values",
    b"viewitems": b"items",
    b"viewkeys": b"keys",
    b"viewvalues": b"values",
    b"next": b"__next__",
    b"__nonzero__": b"__bool__",
    b"__unicode__": b"__str__",
    b"__div__": b"__truediv__",
    b"tostring": b"tobytes",
    b"fromstring": b"frombytes",
    b"isAlive": b"is_alive",
    b"getiterator": b"iter",
    b"readfp": b"read_file",
    b"letters": b"ascii_letters",
    b"lowercase": b"ascii_lowercase",
    b"uppercase": b"ascii_uppercase",
    b"maxint": b"maxsize",
    b"getcwdu": b"getcwd",
    b"clock": b"perf_counter",
    b"getheader": b"get",
    b"getargspec": b"getfullargspec",
    b"encodestring": b"encodebytes",
    b"decodestring": b"decodebytes",
}


@template(
    "attribute-renames",
    title="attributes go by their names in Python 3",
    pattern=r"AttributeError: .*has no attribute '(\w+)'",
    spreads=True,
)
def attribute_renames(failure: Failure) -> Iterable[Fix]:
    """The attribute of the message, read at the failing place."""
    name = failure.match[1].encode()
    for place in failure.places[:1]:
        for node in place.found("attribute"):
            attribute, holder = node.child_by_field_name("attribute"), node.child_by_field_name("object")
            if attribute is None or holder is None or attribute.text != name:
                continue
            text = place.source.text(holder)
            if name in _RENAMED:
                told = f"Read {_RENAMED[name].decode()}, which was {name.decode()}"
                yield Fix(told[:45], at(place, replace(attribute, _RENAMED[name])))
            call = nodes.call_of(node)
            given = nodes.plain_arguments(call) if call is not None else None
            if name == b"has_key" and call is not None and given and len(given) == 1:
                inside = place.source.text(given[0]) + b" in " + nodes.operand(text, holder, nodes.SUM)
                fitted = nodes.fit(inside, nodes.COMPARISON, call)
                yield Fix("Ask with `in`, which was has_key()", at(place, replace(call, fitted)))
            if name == b"message":
                yield Fix("Read an exception's text with str()", at(place, replace(node, b"str(%s)" % text)))
                yield Fix("Read an exception's first argument", at(place, replace(node, b"%s.args[0]" % text)))
            if name == b"im_class":
                yield Fix(
                    "Ask a method's object for its class", at(place, replace(node, b"%s.__self__.__class__" % text))
                )
            if name == b"sort" and call is not None and not nodes.arguments(call):
                edits = (replace(call, b"%s = sorted(%s)" % (text, text)),)
                if call.parent is not None and call.parent.type == "expression_statement":
                    yield Fix("Sort a view into a list", at(place, *edits))
            if name in (b"append", b"remove", b"index", b"reverse", b"pop", b"insert", b"count", b"extend"):
                yield Fix(
                    "Make a list of what is used as one",
                    at(place, insert(holder.start_byte, b"list("), insert(holder.end_byte, b")")),
                )
