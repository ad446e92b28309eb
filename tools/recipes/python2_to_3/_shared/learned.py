"""What recipes know of the other files of a repository: told from the text of all of them, before any is changed."""

import re
from collections.abc import Mapping

from overhaul.domain.ports import Learned, ProjectFacts
from tools.recipes.python2_to_3._shared.repository_learning import learn_bytes

CLASS = "class"
"""A class at the top level of a module; only told where an expected traceback may name it."""

_CLASS = re.compile(rb"^class[ \t]+(\w+)", re.MULTILINE)


def learn(files: Mapping[str, bytes]) -> frozenset[Learned]:
    """What ``files`` say for each other, by path and content."""
    sources = {path: data for path, data in files.items() if path.endswith(".py")}
    found = learn_bytes(sources)
    if not any(b"Traceback (" in data and b">>>" in data for data in sources.values()):
        return found
    return found | frozenset(
        Learned(CLASS, match.group(1).decode(), path)
        for path, data in sources.items()
        for match in _CLASS.finditer(data)
    )


_latest: tuple[frozenset[Learned], dict[tuple[str, str], frozenset[str]]] = (frozenset(), {})


def paths_of(project: ProjectFacts, kind: str, name: str) -> frozenset[str]:
    """The files of which ``kind`` was learned of ``name``."""
    global _latest
    if _latest[0] is not project.learned:
        found: dict[tuple[str, str], frozenset[str]] = {}
        for row in project.learned:
            key = row.kind, row.name
            found[key] = found.get(key, frozenset()) | {row.path}
        _latest = project.learned, found
    return _latest[1].get((kind, name), frozenset())
