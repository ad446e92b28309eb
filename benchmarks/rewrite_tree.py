"""Rewrite every Python file below a folder with a track's recipes, as ``overhaul run`` does, and nothing else.

    python -m benchmarks.rewrite_tree TREE [--jobs 2]

The product's own executor and engine, timed from outside as one process by ``recipes_vs_2to3.py``.
"""

import argparse
from pathlib import Path

from agents.editor import RecipeEditor
from overhaul.domain.ports import ProjectFacts, UnitSources, UnitStages
from tools.recipes.registry import RegisteredRecipes
from workflows.executors import ProcessExecutor

TRACK = "python2-to-3"


def rewrite(tree: Path, jobs: int) -> int:
    """Rewrite ``tree`` in place; the number of files changed."""
    files = {str(path.relative_to(tree)): path.read_bytes() for path in sorted(tree.rglob("*.py")) if path.is_file()}
    recipes = RegisteredRecipes()
    stages = [stage for stage in recipes.track(TRACK).stages if not stage.optional]
    tests = frozenset(path for path in files if "test" in path)
    editor = RecipeEditor(recipes, TRACK, stages, ProjectFacts(frozenset(files), ("",), tests))
    paths = list(files)
    units = [
        UnitSources(str(start), {path: files[path] for path in paths[start : start + 16]})
        for start in range(0, len(paths), 16)
    ]
    changed: set[str] = set()

    def write(_: int, unit: UnitStages) -> None:
        contents = {path: data for outcome in unit.outcomes for path, data in outcome.contents.items()}
        for path, data in contents.items():
            (tree / path).write_bytes(data)
        changed.update(contents)

    ProcessExecutor(jobs).map(editor, units, on_done=write)
    return len(changed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    print(rewrite(arguments.tree, arguments.jobs), "files changed")
