"""The survey: what a repository holds and how much work it is."""

from overhaul.domain.base import Frozen
from overhaul.domain.findings import Dialect, Finding


class SurveyedFile(Frozen):
    """One file as the survey saw it."""

    path: str
    language: str
    dialect: Dialect | None
    """None for languages without dialects."""
    lines: int
    bytes: int
    sha256: str
    is_test: bool
    module: str | None
    """The dotted name it is imported by, for Python files."""
    imports: tuple[str, ...]
    """In-repository modules it imports, by path, sorted."""
    external: tuple[str, ...]
    """Top-level names it imports that are neither its own nor the standard library's."""
    problem: str = ""
    """Why it could not be read or parsed, where that is so."""
    note: str = ""
    """``vendored``, ``generated`` or ``minified``, where it seems so. Such files are surveyed like others."""


class Dependency(Frozen):
    """A distribution the repository says it needs."""

    name: str
    requirement: str
    """As written, e.g. ``simplejson>=2.0``."""
    source: str
    """The file that says so, or ``import`` where it is only imported."""
    python3_release: str | None = None
    """The newest release that supports the target; None where there is none or nobody was asked."""
    checked: bool = False
    """False: the package index was not asked or could not be reached."""


class Hub(Frozen):
    """A file many others import: change it with care."""

    path: str
    imported_by: int
    rank: float
    """PageRank over the import graph, summing to 1 over the repository."""


class Survey(Frozen):
    """The inventory of one repository at one commit."""

    track: str
    commit: str
    files: tuple[SurveyedFile, ...]
    findings: tuple[Finding, ...]
    hubs: tuple[Hub, ...]
    components: tuple[tuple[str, ...], ...]
    """Paths grouped by import-graph component, dependencies first: the units of the work."""
    dependencies: tuple[Dependency, ...]
    index_reached: bool | None
    """Whether the package index answered; None: it was not asked."""
    roots: tuple[str, ...] = ("",)
    """Folders on the import path, relative to the repository root; ``""`` is the root."""
    effort_points: float
    """Estimated work that recipes will not do, in the points docs/survey.md defines."""

    def languages(self) -> dict[str, tuple[int, int]]:
        """Language → (files, lines), most lines first."""
        table: dict[str, tuple[int, int]] = {}
        for file in self.files:
            files, lines = table.get(file.language, (0, 0))
            table[file.language] = (files + 1, lines + file.lines)
        return dict(sorted(table.items(), key=lambda row: (-row[1][1], row[0])))

    def by_rule(self) -> dict[str, int]:
        """Rule → number of findings, most first."""
        table: dict[str, int] = {}
        for finding in self.findings:
            table[finding.rule] = table.get(finding.rule, 0) + 1
        return dict(sorted(table.items(), key=lambda row: (-row[1], row[0])))
