"""Methods of the standard library's objects that have another name now."""

import re

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes import nodes
from tools.recipes.python2_to_3._shared.setup_script import take_out
from tools.recipes.python2_to_3._shared.uses import module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace
from tools.syntax.words import occurrences

_TREES = (b"ElementTree", b"cElementTree", b"etree", b"elementtree")
_PARSERS = (b"ConfigParser", b"configparser")
_HEADERS = (b"info", b"headers", b"mimetools", b"httplib", b"urllib", b"urllib2")
_RENAMED: dict[bytes, tuple[bytes, tuple[bytes, ...], range]] = {
    b"getiterator": (b"iter", _TREES, range(2)),
    b"getmaintype": (b"get_content_maintype", _HEADERS, range(1)),
    b"getparam": (b"get_param", _HEADERS, range(1, 2)),
    b"getsubtype": (b"get_content_subtype", _HEADERS, range(1)),
    b"gettype": (b"get_content_type", _HEADERS, range(1)),
    b"isAlive": (b"is_alive", (), range(1)),
    b"lgettext": (b"gettext", (b"gettext",), range(1, 2)),
    b"lngettext": (b"ngettext", (b"gettext",), range(3, 4)),
    b"readPlistFromString": (b"loads", (b"plistlib",), range(1, 2)),
    b"readfp": (b"read_file", _PARSERS, range(1, 3)),
    b"ugettext": (b"gettext", (b"gettext",), range(2)),
    b"ungettext": (b"ngettext", (b"gettext",), range(4)),
    b"writePlistToString": (b"dumps", (b"plistlib",), range(1, 2)),
}
"""Old name → new name, words of which the file must hold one, and how many arguments there may be."""

_TRANSLATIONS = frozenset({b"lgettext", b"lngettext", b"ugettext", b"ungettext"})
_CALLED = re.compile(rb"[\s\\)]*\(")
_TRUTH = frozenset({b"True", b"False", b"1", b"0"})
_INSTALL_UNICODE = 3
"""``gettext.install(domain, localedir, unicode)``."""


@recipe(
    "renamed-methods",
    title="Methods of the standard library by their new names",
    stage="imports",
    words=[name.decode() for name in _RENAMED],
)
def renamed_methods(source: Source, hit: Hit) -> Match | None:
    """A method of that name, where the file names the module whose objects have it and defines none itself.

    Those of a catalogue of translations are often handed on: ``_ = translations.ugettext``.
    """
    new, words, counts = _RENAMED[source.data[hit.start : hit.end]]
    if words and source.lexed.words.isdisjoint(words):
        return None
    found = _call(source, hit)
    if found is None:
        return _handed_on(source, hit)
    name, _, values = found
    if values and values[0].text == b"self":
        values = values[1:]
    if len(values) not in counts:
        return None
    return Match(hit.start, (replace(name, new),))


def _handed_on(source: Source, hit: Hit) -> Match | None:
    name = source.node(hit.start, hit.end)
    attribute = name.parent
    if name.text not in _TRANSLATIONS or attribute is None or b"gettext" not in source.lexed.words:
        return None
    if not nodes.is_attribute(name) or nodes.call_of(attribute) is not None or source.legacy_only(name):
        return None
    pairs = [node.parent for node in _attributes(source, name) if node.parent is not None]
    if _is_defined(source, name) or any(_is_assigned(pair) for pair in pairs):
        return None
    return Match(hit.start, (replace(name, _RENAMED[name.text][0]),))


def _attributes(source: Source, name: Node) -> list[Node]:
    """The attribute expressions' names spelled like ``name`` in the file."""
    word = name.text or b""
    found = (source.node(at, at + len(word)) for at in occurrences(source.lexed.mask, word))
    return [node for node in found if nodes.is_attribute(node)]


def _is_assigned(attribute: Node) -> bool:
    parent = attribute.parent
    return parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == attribute


@recipe(
    "gettext-install",
    title="gettext.install() always gives text",
    stage="imports",
    words=("install", "translation"),
)
def gettext_install(source: Source, hit: Hit) -> Match | None:
    """``gettext.install(…, unicode=True)`` and ``codeset=…``: there are no such arguments any more.

    The method ``install`` of translations is known by its keyword ``unicode``, or its one plain truth value.
    """
    if b"gettext" not in source.lexed.words or not _CALLED.match(source.lexed.mask, hit.end):
        return None
    name = source.node(hit.start, hit.end)
    if name.type != "identifier" or source.legacy_only(name):
        return None
    holder = nodes.reference(name)
    call = nodes.call_of(holder)
    if call is None:
        return None
    known = (module_of(source, holder) or "").startswith("gettext.")
    found = nodes.keyword(call, b"unicode") or (nodes.keyword(call, b"codeset") if known else None)
    if found is not None and (known or name.text == b"install"):
        return Match(hit.start, (take_out(source, found),), again=True)
    passed = nodes.plain_arguments(call) or []
    if known and name.text == b"install" and len(passed) == _INSTALL_UNICODE:
        return Match(hit.start, (take_out(source, passed[-1]),))
    if not known and name.text == b"install" and len(passed) == 1 and passed[0].text in _TRUTH:
        return Match(hit.start, (take_out(source, passed[0]),))
    return None


@recipe(
    "element-children",
    title="Element.getchildren() becomes list(element)",
    stage="imports",
    words=("getchildren",),
)
def element_children(source: Source, hit: Hit) -> Match | None:
    """A call without arguments in a file that names ElementTree or etree."""
    found = _call(source, hit)
    if found is None or found[2] or source.lexed.words.isdisjoint(_TREES):
        return None
    _, call, _ = found
    function = call.child_by_field_name("function")
    holder = function.child_by_field_name("object") if function is not None else None
    if holder is None:
        return None
    edits = (insert(holder.start_byte, b"list("), replace_tail(holder, call, b")"))
    return Match(hit.start, edits)


def replace_tail(holder: Node, call: Node, text: bytes) -> Edit:
    """The edit that puts ``text`` where ``.method(…)`` stood behind ``holder``."""
    return Edit(start=holder.end_byte, end=call.end_byte, text=text)


@recipe(
    "array-strings",
    title="array.tostring() and fromstring() become tobytes() and frombytes()",
    stage="imports",
    words=("tostring", "fromstring"),
)
def array_strings(source: Source, hit: Hit) -> Match | None:
    """On a call of ``array.array``, or on a name this file gives such a call."""
    found = _call(source, hit)
    if found is None or b"array" not in source.lexed.words:
        return None
    name, call, values = found
    reading = name.text == b"fromstring"
    function = call.child_by_field_name("function")
    holder = function.child_by_field_name("object") if function is not None else None
    if holder is None or len(values) != (1 if reading else 0) or not _is_array(source, holder):
        return None
    return Match(hit.start, (replace(name, b"frombytes" if reading else b"tobytes"),))


def _is_array(source: Source, holder: Node) -> bool:
    if holder.type == "call":
        function = holder.child_by_field_name("function")
        return function is not None and source.text(function) in (b"array.array", b"array")
    if holder.type not in ("identifier", "attribute"):
        return False
    text = source.text(holder)
    return any(
        text + gap + b"array" + more in source.data
        for gap in (b" = ", b"=", b" =", b"= ")
        for more in (b".array(", b"(")
    )


def _call(source: Source, hit: Hit) -> tuple[Node, Node, list[Node]] | None:
    """(name, call, arguments) where the hit is the method's name in a call, and no function here has it."""
    name = source.node(hit.start, hit.end)
    attribute = name.parent
    if attribute is None or attribute.type != "attribute" or attribute.child_by_field_name("attribute") != name:
        return None
    call = attribute.parent
    if call is None or call.type != "call" or call.child_by_field_name("function") != attribute:
        return None
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "argument_list":
        return None
    if _is_defined(source, name):
        return None
    return name, call, [child for child in arguments.named_children if child.type != "comment"]


def _is_defined(source: Source, name: Node) -> bool:
    """Whether the file defines a function or method called ``name``."""
    return any(
        binder.parent is not None and binder.parent.type == "function_definition"
        for binder in source.bindings.binders(name.text or b"")
    )
