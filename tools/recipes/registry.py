"""Tracks and their recipes, found by registration: a module in a track's folder that holds a ``Recipe``."""

import gc
import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

from overhaul.domain.errors import UnknownTrack
from overhaul.domain.findings import Finding
from overhaul.domain.ports.recipes import Learned, ProjectFacts, StageOutcome
from overhaul.domain.tracks import PlanStage, TrackInfo
from tools.recipes.engine import Engine
from tools.recipes.recipe import Recipe

_PACKAGE = "tools.recipes"
TEMPLATES = "templates"
"""The folder of a track that holds its repair templates."""


class Track:
    """A migration path with its recipes loaded."""

    def __init__(self, package: ModuleType) -> None:
        found = [recipe for module in _modules(package) for recipe in _recipes(module)]
        by_stage: dict[str, list[Recipe]] = {}
        for recipe in found:
            by_stage.setdefault(recipe.info.stage, []).append(recipe)
        stages = []
        for id, title, optional in package.STAGES:
            chosen = sorted(by_stage.pop(id, []), key=lambda recipe: recipe.info.id)
            stages.append(PlanStage(id=id, title=title, optional=optional, recipes=tuple(r.info.id for r in chosen)))
        if by_stage:
            raise ValueError(f"recipes of unknown stages: {sorted(by_stage)}")
        ids = [recipe.info.id for recipe in found]
        if len(set(ids)) != len(ids):
            raise ValueError(f"recipe ids are not unique: {sorted(id for id in ids if ids.count(id) > 1)}")
        self.info = TrackInfo(
            name=package.NAME,
            language=package.LANGUAGE,
            legacy_toolchains=package.LEGACY_TOOLCHAINS,
            targets=package.TARGETS,
            suffixes=tuple(sorted({suffix for recipe in found for suffix in recipe.suffixes})),
            stages=tuple(stages),
            recipes=tuple(recipe.info for recipe in sorted(found, key=lambda r: r.info.id)),
        )
        self.engine = Engine(found)
        self.guidance = Path(package.__path__[0]) / "guidance.md"
        self.learn: Callable[[Mapping[str, bytes]], frozenset[Learned]] = package.learn


def _modules(package: ModuleType) -> list[ModuleType]:
    """The modules that may hold recipes: those of the package's folders that are for recipes alone."""
    folders = [f"{package.__name__}.{info.name}" for info in pkgutil.iter_modules(package.__path__) if _is_stage(info)]
    names = sorted(
        info.name
        for folder in folders
        for info in pkgutil.iter_modules(importlib.import_module(folder).__path__, folder + ".")
    )
    return [importlib.import_module(name) for name in names]


def _is_stage(info: pkgutil.ModuleInfo) -> bool:
    """Whether a folder of a track is one of recipes: what they share has an underscore, and templates load later."""
    return info.ispkg and not info.name.startswith("_") and info.name != TEMPLATES


def _recipes(module: ModuleType) -> list[Recipe]:
    return [value for value in vars(module).values() if isinstance(value, Recipe)]


@cache
def track_names() -> tuple[str, ...]:
    """The names of the tracks there are."""
    package = importlib.import_module(_PACKAGE)
    folders = [info.name for info in pkgutil.iter_modules(package.__path__) if info.ispkg]
    return tuple(sorted(folder.replace("_", "-") for folder in folders))


@cache
def load(name: str) -> Track:
    """The track called ``name``, loaded once a process.

    Raises:
        UnknownTrack: there is none.
    """
    if name not in track_names():
        raise UnknownTrack(f"there is no track called {name!r}", hint=f"tracks: {', '.join(track_names())}")
    collecting = gc.isenabled()
    gc.disable()  # what is loaded stays: looking through it for garbage takes a tenth of the time
    try:
        return Track(importlib.import_module(f"{_PACKAGE}.{name.replace('-', '_')}"))
    finally:
        gc.freeze()  # nor is it looked through later, or when the process ends
        if collecting:
            gc.enable()


class RegisteredRecipes:
    """Implements the ``Recipes`` port over the registered tracks. Stateless: safe to send to a process."""

    def track(self, name: str) -> TrackInfo:
        """The track called ``name``."""
        return load(name).info

    def guidance(self, name: str) -> str:
        """The text in the track's folder for whoever works on what its recipes leave; empty where there is none."""
        file = load(name).guidance
        return file.read_text("utf-8") if file.is_file() else ""

    def apply(
        self, track: str, stages: Sequence[PlanStage], files: Mapping[str, bytes], project: ProjectFacts
    ) -> tuple[StageOutcome, ...]:
        """Run the recipes of ``stages`` over ``files``; one outcome a stage."""
        return load(track).engine.apply(stages, files, project)

    def learn(self, track: str, files: Mapping[str, bytes]) -> frozenset[Learned]:
        """What the track's recipes want to know of all ``files`` together."""
        return load(track).learn(files)

    def find(self, track: str, files: Mapping[str, bytes], project: ProjectFacts) -> tuple[Finding, ...]:
        """What the track's recipes would change, and what they only find, by place."""
        loaded = load(track)
        required = [id for stage in loaded.info.stages if not stage.optional for id in stage.recipes]
        return loaded.engine.find(required, files, project)
