"""Writing import statements anew: what one imports, and the edit that puts other statements in its place."""

from collections.abc import Sequence
from typing import NamedTuple

from tree_sitter import Node

from overhaul.domain.edits import Edit
from tools.recipes.source import Source

_WIDTH = 100


class Clause(NamedTuple):
    """One name to import: ``import module [as alias]`` or ``from module import name [as alias]``."""

    module: str
    name: str | None = None
    alias: str | None = None

    def part(self) -> str:
        """The clause as it stands after ``import``."""
        what = self.module if self.name is None else self.name
        return f"{what} as {self.alias}" if self.alias and self.alias != what else what


def clauses_of(statement: Node) -> list[tuple[Node, Clause]]:
    """What ``statement`` imports, name by name, in order."""
    module_node = statement.child_by_field_name("module_name")
    module = flat(module_node) if module_node is not None else ""
    found = []
    for node in statement.children_by_field_name("name"):
        dotted, alias = node, None
        if node.type == "aliased_import":
            dotted = node.child_by_field_name("name") or node
            alias_node = node.child_by_field_name("alias")
            alias = flat(alias_node) if alias_node is not None else None
        if module_node is None:
            found.append((node, Clause(flat(dotted), None, alias)))
        else:
            found.append((node, Clause(module, flat(dotted), alias)))
    for child in statement.named_children:
        if child.type == "wildcard_import":
            found.append((child, Clause(module, "*")))
    return found


def flat(node: Node) -> str:
    """The text of a dotted name, blanks and line breaks left out."""
    return "".join((node.text or b"").decode("utf-8", "replace").split())


def render(clauses: Sequence[Clause]) -> list[str]:
    """The statements that import ``clauses``: neighbours of one kind share a statement."""
    groups: list[list[Clause]] = []
    for clause in dict.fromkeys(clauses):
        for group in groups:
            same = group[0].name is not None and group[0].module == clause.module and clause.name is not None
            if same and "*" not in (clause.name, group[0].name):
                group.append(clause)
                break
        else:
            if groups and clause.name is None and groups[-1][0].name is None:
                groups[-1].append(clause)
            else:
                groups.append([clause])
    return [_statement(group) for group in groups]


def _statement(group: Sequence[Clause]) -> str:
    names = ", ".join(clause.part() for clause in group)
    return f"import {names}" if group[0].name is None else f"from {group[0].module} import {names}"


def put(source: Source, statement: Node, lines: Sequence[str]) -> Edit:
    """The edit that puts the statements ``lines`` in the place of ``statement``.

    Where the statement shares its line, they are joined by semicolons. Where nothing is to be put, the
    statement's line goes, or ``pass`` stays where a block would be left empty.
    """
    lexed = source.lexed
    start, end = statement.start_byte, statement.end_byte
    line_start = lexed.line_start(start)
    alone = not source.data[line_start:start].strip() and _ends_line(source, end)
    if not lines:
        return _remove(source, statement, alone)
    if not alone:
        return Edit(start=start, end=end, text="; ".join(lines).encode())
    indent = source.data[line_start:start]
    glue = lexed.newline + indent
    return Edit(start=start, end=end, text=glue.join(_wrapped(line, indent, lexed.newline) for line in lines))


def _wrapped(line: str, indent: bytes, newline: bytes) -> bytes:
    """A long ``from`` import in parentheses, a name a line."""
    head, found, names = line.partition(" import ")
    if len(indent) + len(line) <= _WIDTH or not line.startswith("from ") or not found or names == "*":
        return line.encode()
    inner = newline + indent + (b"\t" if b"\t" in indent else b"    ")
    items = b"".join(inner + name.encode() + b"," for name in names.split(", "))
    return f"{head} import (".encode() + items + newline + indent + b")"


def _ends_line(source: Source, offset: int) -> bool:
    at = source.lexed.after(offset)
    return at >= len(source.data) or source.lexed.mask[at] in b"\r\n"


def _remove(source: Source, statement: Node, alone: bool) -> Edit:
    start, end = statement.start_byte, statement.end_byte
    block = statement.parent
    siblings = [child for child in block.named_children if child.type != "comment"] if block is not None else []
    if block is not None and block.type != "module" and len(siblings) < 2:
        return Edit(start=start, end=end, text=b"pass")
    if alone:
        line_end = source.data.find(b"\n", end)
        comment = source.data[end : line_end if line_end >= 0 else len(source.data)].strip()
        if not comment:
            stop = line_end + 1 if line_end >= 0 else len(source.data)
            return Edit(start=source.lexed.line_start(start), end=stop, text=b"")
        return Edit(start=start, end=end, text=b"pass")
    after = source.lexed.after(end)
    if after < len(source.data) and source.lexed.mask[after] == 0x3B:
        return Edit(start=start, end=source.lexed.after(after + 1), text=b"")
    before = source.lexed.before(start)
    if before >= 0 and source.lexed.mask[before] == 0x3B:
        return Edit(start=before, end=end, text=b"")
    return Edit(start=start, end=end, text=b"pass")
