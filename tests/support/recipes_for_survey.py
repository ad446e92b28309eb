"""Recipes that misbehave, and recipes that are simple: for surveyors. Top level, so that they pickle."""

import os
import time
from collections.abc import Mapping, Sequence

from overhaul.domain.errors import UnknownTrack
from overhaul.domain.findings import Finding, Severity
from overhaul.domain.ports.recipes import Learned, ProjectFacts, StageOutcome
from overhaul.domain.tracks import PlanStage, RecipeInfo, TrackInfo

_INFO = RecipeInfo(id="print-word", version="1", title="print", stage="all", severity=Severity.ERROR)


class WordRecipes:
    """Implements the ``Recipes`` port: a finding for each line that says ``print``.

    Files named ``raises``, ``dies`` or ``hangs`` make it do so.
    """

    def track(self, name: str) -> TrackInfo:
        if name != "words":
            raise UnknownTrack(f"there is no track called {name!r}")
        stage = PlanStage(id="all", title="All", recipes=(_INFO.id,))
        return TrackInfo(
            name=name,
            language="Python",
            legacy_toolchains=(),
            targets=("python3.12",),
            suffixes=(".py", ".cfg", ""),
            stages=(stage,),
            recipes=(_INFO,),
        )

    def apply(
        self, track: str, stages: Sequence[PlanStage], files: Mapping[str, bytes], project: ProjectFacts
    ) -> tuple[StageOutcome, ...]:
        return tuple(StageOutcome({}, (), ()) for _ in stages)

    def learn(self, track: str, files: Mapping[str, bytes]) -> frozenset[Learned]:
        return frozenset()

    def find(self, track: str, files: Mapping[str, bytes], project: ProjectFacts) -> tuple[Finding, ...]:
        found = []
        for path, data in sorted(files.items()):
            if "raises" in path:
                raise ZeroDivisionError("a recipe's bug")
            if "dies" in path:
                os._exit(7)
            if "hangs" in path:
                time.sleep(3600)
            found += [
                Finding(
                    rule=_INFO.id,
                    path=path,
                    line=number,
                    column=1,
                    message="print",
                    severity=Severity.ERROR,
                    fixable=True,
                )
                for number, line in enumerate(data.split(b"\n"), 1)
                if b"print" in line
            ]
        return tuple(found)
