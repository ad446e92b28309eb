"""One file as recipes see it: bytes, tokens, tree, bindings, and what is known of the project."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import PurePosixPath

from tree_sitter import Node, Tree

from overhaul.domain.edits import Edit
from overhaul.domain.findings import Dialect
from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes import guards, importing
from tools.recipes.bindings import Bindings, enclosing_scope
from tools.recipes.nodes import statement
from tools.syntax.dialect import dialect, is_modern
from tools.syntax.lexical import Lexed
from tools.syntax.python import Splice, parse, reparse


class Source:
    """The source of one file. Everything costly is made when first asked for.

    Args:
        path: POSIX path relative to the repository root.
        data: the bytes on disk.
        project: what is known beyond this file.
        is_example: the code of interactive examples in the file, each statement run and its output taken by itself.
    """

    def __init__(self, path: str, data: bytes, project: ProjectFacts, *, is_example: bool = False) -> None:
        self.path = path
        self.data = data
        self.project = project
        self.is_example = is_example
        self._origin: Source | None = None
        self._before: tuple[Tree, bytes, Sequence[Edit]] | None = None
        """A tree that was made before, its text, and the edits from that to this one."""
        self.memo: dict[object, object] = {}
        """What helpers have found out about this text, by a key of their own."""
        self._nodes: dict[tuple[int, int], Node] = {}
        """Nodes that were asked for, by their bytes: several recipes look at one word."""
        self._texts: list[Source] = []
        """Where this is the origin: the sources that later texts of the file were in."""

    def edited(self, data: bytes, edits: Sequence[Edit] = ()) -> "Source":
        """The same file with ``data`` in it, made by ``edits`` where they are known; itself where nothing changed."""
        if data == self.data:
            return self
        source = Source(self.path, data, self.project, is_example=self.is_example)
        source._origin = self.origin
        self.origin._texts.append(source)
        if edits and "_tree" in self.__dict__:
            source._before = self._tree, self.data, edits
        return source

    def forget(self) -> None:
        """Drop what was found out about the file and all its texts: none of them will be asked again.

        Helpers that remember themselves hold the source that remembers them, and with it the tree: without
        this, both would stay until cycles of objects are looked for, which takes longer the more there are.
        """
        for source in (self.origin, *self.origin._texts):
            source.memo.clear()
        self.origin._texts.clear()
        enclosing_scope.cache_clear()
        statement.cache_clear()

    @property
    def origin(self) -> "Source":
        """The file before any recipe changed it."""
        return self if self._origin is None else self._origin

    @cached_property
    def lexed(self) -> Lexed:
        """The tokens."""
        return Lexed(self.data)

    @cached_property
    def dialect(self) -> Dialect:
        """Which Python the file was written for, before any recipe changed it."""
        return dialect(self.lexed) if self._origin is None else self._origin.dialect

    @cached_property
    def modern(self) -> bool:
        """Whether ``dialect`` is Python 3; cheaper to ask."""
        return is_modern(self.lexed) if self._origin is None else self._origin.modern

    @cached_property
    def root(self) -> Node:
        """The root of the syntax tree."""
        return self._tree.root_node

    @cached_property
    def _tree(self) -> Tree:
        if self._before is None:
            return parse(self.data)
        tree, data, edits = self._before
        self._before = None
        ordered = sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))
        return reparse(tree, data, [Splice(edit.start, edit.end, edit.text) for edit in ordered], self.data)

    @cached_property
    def bindings(self) -> Bindings:
        """Who binds which names where."""
        return Bindings(self.lexed, self.root)

    @cached_property
    def imports(self) -> importing.Imports:
        """The file's import statements."""
        return importing.Imports(self.lexed, self.root)

    @property
    def is_test(self) -> bool:
        """Whether the file is one of the repository's tests."""
        return self.path in self.project.tests

    @property
    def name(self) -> str:
        """The file's name, without folders."""
        return PurePosixPath(self.path).name

    def node(self, start: int, end: int) -> Node:
        """The smallest named node that spans the bytes ``start``-``end``."""
        node = self._nodes.get((start, end))
        if node is None:
            root = self.root
            node = self._nodes[start, end] = root.named_descendant_for_byte_range(start, end) or root
        return node

    def text(self, node: Node) -> bytes:
        """The source of ``node``."""
        return self.data[node.start_byte : node.end_byte]

    def is_builtin(self, node: Node) -> bool:
        """Whether the identifier ``node`` is a use of a builtin: nothing in scope binds that name."""
        return self.bindings.is_free(node)

    def legacy_only(self, node: Node) -> bool:
        """Whether ``node`` is reached under Python 2 only, by a version check or a fallback around it."""
        return guards.legacy_only(self.data, node)

    def ensure_import(self, statement: str) -> tuple[Edit, ...]:
        """The edit that adds a module-level import, or none where it is there already.

        ``statement`` is one name: ``import io`` or ``from functools import reduce``. Equal requests
        within a file give equal edits, which count once.
        """
        return importing.ensure(self.lexed, self.root, self.imports, statement)


def replace(node: Node, text: bytes) -> Edit:
    """The edit that puts ``text`` in the place of ``node``."""
    return Edit(start=node.start_byte, end=node.end_byte, text=text)


def insert(offset: int, text: bytes) -> Edit:
    """The edit that puts ``text`` at ``offset``."""
    return Edit(start=offset, end=offset, text=text)


def delete(start: int, end: int) -> Edit:
    """The edit that takes the bytes ``start``-``end`` out."""
    return Edit(start=start, end=end, text=b"")
