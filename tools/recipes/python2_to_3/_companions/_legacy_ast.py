"""Syntax trees of the shape they had in Python 2: what ``ast`` and ``_ast`` gave there.

Overhaul added this file when it converted the repository: it is part of the repository now, and may be
edited. New code is better written for the trees of today. The trees made here cannot be compiled.
"""

import ast as _ast
import io as _io
import tokenize as _tokenize
from collections.abc import Callable as _Callable
from typing import Any as _Any


class Num(_ast.expr):
    """A number ``n``."""

    _fields = ("n",)


class Str(_ast.expr):
    """A string ``s``, of text or of bytes."""

    _fields = ("s",)


class Repr(_ast.expr):
    """Backticks: no source of today has them."""

    _fields = ("value",)


class Call(_ast.Call):
    """A call with at most one ``*`` and one ``**``."""

    _fields = ("func", "args", "keywords", "starargs", "kwargs")


class Index(_ast.AST):
    """A subscript that is one value."""

    _fields = ("value",)
    _attributes = ()


class ExtSlice(_ast.AST):
    """A subscript of several parts, slices among them."""

    _fields = ("dims",)
    _attributes = ()


class Ellipsis(_ast.AST):
    """``...`` as a subscript."""

    _fields = ()
    _attributes = ()


class Print(_ast.stmt):
    """A print statement: no source of today has one."""

    _fields = ("dest", "values", "nl")


class Exec(_ast.stmt):
    """An exec statement: no source of today has one."""

    _fields = ("body", "globals", "locals")


class TryExcept(_ast.stmt):
    """``try`` with ``except``."""

    _fields = ("body", "handlers", "orelse")


class TryFinally(_ast.stmt):
    """``try`` with ``finally``, around a ``TryExcept`` where there is one."""

    _fields = ("body", "finalbody")


class Raise(_ast.Raise):
    """``raise`` of a type, which holds the whole exception."""

    _fields = ("type", "inst", "tback")


class With(_ast.With):
    """``with`` of one manager; several are nested."""

    _fields = ("context_expr", "optional_vars", "body")


class For(_ast.For):
    """A loop."""

    _fields = ("target", "iter", "body", "orelse")


class Assign(_ast.Assign):
    """An assignment."""

    _fields = ("targets", "value")


class FunctionDef(_ast.FunctionDef):
    """A function; its line is that of its first decorator."""

    _fields = ("name", "args", "body", "decorator_list")


class ClassDef(_ast.ClassDef):
    """A class; its line is that of its first decorator."""

    _fields = ("name", "bases", "body", "decorator_list")


class Module(_ast.Module):
    """A whole source."""

    _fields = ("body",)


class arguments(_ast.arguments):
    """Parameters: names, and the names of those with stars as strings."""

    _fields = ("args", "vararg", "kwarg", "defaults")


class comprehension(_ast.comprehension):
    """One ``for`` of a comprehension."""

    _fields = ("target", "iter", "ifs")


class ExceptHandler(_ast.ExceptHandler):
    """``except``, with a ``Name`` for what is caught."""

    _fields = ("type", "name", "body")


class _Caught(_ast.Name):
    """What an exception is caught as: a ``Name``, and for code that knows both shapes as good as its string."""

    def __eq__(self, other: object) -> bool:
        return self.id == other if isinstance(other, str) else self is other

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return self.id


_Caught.__name__ = "Name"


class Param(_ast.expr_context):
    """What a parameter's name is there for."""


class AugLoad(_ast.expr_context):
    """No tree had it, but it was there."""


class AugStore(_ast.expr_context):
    """No tree had it, but it was there."""


globals().update({name: value for name, value in vars(_ast).items() if name[0] != "_" and name not in globals()})


def parse(source: _Any, filename: str = "<unknown>", mode: str = "exec") -> _Any:
    """The tree of ``source`` in the old shape."""
    return as_python2(compile(source, filename, mode, _ast.PyCF_ONLY_AST), source)


def as_python2(tree: _Any, source: _Any = None) -> _Any:
    """``tree`` in the old shape. Its ``source`` tells where tuples in parentheses began."""
    text = source if isinstance(source, str) else bytes(source or b"").decode("utf-8", "surrogateescape")
    return _Converter(text, tree).convert(tree)


_SHAPES: dict[_Any, _Any] = {
    kind.__base__: kind
    for kind in (Call, Raise, For, Assign, FunctionDef, ClassDef, Module, arguments, comprehension, ExceptHandler)
}

_LEVELS = ((_ast.Add, _ast.Sub), (_ast.Mult, _ast.Div, _ast.FloorDiv, _ast.Mod), (_ast.LShift, _ast.RShift))
_NOWHERE = (_ast.alias, _ast.keyword, arguments)
"""Nodes that had no place."""


class _Converter:
    """Makes the trees of one source anew."""

    def __init__(self, text: str, tree: _Any) -> None:
        self._lines = text.encode("utf-8", "surrogateescape").splitlines(keepends=True)
        self._moved: dict[tuple[int, int], tuple[int, int]] = {}
        """Where strings of several lines start → the place they had: their last line, and no column."""
        for node in _ast.walk(tree):
            if isinstance(node, _ast.Constant) and node.lineno != node.end_lineno:
                tokens = self._tokens(node)
                if tokens and tokens[0].end[0] > 1:
                    self._moved[node.lineno, node.col_offset] = node.lineno + tokens[0].end[0] - 1, -1

    def convert(self, node: _Any) -> _Any:
        """``node``, a node, a list or a plain value."""
        if isinstance(node, list):
            return [self.convert(item) for item in node]
        if not isinstance(node, _ast.AST):
            return node
        made = self._made(node)
        place = self._moved.get((getattr(made, "lineno", 0), getattr(made, "col_offset", 0)))
        if place is not None:
            made.lineno, made.col_offset = place
        return made

    def _made(self, node: _Any) -> _Any:
        method: _Callable[[_Any], _Any] | None = getattr(self, "_" + type(node).__name__, None)
        return self._plain(node) if method is None else method(node)

    def _plain(self, node: _Any, **changed: _Any) -> _Any:
        """The same with its parts converted; ``changed`` are fields that are made already."""
        kind = _SHAPES.get(type(node), type(node))
        fields = {name: changed[name] if name in changed else self.convert(getattr(node, name, None))
                  for name in kind._fields}  # fmt: skip
        return _node(kind, None if kind in _NOWHERE else node, **fields)

    def _Constant(self, node: _Any) -> _Any:
        value = node.value
        if value is None or value is True or value is False or value is ...:
            name = "Ellipsis" if value is ... else repr(value)
            return _node(_ast.Name, node, id=name, ctx=_ast.Load())
        return _node(Str, node, s=value) if isinstance(value, (str, bytes)) else _node(Num, node, n=value)

    def _Call(self, node: _Any) -> _Any:
        star = next((item for item in node.args if isinstance(item, _ast.Starred)), None)
        double = next((item for item in node.keywords if item.arg is None), None)
        made = self._plain(
            node,
            args=[self.convert(item) for item in node.args if item is not star],
            keywords=[self.convert(item) for item in node.keywords if item is not double],
            starargs=None if star is None else self.convert(star.value),
            kwargs=None if double is None else self.convert(double.value),
        )
        return _placed(made, made.func)

    def _Attribute(self, node: _Any) -> _Any:
        made = self._plain(node)
        return _placed(made, made.value)

    def _Subscript(self, node: _Any) -> _Any:
        made = self._plain(node, slice=self._slice(node.slice))
        return _placed(made, made.value)

    def _slice(self, node: _Any) -> _Any:
        if isinstance(node, _ast.Slice):
            parts = {name: self.convert(getattr(node, name)) for name in node._fields}
            return _ast.Slice(**parts)
        if isinstance(node, _ast.Constant) and node.value is ...:
            return Ellipsis()
        if isinstance(node, _ast.Tuple) and any(isinstance(item, _ast.Slice) for item in node.elts):
            return _node(ExtSlice, None, dims=[self._slice(item) for item in node.elts])
        return _node(Index, None, value=self.convert(node))

    def _Tuple(self, node: _Any) -> _Any:
        made = self._plain(node)
        if node.elts and self._in_parentheses(node):
            made.lineno, made.col_offset = self._after_parenthesis(node)
        return made

    def _GeneratorExp(self, node: _Any) -> _Any:
        made = self._plain(node)
        made.lineno, made.col_offset = self._after_parenthesis(node)
        return made

    _ListComp = _SetComp = _DictComp = _GeneratorExp

    def _BinOp(self, node: _Any) -> _Any:
        """In ``a + b - c`` the place of the second is that of its operator."""
        made, left = self._plain(node), node.left
        level = next((ops for ops in _LEVELS if isinstance(node.op, ops)), type(node.op))
        chained = isinstance(left, _ast.BinOp) and isinstance(left.op, level)
        if chained and (left.lineno, left.col_offset) == (node.lineno, node.col_offset):
            for number in range(left.end_lineno, node.right.lineno + 1):
                start = left.end_col_offset if number == left.end_lineno else 0
                text = self._lines[number - 1][start:].split(b"#")[0] if number <= len(self._lines) else b""
                gap = len(text) - len(text.lstrip(b" \t\f\\\r\n"))
                if gap < len(text):
                    made.lineno, made.col_offset = number, start + gap
                    break
        return made

    def _UnaryOp(self, node: _Any) -> _Any:
        """A minus is part of the number behind it."""
        inner = node.operand
        if isinstance(node.op, _ast.USub) and isinstance(inner, _ast.Constant) and not isinstance(inner.value, str):
            gap = self._lines[node.lineno - 1][node.col_offset : inner.col_offset] if self._lines else b""
            if node.lineno == inner.lineno and gap.strip() == b"-" and isinstance(inner.value, (int, float, complex)):
                return _node(Num, node, n=-inner.value)
        return self._plain(node)

    def _If(self, node: _Any) -> _Any:
        made = self._plain(node)
        line = self._lines[node.lineno - 1] if node.lineno <= len(self._lines) else b""
        test = line[node.col_offset + len(b"elif") :]
        if line[node.col_offset :].startswith(b"elif"):
            made.col_offset = node.col_offset + len(b"elif") + len(test) - len(test.lstrip())
        return made

    def _arguments(self, node: _Any) -> _Any:
        names = [_node(_ast.Name, item, id=item.arg, ctx=Param()) for item in node.posonlyargs + node.args]
        for name in names:
            name.arg = name.id  # for code that knows both shapes
        stars = {name: getattr(node, name).arg if getattr(node, name) else None for name in ("vararg", "kwarg")}
        return self._plain(node, args=names, **stars)

    def _FunctionDef(self, node: _Any) -> _Any:
        made = self._plain(node)
        if node.decorator_list:
            made.lineno = node.decorator_list[0].lineno
        return made

    _ClassDef = _FunctionDef

    def _Raise(self, node: _Any) -> _Any:
        return self._plain(node, type=self.convert(node.exc), inst=None, tback=None)

    def _Try(self, node: _Any) -> _Any:
        body = self.convert(node.body)
        if node.handlers:
            parts = {"handlers": self.convert(node.handlers), "orelse": self.convert(node.orelse)}
            body = [_node(TryExcept, node, body=body, **parts)]
        if not node.finalbody:
            return body[0]
        return _node(TryFinally, node, body=body, finalbody=self.convert(node.finalbody))

    def _ExceptHandler(self, node: _Any) -> _Any:
        name = None
        if node.name is not None:
            line, column = node.type.end_lineno, node.type.end_col_offset
            if line <= len(self._lines):
                column = max(column, self._lines[line - 1].find(node.name.encode(), column))
            name = _Caught(id=node.name, ctx=_ast.Store(), lineno=line, col_offset=column)
        return self._plain(node, name=name)

    def _With(self, node: _Any) -> _Any:
        body = self.convert(node.body)
        for item in reversed(node.items):
            manager, target = self.convert(item.context_expr), self.convert(item.optional_vars)
            body = [_node(With, item.context_expr, context_expr=manager, optional_vars=target, body=body)]
        return body[0]

    def _in_parentheses(self, node: _Any) -> bool:
        """Whether the first parenthesis of a tuple is closed by its last character."""
        depth, tokens = 0, self._tokens(node)
        for index, token in enumerate(tokens):
            if token.type == _tokenize.OP and token.string in "([{":
                depth += 1
            elif token.type == _tokenize.OP and token.string in ")]}":
                depth -= 1
            if depth == 0:
                rest = {_tokenize.NEWLINE, _tokenize.NL, _tokenize.ENDMARKER}
                return token.string == ")" and {later.type for later in tokens[index + 1 :]} <= rest
        return False

    def _after_parenthesis(self, node: _Any) -> tuple[int, int]:
        """(line, column in bytes) of the first token behind the parenthesis that ``node`` starts with."""
        for index, token in enumerate(self._tokens(node)):
            if index and token.type not in (_tokenize.NL, _tokenize.COMMENT, _tokenize.INDENT):
                line = node.lineno + token.start[0] - 1
                column = len(token.line[: token.start[1]].encode("utf-8", "surrogateescape"))
                return line, column + (node.col_offset if token.start[0] == 1 else 0)
        return node.lineno, node.col_offset

    def _tokens(self, node: _Any) -> list[_tokenize.TokenInfo]:
        lines = self._lines[node.lineno - 1 : node.end_lineno]
        if not lines:
            return []
        lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        text = b"".join(lines).decode("utf-8", "surrogateescape")
        try:
            return list(_tokenize.generate_tokens(_io.StringIO(text).readline))
        except (_tokenize.TokenError, SyntaxError):
            return []


def _node(kind: _Any, at: _Any, **fields: _Any) -> _Any:
    """A node of ``kind`` where ``at`` is."""
    return _placed(kind(**fields), at)


def _placed(made: _Any, node: _Any) -> _Any:
    """``made`` where ``node`` is."""
    for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
        if hasattr(node, name) and (made._attributes or name in made.__dict__):
            setattr(made, name, getattr(node, name))
    return made
