"""A migration path as data: what its recipes are called and how they are grouped."""

from overhaul.domain.base import Frozen
from overhaul.domain.jobs import PlanStage
from overhaul.domain.survey import Severity


class RecipeInfo(Frozen):
    """What is known of a recipe without running it."""

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


class TrackInfo(Frozen):
    """A migration path: found by registration."""

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
