"""Public names that a conversion changes: what other people's code may have relied on."""

from collections.abc import Callable, Mapping

from overhaul.domain.survey import SurveyedFile
from workflows.context import JobContext
from workflows.records import Series
from workflows.state import JobGraphState

ReadApi = Callable[[bytes], Mapping[str, str]]


def public_changes(context: JobContext, state: JobGraphState, series: Series) -> tuple[str, ...]:
    """Each public name that went, came or takes other parameters, a line each, by module and name.

    ``- module.name(a, b)``, ``+ module.name(a)`` and ``~ module.name(a, b) → (a)``. Tests offer nothing.
    """
    repository, survey = context.parts.repository, context.survey(state)
    changed = {hunk.path for commit in series.commits for hunk in commit.hunks}
    language = context.parts.recipes.track(context.spec.track).language
    files = {f.path: f for f in survey.files if f.path in changed and f.language == language and not f.is_test}
    present = files.keys() & set(repository.files(state["head"]))
    before = repository.read(state["base_commit"], sorted(files))
    after = repository.read(state["head"], sorted(present))
    lines = [
        line
        for path, file in files.items()
        for line in _compared(file, before[path], after.get(path, b""), context.parts.read_api)
    ]
    return tuple(sorted(lines, key=lambda line: (line[2:], line[0])))


def _compared(file: SurveyedFile, before: bytes, after: bytes, read: ReadApi) -> list[str]:
    old, new = read(before), read(after)
    module = file.module or file.path
    lines = [f"- {module}.{name}{old[name]}" for name in old.keys() - new.keys()]
    lines += [f"+ {module}.{name}{new[name]}" for name in new.keys() - old.keys()]
    both = old.keys() & new.keys()
    return lines + [f"~ {module}.{name}{old[name]} → {new[name]}" for name in both if old[name] != new[name]]
