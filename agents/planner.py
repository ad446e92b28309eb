"""The planner: from a survey to an ordered plan that a person can read and edit."""

from dataclasses import replace
from pathlib import PurePosixPath

from overhaul.domain.jobs import Plan, RepositoryOptions, Unit
from overhaul.domain.paths import matches
from overhaul.domain.survey import Survey, SurveyedFile
from overhaul.domain.text import counted
from overhaul.domain.tracks import PlanStage, TrackInfo


def make_plan(survey: Survey, track: TrackInfo, options: RepositoryOptions) -> Plan:
    """Order the work: the track's stages, and the files as units that can go in parallel."""
    stages = tuple(_stages(track, options))
    changeable = {file.path for file in survey.files if _changeable(file, track, options)}
    units = []
    for number, component in enumerate(survey.components):
        paths = tuple(path for path in dict.fromkeys(component) if path in changeable)
        changeable -= set(paths)
        if paths:
            units.append(Unit(id=f"u{number:04d}", paths=paths))
    if changeable:
        units.append(Unit(id=f"u{len(survey.components):04d}", paths=tuple(sorted(changeable))))
    return Plan(stages=stages, units=tuple(units), notes=tuple(_notes(survey, units)))


def _stages(track: TrackInfo, options: RepositoryOptions) -> list[PlanStage]:
    """The stages in force. Optional ones come last: each file is staged on top of the stage before, so
    that only what nothing is built on can be dropped."""
    skipped = set(options.skip_recipes)
    chosen = []
    for stage in track.stages:
        recipes = tuple(id for id in stage.recipes if id not in skipped)
        if recipes and (options.modern_idiom or not stage.optional):
            chosen.append(replace(stage, recipes=recipes))
    return sorted(chosen, key=lambda stage: stage.optional)


def _changeable(file: SurveyedFile, track: TrackInfo, options: RepositoryOptions) -> bool:
    if file.problem:
        return False  # nobody could look at it; the review names it
    suffix = PurePosixPath(file.path).suffix
    if suffix not in track.suffixes or (not suffix and file.language != track.language):
        return False
    if matches(file.path, options.exclude):
        return False
    return not options.allowed_paths or matches(file.path, options.allowed_paths)


def _notes(survey: Survey, units: list[Unit]) -> list[str]:
    notes = []
    missing = [d.name for d in survey.dependencies if d.checked and d.python3_release is None]
    if missing:
        notes.append(f"No release for the target was found of: {', '.join(sorted(set(missing)))}.")
    by_hand = sum(1 for finding in survey.findings if not finding.fixable)
    if by_hand:
        have = "has" if by_hand == 1 else "have"
        notes.append(f"{counted(by_hand, 'finding')} {have} no recipe; the report names each that stays.")
    if not any(file.is_test for file in survey.files):
        notes.append("No test files were found: only tests that stand beside the code can prove anything.")
    if not units:
        notes.append("There is nothing for this track to change.")
    return notes
