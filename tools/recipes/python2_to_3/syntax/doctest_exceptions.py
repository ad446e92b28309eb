"""Expected tracebacks in docstrings: an exception of the project is printed with its module now."""

import builtins
import re
from pathlib import PurePosixPath

from overhaul.domain.edits import Edit
from tools.recipes.examples import TEXT_SUFFIXES, shows_examples
from tools.recipes.python2_to_3._shared.layout import folder_of, is_package, modules_in, normal
from tools.recipes.python2_to_3._shared.learned import CLASS
from tools.recipes.python2_to_3._shared.learned_facts import paths_of
from tools.recipes.recipe import PYTHON_SUFFIXES, Hit, Match, Phase, recipe
from tools.recipes.source import Source

_EXCEPTION = re.compile(rb"(?P<indent>[ \t]*)(?P<name>[A-Za-z_]\w*)(?=:[ \t]|:?[ \t]*(?:\r?\n|\Z))")
_IMPORT = re.compile(
    rb"^from[ \t]+(?P<module>\.*[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|(?:[^\n\\;]|\\\r?\n)*)", re.MULTILINE
)
_STAR = re.compile(rb"^from[ \t]+[.\w]+[ \t]+import[ \t]*\*", re.MULTILINE)
_NAME = re.compile(rb"[A-Za-z_]\w*(?:[ \t]+as[ \t]+[A-Za-z_]\w*)?")


@recipe(
    "doctest-exception",
    title="Expected exceptions name their module",
    stage="syntax",
    phase=Phase.LEXICAL,
    raw=r"Traceback \((?:most recent call last|innermost last)\):",
    suffixes=(*PYTHON_SUFFIXES, *TEXT_SUFFIXES),
    when=shows_examples,
    any_dialect=True,
)
def doctest_exception(source: Source, hit: Hit) -> Match | None:
    """``Traceback …`` in an interactive example of a docstring or a text file, whose exception is a class of this
    file, of the same docstring's examples, or of a module of the repository that is no package.

    Which module that is, an import by name tells, or that it is the only one with a class of that name.
    """
    first, end = 0, len(source.data)
    is_text = source.path.endswith(TEXT_SUFFIXES)
    if not is_text:
        token = source.lexed.string_holding(hit.start)
        if token is None:
            return None
        first, end = token.content.start, token.content.end
    examples = source.data[first : hit.start]
    line = _last_line(source.data, hit.start, end) if b">>>" in examples else None
    if line is None:
        return None
    name = line.group("name")
    module = _defined_elsewhere(source, name, examples) if is_text else _module_of(source, name, examples)
    if module is None:
        return None
    at = line.start("name")
    return Match(hit.start, (Edit(start=at, end=at, text=module.encode() + b"."),))


def _last_line(data: bytes, start: int, end: int) -> re.Match[bytes] | None:
    """The line that names the exception: the first one after the header indented as that is."""
    head = data.rfind(b"\n", 0, start) + 1
    indent = data[head:start]
    if indent.strip():
        return None
    position = data.find(b"\n", start, end) + 1
    while 0 < position < end:
        match = _EXCEPTION.match(data, position, end)
        if match is not None and match.group("indent") == indent:
            return match
        if not data[position:end].split(b"\n", 1)[0].strip() or b">>>" in data[position:end].split(b"\n", 1)[0]:
            return None
        position = data.find(b"\n", position, end) + 1
    return None


def _module_of(source: Source, name: bytes, examples: bytes) -> str | None:
    """The dotted module of the class ``name``, as far as this file tells."""
    stars = b"*" in source.lexed.mask and _STAR.search(source.lexed.mask) is not None
    if name not in source.lexed.words and name not in examples and not stars:
        return None
    defined = re.compile(rb"^class[ \t]+" + name + rb"\b", re.MULTILINE)
    if defined.search(source.lexed.mask) or re.search(rb"(?:>>>|\.\.\.) class[ \t]+" + name + rb"\b", examples):
        return _dotted(source, source.path)
    for match in _IMPORT.finditer(source.lexed.mask):
        names = [item.split() for item in _NAME.findall(match.group("names"))]
        if any(item[-1] == name and item[0] == name for item in names):
            path = _imported(source, match.group("module").decode())
            return _defining(source, name, path) if path is not None else None
    return _defining(source, name, None)


def _defined_elsewhere(source: Source, name: bytes, examples: bytes) -> str | None:
    """The dotted module of the class ``name`` in a text file: the only one of the repository, unless an example says
    that name or defines it, and so may mean another."""
    if re.search(rb"(?:>>>|\.\.\.)[ \t][^\r\n]*\b(?:class|as)[ \t]+" + name + rb"\b", examples):
        return None
    return _defining(source, name, None)


def _defining(source: Source, name: bytes, path: str | None) -> str | None:
    """The dotted module that defines the class ``name``: ``path``, where it does, or the only one that does."""
    paths = paths_of(source.project, CLASS, name.decode())
    if paths and path not in paths:
        path = next(iter(paths)) if len(paths) == 1 and not hasattr(builtins, name.decode()) else None
    return _dotted(source, path) if path is not None else None


def _imported(source: Source, module: str) -> str | None:
    """The path of the project's module that ``module`` means in this file."""
    folder = folder_of(source.path)
    rest = module.lstrip(".")
    for _ in range(len(module) - len(rest) - 1):
        folder = folder_of(folder)
    tails = rest.replace(".", "/")
    bases = [folder] if rest != module else [folder, *(normal(root) for root in source.project.roots)]
    for base in bases:
        path = f"{base}/{tails}.py".lstrip("/")
        if tails and path in source.project.paths:
            return path
    return None


def _dotted(source: Source, path: str) -> str | None:
    """The name under which the module at ``path`` is imported; None where its package lies on no root."""
    folder, parts = folder_of(path), [PurePosixPath(path).stem]
    while folder and is_package(source.project, folder):
        parts.append(folder.rpartition("/")[2])
        folder = folder_of(folder)
    roots = {normal(root) for root in source.project.roots}
    if folder not in roots or parts[-1] not in modules_in(source.project, folder):
        return None
    return ".".join(reversed(parts[1:] if parts[0] == "__init__" else parts)) or None
