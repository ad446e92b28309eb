"""A migration path as data: what its recipes are called and how they are grouped."""

from dataclasses import dataclass
from typing import ClassVar

from overhaul.domain.edits import STRICT
from overhaul.domain.findings import Severity


@dataclass(frozen=True)
class RecipeInfo:
    """What is known of a recipe without running it."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Kebab case, unique in its track: ``print-statement``."""
    version: str
    title: str
    """What it does, for a report: ``print statements become calls``."""
    stage: str
    severity: Severity
    """What happens if the construct stays."""
    fixable: bool = True
    """False for a recipe that only finds."""


@dataclass(frozen=True)
class PlanStage:
    """One commit to be: recipes that belong together."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    title: str
    """Becomes the commit's subject."""
    recipes: tuple[str, ...]
    """Recipe ids, in the order they run."""
    optional: bool = False
    """True: it is dropped if the gate refuses it, and the job goes on."""


@dataclass(frozen=True)
class TrackInfo:
    """A migration path: found by registration."""

    __pydantic_config__: ClassVar = STRICT

    name: str
    """``python2-to-3``."""
    language: str
    legacy_toolchains: tuple[str, ...]
    """In order of preference."""
    targets: tuple[str, ...]
    """Targets it knows how to reach: ``python3.12``."""
    suffixes: tuple[str, ...]
    """Endings of the files its recipes apply to; ``""``: scripts without one."""
    stages: tuple[PlanStage, ...]
    recipes: tuple[RecipeInfo, ...]
