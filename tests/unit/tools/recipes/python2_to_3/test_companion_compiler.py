"""The stand-in for Python 2's compiler package: its trees are those that Python 2.7 made."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tools.recipes.python2_to_3._shared.companions import COMPANIONS, text_of
from tools.recipes.shipped import by_itself

NAMES = sorted(name for module, name in COMPANIONS.items() if module.startswith("compiler"))


@pytest.fixture
def compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The stand-in, as it lies in a folder on the import path."""
    for name in NAMES:
        (tmp_path / f"{name}.py").write_bytes(by_itself(text_of(name)))
    monkeypatch.syspath_prepend(tmp_path)
    for name in NAMES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    module = __import__("_legacy_compiler")
    for name in NAMES:
        monkeypatch.setitem(sys.modules, name, sys.modules[name])
    return module


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("import os, a.b as c", "Import([('os', None), ('a.b', 'c')])"),
        ("from x import y as z", "From('x', [('y', 'z')], 0)"),
        ("x = y = a[1:2]", "Assign([AssName('x', 'OP_ASSIGN'), AssName('y', 'OP_ASSIGN')], "
         "Slice(Name('a'), 'OP_APPLY', Const(1), Const(2)))"),
        ("b[::2], b[1, 2]", "Discard(Tuple([Subscript(Name('b'), 'OP_APPLY', [Sliceobj([Const(None), Const(None), "
         "Const(2)])]), Subscript(Name('b'), 'OP_APPLY', [Const(1), Const(2)])]))"),
        ("a | b | c + -1", "Discard(Bitor([Name('a'), Name('b'), Add((Name('c'), UnarySub(Const(1))))]))"),
        ("f(a, k=None, *b, **c)", "Discard(CallFunc(Name('f'), [Name('a'), Keyword('k', Name('None'))], Name('b'), "
         "Name('c')))"),
        ("a < b <= 3 and not c", "Discard(And([Compare(Name('a'), [('<', Name('b')), ('<=', Const(3))]), "
         "Not(Name('c'))]))"),
        ("if a: pass\nelif b: pass\nelse:\n    if c: pass", "If([(Name('a'), Stmt([Pass()])), (Name('b'), "
         "Stmt([Pass()]))], Stmt([If([(Name('c'), Stmt([Pass()]))], None)]))"),
        ("@d\ndef f(a, b=1, *args, **kw):\n    'doc'\n    return", "Function(Decorators([Name('d')]), 'f', "
         "['a', 'b', 'args', 'kw'], [Const(1)], 12, 'doc', Stmt([Return(Const(None))]))"),
        ("class K(A):\n    x.y += 1", "Class('K', [Name('A')], None, "
         "Stmt([AugAssign(Getattr(Name('x'), 'y'), '+=', Const(1))]), None)"),
        ("try: pass\nexcept E: raise X\nfinally: del a, b.c", "TryFinally(TryExcept(Stmt([Pass()]), [(Name('E'), None, "
         "Stmt([Raise(Name('X'), None, None)]))], None), Stmt([AssTuple([AssName('a', 'OP_DELETE'), "
         "AssAttr(Name('b'), 'c', 'OP_DELETE')])]))"),
        ("with a as b, c: pass", "With(Name('a'), AssName('b', 'OP_ASSIGN'), With(Name('c'), None, Stmt([Pass()])))"),
        ("[i for i in x if i]", "Discard(ListComp(Name('i'), [ListCompFor(AssName('i', 'OP_ASSIGN'), Name('x'), "
         "[ListCompIf(Name('i'))])]))"),
        ("any(i for i in x)", "Discard(CallFunc(Name('any'), [GenExpr(GenExprInner(Name('i'), "
         "[GenExprFor(AssName('i', 'OP_ASSIGN'), Name('x'), [])]))], None, None))"),
    ],
)  # fmt: skip
def test_trees(compiler: Any, source: str, tree: str) -> None:
    assert repr(compiler.parse(source)) == f"Module(None, Stmt([{tree}]))"


def test_children_are_spread_out(compiler: Any) -> None:
    tree = compiler.parse("value = {'a': [1, x]}")
    value = tree.getChildren()[1].getChildren()[0].getChildren()[1]
    assert [type(child).__name__ for child in value.getChildren()] == ["Const", "List"]
    assert [child.lineno for child in tree.getChildNodes()] == [1]


def test_a_walk_calls_what_the_visitor_has(compiler: Any) -> None:
    class Names(compiler.visitor.ASTVisitor):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.found: list[tuple[str, int]] = []

        def visitFunction(self, node: Any) -> None:
            self.found.append((node.name, node.lineno))
            self.visit(node.code)

        def visitName(self, node: Any) -> None:
            self.found.append((node.name, node.lineno))

    visitor = Names()
    assert compiler.walk(compiler.parse("x.y = z\ndef f():\n    return w\n"), visitor) is visitor
    assert visitor.found == [("x", 1), ("z", 1), ("f", 2), ("w", 3)]


@pytest.mark.parametrize("source", ["f'{x}'", "async def f(): pass", "def f(*, a): pass", "(a := 1)", "a @ b"])
def test_what_python_2_had_no_node_for(compiler: Any, source: str) -> None:
    with pytest.raises(SyntaxError):
        compiler.parse(source)
