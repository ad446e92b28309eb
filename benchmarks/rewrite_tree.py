"""Rewrite every Python file below a folder with a track's recipes, as ``overhaul run`` does, and nothing else.

    python -m benchmarks.rewrite_tree TREE [--jobs 2]

The product's own executor and engine, timed from outside as one process by ``recipes_vs_2to3.py``.
"""

import argparse
import os
from pathlib import Path

from agents.editor import RecipeEditor
from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.ports.work import UnitSources, UnitStages
from tools.recipes.registry import RegisteredRecipes
from workflows.executors import ProcessExecutor

TRACK = "python2-to-3"
_PART = 1 << 16


def rewrite(tree: Path, jobs: int) -> int:
    """Rewrite ``tree`` in place; the number of files changed."""
    files = _sources(tree)
    recipes = RegisteredRecipes()
    stages = [stage for stage in recipes.track(TRACK).stages if not stage.optional]
    tests = frozenset(path for path in files if "test" in path)
    facts = ProjectFacts(frozenset(files), ("",), tests, learned=recipes.learn(TRACK, files))
    editor = RecipeEditor(recipes, TRACK, stages, facts)
    paths = list(files)
    units = [
        UnitSources(str(start), {path: files[path] for path in paths[start : start + 16]})
        for start in range(0, len(paths), 16)
    ]
    changed: set[str] = set()

    def write(_: int, unit: UnitStages) -> None:
        contents = {path: data for outcome in unit.outcomes for path, data in outcome.contents.items()}
        for path, data in contents.items():
            _write(f"{tree}/{path}", data)
        changed.update(contents)

    ProcessExecutor(jobs).map(editor, units, on_done=write)
    return len(changed)


def _sources(tree: Path) -> dict[str, bytes]:
    """Path below ``tree`` → content of every Python file, in order."""
    top = len(str(tree)) + 1
    found: dict[str, bytes] = {}
    folders = [str(tree)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(".py") and entry.is_file(follow_symlinks=False):
                    found[entry.path[top:]] = _read(entry.path)
    return dict(sorted(found.items()))


def _read(path: str) -> bytes:
    handle = os.open(path, os.O_RDONLY)
    try:
        data = part = os.read(handle, _PART)
        while len(part) == _PART:
            part = os.read(handle, _PART)
            data += part
        return data
    finally:
        os.close(handle)


def _write(path: str, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        while data:
            data = data[os.write(handle, data) :]
    finally:
        os.close(handle)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    print(rewrite(arguments.tree, arguments.jobs), "files changed")
