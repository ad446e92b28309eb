"""The nodes of Python 2's own syntax trees: what ``compiler.ast`` held until Python 3 removed it.

Overhaul added this file when it converted the repository: it is part of the repository now, and may be
edited. New code is better written with ``ast``.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from . import _legacy_compiler_consts as consts

nodes: dict[str, type] = {}
"""Every kind of node, by its name in lower case."""


def flatten(items: Any) -> list[Any]:
    """The elements of lists and tuples within each other, in order."""
    found: list[Any] = []
    for item in items:
        found += flatten(item) if isinstance(item, (list, tuple)) else [item]
    return found


def flatten_nodes(items: Any) -> list[Any]:
    """The nodes among the elements of lists and tuples within each other."""
    return [item for item in flatten(items) if isinstance(item, Node)]


class Node:
    """One node: its parts are attributes, given in the order of ``parts`` when it is made."""

    parts: ClassVar[tuple[str, ...]] = ()
    spread: ClassVar[frozenset[str]] = frozenset()
    """Parts that are lists, whose elements are children."""
    lineno: Any = None

    def __init__(self, *values: Any, lineno: Any = None, **named: Any) -> None:
        if len(values) == len(self.parts) + 1:
            *values, lineno = values  # type: ignore[assignment]
        if len(values) > len(self.parts):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self.parts) or 'nothing'}")
        given = dict(zip(self.parts, values, strict=False)) | named
        for part in self.parts:
            if part not in given and not hasattr(type(self), part):
                raise TypeError(f"{type(self).__name__} needs {part}")
        self.lineno = lineno
        self.__dict__.update(given)

    def __init_subclass__(cls) -> None:
        nodes[cls.__name__.lower()] = cls

    def getChildren(self) -> tuple[Any, ...]:
        """Everything the node is made of, nodes or not, lists of nodes spread out."""
        found: list[Any] = []
        for part in self.parts:
            value = getattr(self, part)
            found += flatten(value) if part in self.spread else [value]
        return tuple(found)

    def getChildNodes(self) -> tuple["Node", ...]:
        """The nodes right below this one."""
        return tuple(child for child in self.getChildren() if isinstance(child, Node))

    def asList(self) -> tuple[Any, ...]:
        """``getChildren``."""
        return self.getChildren()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.getChildren())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(getattr(self, part)) for part in self.parts)})"


class EmptyNode(Node):
    """No node."""


class _Pair(Node):
    """An operator between two expressions, which are given as one tuple."""

    parts = ("left", "right")

    def __init__(self, leftright: Any, lineno: Any = None) -> None:
        left, right = leftright
        super().__init__(left, right, lineno=lineno)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(({self.left!r}, {self.right!r}))"

    left: Any
    right: Any


class _Many(Node):
    """Nodes in a row."""

    parts = ("nodes",)
    spread = frozenset(parts)

    nodes: Any


class _One(Node):
    """Something about one expression."""

    parts = ("expr",)

    expr: Any


class _Coded(Node):
    """A function of some kind; its ``argnames`` end with those that take what is left over."""

    varargs: Any = None
    kwargs: Any = None
    flags: Any

    def __init__(self, *values: Any, lineno: Any = None, **named: Any) -> None:
        super().__init__(*values, lineno=lineno, **named)
        if self.flags & consts.CO_VARARGS:
            self.varargs = 1
        if self.flags & consts.CO_VARKEYWORDS:
            self.kwargs = 1


class Expression(Node):
    """An expression by itself."""

    parts = ("node",)


class Module(Node):
    """A module: its docstring, and a ``Stmt``."""

    parts = ("doc", "node")


class Stmt(_Many):
    """The statements of a block."""


class Decorators(_Many):
    """The decorators of a function or class."""


class Function(_Coded):
    """``def name(argnames): code``"""

    parts = ("decorators", "name", "argnames", "defaults", "flags", "doc", "code")
    spread = frozenset({"defaults"})


class Lambda(_Coded):
    """``lambda argnames: code``"""

    parts = ("argnames", "defaults", "flags", "code")
    spread = frozenset({"defaults"})


class Class(Node):
    """``class name(bases): code``"""

    parts = ("name", "bases", "doc", "code", "decorators")
    spread = frozenset({"bases"})
    decorators: Any = None


class Pass(Node):
    """``pass``"""


class Break(Node):
    """``break``"""


class Continue(Node):
    """``continue``"""


class Discard(_One):
    """An expression whose value is not used."""


class Assign(Node):
    """``nodes = … = expr``"""

    parts = ("nodes", "expr")
    spread = frozenset({"nodes"})


class AugAssign(Node):
    """``node += expr``; ``op`` is ``+=``."""

    parts = ("node", "op", "expr")


class AssName(Node):
    """A name that is assigned to, or deleted, as ``flags`` says."""

    parts = ("name", "flags")


class AssAttr(Node):
    """An attribute that is assigned to or deleted."""

    parts = ("expr", "attrname", "flags")


class AssTuple(_Many):
    """Several that are assigned to, or deleted."""


class AssList(_Many):
    """Several, in brackets, that are assigned to."""


class Assert(Node):
    """``assert test, fail``"""

    parts = ("test", "fail")


class Print(Node):
    """``print >>dest, nodes,`` as Python 2 wrote it."""

    parts = ("nodes", "dest")
    spread = frozenset({"nodes"})


class Printnl(Node):
    """``print >>dest, nodes`` as Python 2 wrote it."""

    parts = ("nodes", "dest")
    spread = frozenset({"nodes"})


class Exec(Node):
    """``exec expr in locals, globals`` as Python 2 wrote it."""

    parts = ("expr", "locals", "globals")


class Raise(Node):
    """``raise expr1``"""

    parts = ("expr1", "expr2", "expr3")


class Return(Node):
    """``return value``"""

    parts = ("value",)


class Yield(Node):
    """``yield value``"""

    parts = ("value",)


class Global(Node):
    """``global names``"""

    parts = ("names",)


class Import(Node):
    """``import …``: (name, name it is bound to or None), …"""

    parts = ("names",)


class From(Node):
    """``from modname import …``"""

    parts = ("modname", "names", "level")
    level: Any = 0


class If(Node):
    """``if`` and ``elif``: (condition, ``Stmt``), …"""

    parts = ("tests", "else_")
    spread = frozenset({"tests"})


class While(Node):
    """``while test: body``"""

    parts = ("test", "body", "else_")


class For(Node):
    """``for assign in list: body``"""

    parts = ("assign", "list", "body", "else_")


class With(Node):
    """``with expr as vars: body``"""

    parts = ("expr", "vars", "body")


class TryExcept(Node):
    """``try: body``, and (exception, target, ``Stmt``), …"""

    parts = ("body", "handlers", "else_")
    spread = frozenset({"handlers"})


class TryFinally(Node):
    """``try: body``, ``finally: final``"""

    parts = ("body", "final")


class And(_Many):
    """``… and …``"""


class Or(_Many):
    """``… or …``"""


class Not(_One):
    """``not expr``"""


class Compare(Node):
    """``expr < … < …``: (operator, expression), …"""

    parts = ("expr", "ops")
    spread = frozenset({"ops"})


class Bitor(_Many):
    """``… | …``"""


class Bitxor(_Many):
    """``… ^ …``"""


class Bitand(_Many):
    """``… & …``"""


class LeftShift(_Pair):
    """``left << right``"""


class RightShift(_Pair):
    """``left >> right``"""


class Add(_Pair):
    """``left + right``"""


class Sub(_Pair):
    """``left - right``"""


class Mul(_Pair):
    """``left * right``"""


class Div(_Pair):
    """``left / right``"""


class FloorDiv(_Pair):
    """``left // right``"""


class Mod(_Pair):
    """``left % right``"""


class Power(_Pair):
    """``left ** right``"""


class UnaryAdd(_One):
    """``+expr``"""


class UnarySub(_One):
    """``-expr``"""


class Invert(_One):
    """``~expr``"""


class Backquote(_One):
    """``repr(expr)`` as Python 2 wrote it, in backticks."""


class IfExp(Node):
    """``then if test else else_``"""

    parts = ("test", "then", "else_")


class Name(Node):
    """A name that is read."""

    parts = ("name",)


class Const(Node):
    """A number or a string."""

    parts = ("value",)


class Getattr(Node):
    """``expr.attrname``"""

    parts = ("expr", "attrname")


class Subscript(Node):
    """``expr[subs]``"""

    parts = ("expr", "flags", "subs")
    spread = frozenset({"subs"})


class Slice(Node):
    """``expr[lower:upper]``"""

    parts = ("expr", "flags", "lower", "upper")


class Sliceobj(_Many):
    """``…:…:…`` between brackets"""


class Ellipsis(Node):
    """``...``"""


class CallFunc(Node):
    """``node(args, *star_args, **dstar_args)``"""

    parts = ("node", "args", "star_args", "dstar_args")
    spread = frozenset({"args"})
    star_args: Any = None
    dstar_args: Any = None


class Keyword(Node):
    """``name=expr`` of a call"""

    parts = ("name", "expr")


class Tuple(_Many):
    """``(…, …)``"""


class List(_Many):
    """``[…, …]``"""


class Set(_Many):
    """``{…, …}``"""


class Dict(Node):
    """``{…: …}``: (key, value), …"""

    parts = ("items",)
    spread = frozenset({"items"})


class ListComp(Node):
    """``[expr for …]``"""

    parts = ("expr", "quals")
    spread = frozenset({"quals"})


class SetComp(Node):
    """``{expr for …}``"""

    parts = ("expr", "quals")
    spread = frozenset({"quals"})


class DictComp(Node):
    """``{key: value for …}``"""

    parts = ("key", "value", "quals")
    spread = frozenset({"quals"})


class ListCompFor(Node):
    """``for assign in list`` of a list, set or dictionary"""

    parts = ("assign", "list", "ifs")
    spread = frozenset({"ifs"})


class ListCompIf(Node):
    """``if test`` of a list, set or dictionary"""

    parts = ("test",)


class GenExpr(Node):
    """A generator expression: a ``GenExprInner``."""

    parts = ("code",)


class GenExprInner(Node):
    """``expr for …``"""

    parts = ("expr", "quals")
    spread = frozenset({"quals"})


class GenExprFor(Node):
    """``for assign in iter`` of a generator expression"""

    parts = ("assign", "iter", "ifs")
    spread = frozenset({"ifs"})


class GenExprIf(Node):
    """``if test`` of a generator expression"""

    parts = ("test",)
