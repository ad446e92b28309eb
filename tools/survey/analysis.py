"""One file's part of the survey: what can be known of it without the others' content."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import ValidationError

from overhaul.domain.base import Frozen
from overhaul.domain.findings import Dialect, Finding
from overhaul.domain.ports.recipes import ProjectFacts, Recipes
from tools.survey.walk import Entry, read
from tools.syntax.dialect import dialect
from tools.syntax.imports import Import, imports
from tools.syntax.languages import PYTHON
from tools.syntax.lexical import Lexed

LARGEST_PARSED = 4 * 1024 * 1024
"""Files above this many bytes are counted and not parsed: they are data, whatever their name says."""
LONGEST_LINE = 1_000_000
"""So are files with a line above this many bytes."""


class FileAnalysis(Frozen):
    """What one file's bytes and its place say."""

    dialect: Dialect | None = None
    imports: tuple[Import, ...] = ()
    findings: tuple[Finding, ...] = ()
    problem: str = ""


class Task(NamedTuple):
    """A file to analyse."""

    entry: Entry
    language: str
    findable: bool
    """Whether the track's recipes apply to files of this name."""


class Analyst:
    """Analyses files; sent to each worker process once.

    Args:
        recipes: must pickle.
        track: name of the track whose recipes find.
        project: what recipes may know.
    """

    def __init__(self, recipes: Recipes, track: str, project: ProjectFacts) -> None:
        self._recipes = recipes
        self._track = track
        self._project = project

    def analyse(self, task: Task) -> FileAnalysis:
        """The analysis of one file. Never raises: what goes wrong is the file's ``problem``."""
        try:
            data = read(task.entry, LARGEST_PARSED + 1)
        except OSError as exc:
            return FileAnalysis(problem=f"it cannot be read: {exc.strerror or exc}")
        problem = unparsable(task.entry.size, data)
        if problem:
            return FileAnalysis(problem=problem)
        try:
            return self._analyse(task, data)
        except (Exception, RecursionError) as exc:  # noqa: BLE001 - a process boundary: one bad file must not end the survey
            return FileAnalysis(problem=f"a recipe failed on it: {type(exc).__name__}: {exc}"[:300])

    def _analyse(self, task: Task, data: bytes) -> FileAnalysis:
        path = task.entry.path
        found: tuple[Finding, ...] = ()
        if task.findable:
            found = self._recipes.find(self._track, {path: data}, self._project)
        if task.language != PYTHON:
            return FileAnalysis(findings=found)
        lexed = Lexed(data)
        kind = dialect(lexed)
        return FileAnalysis(dialect=kind, imports=imports(lexed, python3=kind is Dialect.PYTHON3), findings=found)


def unparsable(size: int, data: bytes) -> str:
    """Why a file of ``size`` bytes that starts with ``data`` is not parsed; empty where it is."""
    if size > LARGEST_PARSED:
        return f"it has {size:,} bytes and was not parsed"
    if len(data) > LONGEST_LINE and max(map(len, data.split(b"\n"))) > LONGEST_LINE:
        return "a line in it is too long to be source; it was not parsed"
    return ""


def encode(analysis: FileAnalysis) -> bytes:
    """The form in which analyses cross processes and are cached."""
    return analysis.model_dump_json().encode()


def decode(blob: bytes) -> FileAnalysis | None:
    """The analysis that ``encode`` wrote; None where the bytes are not one."""
    try:
        return FileAnalysis.model_validate_json(blob)
    except ValidationError:
        return None


_analyst: Analyst | None = None


def start_worker(analyst: Analyst) -> None:
    """Initialize a worker process."""
    global _analyst
    _analyst = analyst


def work(tasks: Sequence[Task]) -> list[bytes]:
    """Analyse ``tasks`` in a worker process: one encoded analysis each."""
    assert _analyst is not None, "start_worker was not called in this process"
    return [encode(_analyst.analyse(task)) for task in tasks]
