"""From source text to Python 2's own syntax trees: what ``compiler.transformer`` did until Python 3 removed it.

Overhaul added this file when it converted the repository: it is part of the repository now, and may be
edited. It reads with ``ast``, so the text must be valid for the Python that runs it; what has no node of
old is a ``SyntaxError``. New code is better written with ``ast``.
"""

import ast
import builtins
from collections.abc import Sequence
from typing import Any

from . import _legacy_compiler_ast as old
from . import _legacy_compiler_consts as consts

_BINARY: dict[type, Any] = {
    ast.Add: old.Add,
    ast.Sub: old.Sub,
    ast.Mult: old.Mul,
    ast.Div: old.Div,
    ast.FloorDiv: old.FloorDiv,
    ast.Mod: old.Mod,
    ast.Pow: old.Power,
    ast.LShift: old.LeftShift,
    ast.RShift: old.RightShift,
}
_BITS: dict[type, Any] = {ast.BitOr: old.Bitor, ast.BitXor: old.Bitxor, ast.BitAnd: old.Bitand}
_UNARY: dict[type, Any] = {ast.UAdd: old.UnaryAdd, ast.USub: old.UnarySub, ast.Invert: old.Invert, ast.Not: old.Not}
_SIGNS: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


def parse(buf: Any, mode: str = "exec") -> Any:
    """The tree of the source ``buf``: a ``Module``, or an ``Expression`` where ``mode`` is ``eval``.

    Raises:
        SyntaxError: it is no valid source, or holds what Python 2 had nothing like.
    """
    if mode in ("exec", "single"):
        return Transformer().parsesuite(buf)
    if mode == "eval":
        return Transformer().parseexpr(buf)
    raise ValueError("compile() arg 3 must be 'exec' or 'eval' or 'single'")


def parseFile(path: str) -> Any:
    """The tree of the file at ``path``."""
    return Transformer().parsefile(path)


class Transformer:
    """Makes trees of source text."""

    def parsesuite(self, text: Any) -> Any:
        """The ``Module`` that ``text`` is."""
        return self.transform(ast.parse(text))

    def parseexpr(self, text: Any) -> Any:
        """The ``Expression`` that ``text`` is."""
        return self.transform(ast.parse(text.strip(), mode="eval"))

    def parsefile(self, file: Any) -> Any:
        """The ``Module`` that a file, open or by its path, holds."""
        if not isinstance(file, str):
            return self.parsesuite(file.read())
        with open(file, "rb") as stream:
            return self.parsesuite(stream.read())

    def transform(self, tree: ast.AST) -> Any:
        """The tree of old for ``tree``, which ``ast`` made."""
        return _node(tree)


def _node(tree: Any) -> Any:
    """``tree`` as a node of old; None for None."""
    if tree is None:
        return None
    make = getattr(_Makers, type(tree).__name__, None)
    made = make(tree) if make is not None else None
    if made is None:
        raise SyntaxError(f"line {getattr(tree, 'lineno', '?')}: Python 2 had no node for {type(tree).__name__}")
    if made.lineno is None and not isinstance(made, old.Module):
        made.lineno = getattr(tree, "lineno", None)
    return made


def _several(trees: Sequence[Any]) -> list[Any]:
    return [_node(tree) for tree in trees]


def _block(body: Sequence[Any]) -> Any:
    """The statements ``body``; None where there are none."""
    made = [_node(tree) for tree in body]
    return old.Stmt(made, lineno=made[0].lineno) if made else None


def _documented(body: Sequence[Any]) -> tuple[str | None, Any]:
    """(docstring, the other statements)."""
    first = body[0].value if body and isinstance(body[0], ast.Expr) else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value, _block(body[1:]) or old.Stmt([], lineno=body[0].lineno)
    return None, _block(body) or old.Stmt([])


def _decorators(tree: Any) -> Any:
    listed = tree.decorator_list
    return old.Decorators(_several(listed), lineno=listed[0].lineno) if listed else None


def _parameters(arguments: ast.arguments) -> tuple[list[str], list[Any], int]:
    """(names, defaults, flags)."""
    if arguments.kwonlyargs:
        raise SyntaxError("Python 2 had no parameters that are given by name only")
    names, flags = [argument.arg for argument in arguments.posonlyargs + arguments.args], 0
    if arguments.vararg is not None:
        names, flags = [*names, arguments.vararg.arg], flags | consts.CO_VARARGS
    if arguments.kwarg is not None:
        names, flags = [*names, arguments.kwarg.arg], flags | consts.CO_VARKEYWORDS
    return names, _several(arguments.defaults), flags


def _target(tree: Any, flags: str = consts.OP_ASSIGN) -> Any:
    """What is assigned to or deleted."""
    line = tree.lineno
    if isinstance(tree, ast.Name):
        return old.AssName(tree.id, flags, lineno=line)
    if isinstance(tree, ast.Attribute):
        return old.AssAttr(_node(tree.value), tree.attr, flags, lineno=line)
    if isinstance(tree, ast.Subscript):
        return _subscript(tree, flags)
    if isinstance(tree, (ast.Tuple, ast.List)):
        make = old.AssTuple if isinstance(tree, ast.Tuple) else old.AssList
        return make([_target(item, flags) for item in tree.elts], lineno=line)
    raise SyntaxError(f"line {line}: Python 2 could not assign to {type(tree).__name__}")


def _subscript(tree: ast.Subscript, flags: str) -> Any:
    inside, value, line = tree.slice, _node(tree.value), tree.lineno
    if isinstance(inside, ast.Slice) and inside.step is None:
        return old.Slice(value, flags, _node(inside.lower), _node(inside.upper), lineno=line)
    plain = isinstance(inside, ast.Tuple) and inside.elts
    return old.Subscript(value, flags, _several(inside.elts if plain else [inside]), lineno=line)  # type: ignore[attr-defined]


def _clauses(generators: Sequence[ast.comprehension], *, lazy: bool = False) -> list[Any]:
    """The ``for`` parts of a comprehension, each with its ``if`` parts."""
    loop, test = (old.GenExprFor, old.GenExprIf) if lazy else (old.ListCompFor, old.ListCompIf)
    return [
        loop(
            _target(part.target),
            _node(part.iter),
            [test(_node(condition), lineno=condition.lineno) for condition in part.ifs],
            lineno=part.target.lineno,
        )
        for part in generators
    ]


class _Makers:
    """How a node of ``ast`` becomes one of old, by the name of its class."""

    @staticmethod
    def Module(tree: Any) -> Any:
        return old.Module(*_documented(tree.body))

    @staticmethod
    def Expression(tree: Any) -> Any:
        return old.Expression(_node(tree.body))

    # -------------------------------------------------------------------------------- definitions

    @staticmethod
    def FunctionDef(tree: Any) -> Any:
        names, defaults, flags = _parameters(tree.args)
        return old.Function(_decorators(tree), tree.name, names, defaults, flags, *_documented(tree.body))

    @staticmethod
    def ClassDef(tree: Any) -> Any:
        if tree.keywords:
            return None
        return old.Class(tree.name, _several(tree.bases), *_documented(tree.body), _decorators(tree))

    @staticmethod
    def Lambda(tree: Any) -> Any:
        return old.Lambda(*_parameters(tree.args), _node(tree.body))

    # -------------------------------------------------------------------------- simple statements

    @staticmethod
    def Expr(tree: Any) -> Any:
        return old.Discard(_node(tree.value))

    @staticmethod
    def Assign(tree: Any) -> Any:
        return old.Assign([_target(target) for target in tree.targets], _node(tree.value))

    @staticmethod
    def AugAssign(tree: Any) -> Any:
        return old.AugAssign(_node(tree.target), _SIGNS[type(tree.op)] + "=", _node(tree.value))

    @staticmethod
    def Delete(tree: Any) -> Any:
        gone = [_target(target, consts.OP_DELETE) for target in tree.targets]
        return gone[0] if len(gone) == 1 else old.AssTuple(gone)

    @staticmethod
    def Pass(tree: Any) -> Any:
        return old.Pass()

    @staticmethod
    def Break(tree: Any) -> Any:
        return old.Break()

    @staticmethod
    def Continue(tree: Any) -> Any:
        return old.Continue()

    @staticmethod
    def Assert(tree: Any) -> Any:
        return old.Assert(_node(tree.test), _node(tree.msg))

    @staticmethod
    def Raise(tree: Any) -> Any:
        return old.Raise(_node(tree.exc), None, None)

    @staticmethod
    def Return(tree: Any) -> Any:
        return old.Return(_node(tree.value) or old.Const(None, lineno=tree.lineno))

    @staticmethod
    def Global(tree: Any) -> Any:
        return old.Global(list(tree.names))

    @staticmethod
    def Import(tree: Any) -> Any:
        return old.Import([(item.name, item.asname) for item in tree.names])

    @staticmethod
    def ImportFrom(tree: Any) -> Any:
        return old.From(tree.module or "", [(item.name, item.asname) for item in tree.names], tree.level)

    # ------------------------------------------------------------------------ compound statements

    @staticmethod
    def If(tree: Any) -> Any:
        tests = [(_node(tree.test), _block(tree.body))]
        rest = tree.orelse
        # An ``elif`` stands where its ``if`` does; an ``if`` in an ``else`` stands further in.
        while len(rest) == 1 and isinstance(rest[0], ast.If) and rest[0].col_offset == tree.col_offset:
            tests.append((_node(rest[0].test), _block(rest[0].body)))
            rest = rest[0].orelse
        return old.If(tests, _block(rest))

    @staticmethod
    def While(tree: Any) -> Any:
        return old.While(_node(tree.test), _block(tree.body), _block(tree.orelse))

    @staticmethod
    def For(tree: Any) -> Any:
        return old.For(_target(tree.target), _node(tree.iter), _block(tree.body), _block(tree.orelse))

    @staticmethod
    def With(tree: Any) -> Any:
        body = _block(tree.body)
        for item in reversed(tree.items):
            names = _target(item.optional_vars) if item.optional_vars is not None else None
            body = old.With(_node(item.context_expr), names, body, lineno=tree.lineno)
        return body

    @staticmethod
    def Try(tree: Any) -> Any:
        made = _block(tree.body)
        if tree.handlers:
            handlers = []
            for handler in tree.handlers:
                name = old.AssName(handler.name, consts.OP_ASSIGN, lineno=handler.lineno) if handler.name else None
                handlers.append((_node(handler.type), name, _block(handler.body)))
            made = old.TryExcept(made, handlers, _block(tree.orelse), lineno=tree.lineno)
        return old.TryFinally(made, _block(tree.finalbody)) if tree.finalbody else made

    # -------------------------------------------------------------------------------- expressions

    @staticmethod
    def BoolOp(tree: Any) -> Any:
        make = old.And if isinstance(tree.op, ast.And) else old.Or
        return make(_several(tree.values))

    @staticmethod
    def BinOp(tree: Any) -> Any:
        kind = type(tree.op)
        if kind in _BINARY:
            return _BINARY[kind]((_node(tree.left), _node(tree.right)))
        if kind not in _BITS:
            return None
        left: Any = tree.left
        parts = [tree.right]
        while isinstance(left, ast.BinOp) and type(left.op) is kind:
            left, parts = left.left, [left.right, *parts]
        return _BITS[kind](_several([left, *parts]))

    @staticmethod
    def UnaryOp(tree: Any) -> Any:
        return _UNARY[type(tree.op)](_node(tree.operand))

    @staticmethod
    def Compare(tree: Any) -> Any:
        signs = [_SIGNS[type(operator)] for operator in tree.ops]
        return old.Compare(_node(tree.left), list(zip(signs, _several(tree.comparators), strict=True)))

    @staticmethod
    def IfExp(tree: Any) -> Any:
        return old.IfExp(_node(tree.test), _node(tree.body), _node(tree.orelse))

    @staticmethod
    def Name(tree: Any) -> Any:
        return old.Name(tree.id)

    @staticmethod
    def Constant(tree: Any) -> Any:
        value = tree.value
        if value is builtins.Ellipsis:
            return old.Ellipsis()
        return old.Name(repr(value)) if value is None or isinstance(value, bool) else old.Const(value)

    @staticmethod
    def Attribute(tree: Any) -> Any:
        return old.Getattr(_node(tree.value), tree.attr)

    @staticmethod
    def Subscript(tree: Any) -> Any:
        return _subscript(tree, consts.OP_APPLY)

    @staticmethod
    def Slice(tree: Any) -> Any:
        ends = [tree.lower, tree.upper] + ([tree.step] if tree.step is not None else [])
        return old.Sliceobj([_node(end) if end is not None else old.Const(None) for end in ends])

    @staticmethod
    def Call(tree: Any) -> Any:
        stars = [argument.value for argument in tree.args if isinstance(argument, ast.Starred)]
        doubles = [keyword.value for keyword in tree.keywords if keyword.arg is None]
        if len(stars) > 1 or len(doubles) > 1:
            return None
        given: list[Any] = [_node(argument) for argument in tree.args if not isinstance(argument, ast.Starred)]
        for keyword in tree.keywords:
            if keyword.arg is not None:
                given.append(old.Keyword(keyword.arg, _node(keyword.value), lineno=keyword.lineno))
        return old.CallFunc(_node(tree.func), given, *(_node(next(iter(found), None)) for found in (stars, doubles)))

    @staticmethod
    def Yield(tree: Any) -> Any:
        return old.Yield(_node(tree.value) or old.Const(None, lineno=tree.lineno))

    @staticmethod
    def Tuple(tree: Any) -> Any:
        return old.Tuple(_several(tree.elts))

    @staticmethod
    def List(tree: Any) -> Any:
        return old.List(_several(tree.elts))

    @staticmethod
    def Set(tree: Any) -> Any:
        return old.Set(_several(tree.elts))

    @staticmethod
    def Dict(tree: Any) -> Any:
        if None in tree.keys:
            return None
        return old.Dict(list(zip(_several(tree.keys), _several(tree.values), strict=True)))

    @staticmethod
    def ListComp(tree: Any) -> Any:
        return old.ListComp(_node(tree.elt), _clauses(tree.generators))

    @staticmethod
    def SetComp(tree: Any) -> Any:
        return old.SetComp(_node(tree.elt), _clauses(tree.generators))

    @staticmethod
    def DictComp(tree: Any) -> Any:
        return old.DictComp(_node(tree.key), _node(tree.value), _clauses(tree.generators))

    @staticmethod
    def GeneratorExp(tree: Any) -> Any:
        inner = old.GenExprInner(_node(tree.elt), _clauses(tree.generators, lazy=True), lineno=tree.lineno)
        return old.GenExpr(inner)
