"""The editor: changes the files of one unit, by recipes here, stage by stage."""

from collections.abc import Sequence

from overhaul.domain.ports.recipes import ProjectFacts, Recipes
from overhaul.domain.ports.work import UnitSources, UnitStages
from overhaul.domain.tracks import PlanStage


class RecipeEditor:
    """Edits units. Holds nothing that does not pickle, so an executor may run it anywhere.

    Args:
        recipes: what proposes.
        stages: in the order they are applied.
        project: what recipes may know beyond a file.
    """

    def __init__(self, recipes: Recipes, track: str, stages: Sequence[PlanStage], project: ProjectFacts) -> None:
        self._recipes = recipes
        self._track = track
        self._stages = tuple(stages)
        self._project = project

    def __call__(self, unit: UnitSources) -> UnitStages:
        """The unit's files after each stage. Pure: the same unit always gives the same."""
        outcomes = self._recipes.apply(self._track, self._stages, unit.files, self._project)
        return UnitStages(unit.unit, outcomes)
