"""Walking the trees of ``_legacy_compiler``: what ``compiler.visitor`` did until Python 3 removed it.

Overhaul added this file when it converted the repository: it is part of the repository now, and may be
edited. New code is better written with ``ast.NodeVisitor``.
"""

from typing import Any


class ASTVisitor:
    """Calls a method of a visitor, ``visit`` and the name of the node's class, for each node met.

    A visitor that has none for a node is led on to the node's children. One that has decides by itself
    which children it visits, with ``self.visit``, which a walk gives it.
    """

    VERBOSE = 0

    def __init__(self) -> None:
        self.node: Any = None
        self.visitor: Any = None

    def default(self, node: Any, *args: Any) -> Any:
        """Visit the children of ``node``."""
        for child in node.getChildNodes():
            self.dispatch(child, *args)

    def dispatch(self, node: Any, *args: Any) -> Any:
        """Let the visitor see ``node``; what its method returns."""
        self.node = node
        method = getattr(self.visitor, "visit" + type(node).__name__, self.default)
        return method(node, *args)

    def preorder(self, tree: Any, visitor: Any, *args: Any) -> None:
        """Walk ``tree`` on behalf of ``visitor``."""
        self.visitor = visitor
        visitor.visit = self.dispatch
        self.dispatch(tree, *args)


class ExampleASTVisitor(ASTVisitor):
    """One that prints the nodes that the visitor has no method for."""

    examples: dict[type, type] = {}  # noqa: RUF012 - one for all of them

    def dispatch(self, node: Any, *args: Any) -> Any:
        """Let the visitor see ``node``, or print it."""
        self.node = node
        method = getattr(self.visitor, "visit" + type(node).__name__, None)
        if method is not None:
            return method(node, *args)
        if self.VERBOSE > 0 and (self.VERBOSE > 1 or type(node) not in self.examples):
            self.examples[type(node)] = type(node)
            print(self.visitor, type(node))
        return self.default(node, *args)


def walk(tree: Any, visitor: Any, walker: Any = None, verbose: int | None = None) -> Any:
    """Walk ``tree`` on behalf of ``visitor``, which is returned."""
    walker = ASTVisitor() if walker is None else walker
    if verbose is not None:
        walker.VERBOSE = verbose
    walker.preorder(tree, visitor)
    return walker.visitor


def dumpNode(node: Any) -> None:
    """Print what ``node`` holds."""
    print(type(node))
    for name, value in vars(node).items():
        print(name.ljust(10), value)
