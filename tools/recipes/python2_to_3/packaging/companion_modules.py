"""Setup scripts that list modules by name also list the stand-ins that were put beside these."""

from pathlib import PurePosixPath

from tree_sitter import Node

from overhaul.domain.findings import Severity
from tools.recipes.nodes import ancestor
from tools.recipes.python2_to_3._shared.companions import PREFIX
from tools.recipes.python2_to_3._shared.layout import folder_of, is_package, modules_in, normal
from tools.recipes.python2_to_3._shared.setup_script import content, is_setup_script
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert


@recipe(
    "listed-companions",
    title="Stand-ins listed among the modules to install",
    stage="packaging",
    severity=Severity.WARNING,
    words=("py_modules",),
    any_dialect=True,
)
def listed_companions(source: Source, hit: Hit) -> Match | None:
    """``py_modules=['m']`` gets the ``_legacy_…`` modules that lie where its modules do.

    Only a list of literal strings is added to; what is computed is pointed at. Stand-ins within a package
    are installed with it.
    """
    if not is_setup_script(source):
        return None
    listed = source.node(hit.start, hit.end).parent
    if listed is None or listed.type != "keyword_argument" or ancestor(listed, "call") is None:
        return None
    value = listed.child_by_field_name("value")
    literal = value is not None and value.type in ("list", "tuple")
    names = [child for child in value.named_children if child.type != "comment"] if value and literal else []
    wanted = _lying_beside(source, {(content(source, name) or b"").decode("latin-1") for name in names})
    if not wanted:
        return None
    if not names or not all(child.type == "string" for child in names):
        return Match(hit.start, message=f"these modules must be installed as well: {', '.join(wanted)}")
    missing = [name for name in wanted if name.encode() not in {content(source, child) for child in names}]
    if not missing:
        return None
    return Match(hit.start, (insert(names[-1].end_byte, _elements(source, names, missing)),))


def _elements(source: Source, names: list[Node], missing: list[str]) -> bytes:
    """``missing`` as further elements after ``names``, a line each where those have lines of their own."""
    last = names[-1]
    line = source.lexed.line_start(last.start_byte)
    indent = source.data[line : last.start_byte]
    alone = len(names) > 1 and not indent.strip()
    glue = b"," + source.lexed.newline + indent if alone else b", "
    return b"".join(glue + repr(name).encode() for name in missing)


def _lying_beside(source: Source, names: set[str]) -> list[str]:
    """The stand-ins in folders on the import path that the modules ``names`` lie in; in any, where none is said."""
    folder, project = folder_of(source.path), source.project
    roots = {normal(root) for root in project.roots} | {folder}
    found = set()
    for path in project.paths:
        name = PurePosixPath(path).name
        if name.startswith(PREFIX) and name.endswith(".py"):
            holder = folder_of(path)
            inside = not folder or holder == folder or holder.startswith(folder + "/")
            theirs = not names or names & modules_in(project, holder)
            if inside and theirs and holder in roots and not is_package(project, holder):
                found.add(name.removesuffix(".py"))
    return sorted(found)
