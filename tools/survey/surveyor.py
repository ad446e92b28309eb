"""Taking the inventory of a tree."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from overhaul.domain.base import digest_of
from overhaul.domain.findings import Dialect, Finding
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.paths import matches
from overhaul.domain.ports.recipes import ProjectFacts, Recipes
from overhaul.domain.ports.sandbox import Progress
from overhaul.domain.ports.survey import IndexClient
from overhaul.domain.survey import Hub, Survey, SurveyedFile
from overhaul.domain.tracks import TrackInfo
from tools.survey.analysis import LARGEST_PARSED, Analyst, FileAnalysis, Task, decode
from tools.survey.cache import AnalysisCache
from tools.survey.dependencies import Declared, declared
from tools.survey.effort import effort_points
from tools.survey.notes import note
from tools.survey.pool import analyse_all
from tools.survey.testfiles import test_files
from tools.survey.walk import Entry, read, walk
from tools.syntax.graph import page_ranks, units
from tools.syntax.languages import BINARY, PYTHON, count_lines, language_of
from tools.syntax.modules import Modules, find_roots
from tools.syntax.stdlib import is_stdlib

_HUBS = 20
_HEAD = 4096


class _Seen(NamedTuple):
    """A file as the walk and its bytes show it."""

    entry: Entry
    language: str
    lines: int
    sha256: str
    problem: str
    note: str = ""


class TreeSurveyor:
    """Implements the ``Surveyor`` port over a folder.

    Args:
        recipes: whose findings the survey holds; must pickle.
        cache_dir: where analyses are kept by content; None: nowhere.
        index: asked which dependencies have a release for the target; None: nobody is asked.
        jobs: processes; 0: as many as there are cores.
    """

    def __init__(
        self, recipes: Recipes, cache_dir: Path | None, index: IndexClient | None = None, jobs: int = 0
    ) -> None:
        self._recipes = recipes
        self._cache = AnalysisCache(cache_dir)
        self._index = index
        self._jobs = jobs or os.cpu_count() or 1

    def survey(
        self,
        tree: Path,
        *,
        track: str,
        commit: str,
        options: RepositoryOptions,
        progress: Progress | None = None,
    ) -> Survey:
        """Survey every file under ``tree``; cached by content.

        Raises:
            UnknownTrack: there is no such track.
        """
        info = self._recipes.track(track)
        seen = [_look(entry) for entry in walk(tree)]
        named = [file.entry.path for file in seen if file.entry.readable_name]
        says = declared({file.entry.path: file.entry for file in seen if file.entry.readable_name})
        roots = find_roots(named, (*options.source_paths, *says.roots))
        tests = test_files(named, options.test_paths)
        project = ProjectFacts(frozenset(named), roots, tests, info.targets[0])
        analyses = self._analyse(seen, info, project, progress)
        return self._assemble(seen, analyses, project, says, info, commit, options)

    def _analyse(
        self, seen: Sequence[_Seen], info: TrackInfo, project: ProjectFacts, progress: Progress | None
    ) -> dict[str, FileAnalysis]:
        """The analysis of every file that has one, by path: from the cache, or made now."""
        tasks = {file.entry.path: task for file in seen if (task := _task(file, info)) is not None}
        context = _context(info, project)
        keys = {file.entry.path: _key(context, file) for file in seen if file.entry.path in tasks}
        cached = self._cache.get(keys.values())
        found = {path: item for path, key in keys.items() if (item := decode(cached.get(key, b""))) is not None}
        missing = [task for path, task in tasks.items() if path not in found]
        done = len(seen) - len(missing)
        if progress is not None:
            progress(done, len(seen))

        def on_done(more: int) -> None:
            nonlocal done
            done += more
            if progress is not None:
                progress(done, len(seen))

        blobs = analyse_all(Analyst(self._recipes, info.name, project), missing, self._jobs, on_done)
        fresh: dict[bytes, bytes] = {}
        for task, blob in zip(missing, blobs, strict=True):
            item = decode(blob)
            assert item is not None, "a worker's answer is always an analysis"
            found[task.entry.path] = item
            if not item.problem:
                fresh[keys[task.entry.path]] = blob
        self._cache.put(fresh)
        return found

    def _assemble(
        self,
        seen: Sequence[_Seen],
        analyses: Mapping[str, FileAnalysis],
        project: ProjectFacts,
        says: Declared,
        info: TrackInfo,
        commit: str,
        options: RepositoryOptions,
    ) -> Survey:
        modules = Modules(project.paths, project.roots)
        files = tuple(_surveyed(file, analyses.get(file.entry.path), modules, project) for file in seen)
        findings = tuple(
            _as_allowed(finding, options)
            for file in seen
            if (item := analyses.get(file.entry.path)) is not None
            for finding in item.findings
        )
        python = {file.path for file in files if file.language == PYTHON}
        graph = {file.path: [p for p in file.imports if p in python] for file in files if file.path in python}
        ranks = page_ranks(graph)
        worked = {path: graph.get(path, []) for path in sorted(python | {f.path for f in findings})}
        worked = {path: targets for path, targets in worked.items() if not matches(path, options.exclude)}
        worked = {path: [p for p in targets if p in worked] for path, targets in worked.items()}
        external = sorted({name for file in files for name in file.external})
        dependencies = says.with_imports(external)
        reached = None
        if self._index is not None and dependencies:
            dependencies, reached = self._index.latest_supporting(dependencies, project.target)
        return Survey(
            track=info.name,
            commit=commit,
            files=files,
            findings=findings,
            hubs=tuple(
                Hub(path=row.path, imported_by=row.imported_by, rank=round(row.rank, 6))
                for row in ranks[:_HUBS]
                if row.imported_by
            ),
            components=tuple(units(worked, {file.path: file.lines for file in files})),
            dependencies=dependencies,
            index_reached=reached,
            roots=project.roots,
            effort_points=effort_points(files, findings, dependencies, {row.path: row.imported_by for row in ranks}),
        )


def _look(entry: Entry) -> _Seen:
    """Read a file once: its language, lines and name by content. Huge files are read in part only."""
    try:
        data = read(entry, LARGEST_PARSED + 1)
    except OSError as exc:
        return _Seen(entry, language_of(entry.path, b""), 0, "", f"it cannot be read: {exc.strerror or exc}")
    language = language_of(entry.path, data[:_HEAD])
    problem = "" if entry.readable_name else "its name is not UTF-8"
    if len(data) <= LARGEST_PARSED:
        lines = 0 if language == BINARY else count_lines(data)
        remark = note(entry.path, language, data, lines)
        return _Seen(entry, language, lines, sha256(data).hexdigest(), problem, remark)
    lines, digest = _count_in_blocks(entry)
    problem = problem or f"it has {entry.size:,} bytes and was not parsed"
    return _Seen(entry, language, 0 if language == BINARY else lines, digest, problem)


def _count_in_blocks(entry: Entry) -> tuple[int, str]:
    """Lines and sha256 of a file that is not held in memory."""
    digest, lines = sha256(), 0
    with Path(entry.real).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            lines += block.count(b"\n")
    return lines, digest.hexdigest()


def _task(file: _Seen, info: TrackInfo) -> Task | None:
    """What is to be analysed of ``file``; None: nothing."""
    if file.problem or file.language == BINARY:
        return None
    suffix = PurePosixPath(file.entry.path).suffix
    findable = file.language == info.language or bool(suffix and suffix in info.suffixes)
    if not findable and file.language != PYTHON:
        return None
    return Task(file.entry, file.language, findable)


def _context(info: TrackInfo, project: ProjectFacts) -> bytes:
    """What an analysis depends on beside the file: the code that makes it and what recipes may know."""
    facts = (sorted(project.paths), project.roots, sorted(project.tests), project.target)
    return digest_of([asdict(info), facts, _code_version()]).encode()


@cache
def _code_version() -> str:
    """Changes whenever the code does, in a checkout as well as when installed: as the process first saw it."""
    tools = Path(__file__).parent.parent
    sources = sorted(
        (path.relative_to(tools).as_posix(), status.st_size, status.st_mtime_ns)
        for part in ("recipes", "syntax", "survey")
        for path in (tools / part).rglob("*.py")
        for status in (path.stat(),)
    )
    try:
        release = version("overhaul")
    except PackageNotFoundError:
        release = ""
    return digest_of([release, sources])


def _key(context: bytes, file: _Seen) -> bytes:
    name = os.fsencode(file.entry.path)
    return sha256(b"\0".join((context, file.sha256.encode(), name))).digest()


def _surveyed(file: _Seen, analysis: FileAnalysis | None, modules: Modules, project: ProjectFacts) -> SurveyedFile:
    path = file.entry.path
    own: set[str] = set()
    external: set[str] = set()
    for item in analysis.imports if analysis else ():
        reached = modules.resolve(path, item)
        own.update(reached)
        top = item.module.partition(".")[0]
        if not reached and not item.level and top and not is_stdlib(top) and not modules.is_own(top):
            external.add(top)
    dialect = analysis.dialect if analysis else None
    if dialect is None and file.language == PYTHON:
        dialect = Dialect.UNKNOWN
    return SurveyedFile(
        path=path,
        language=file.language,
        dialect=dialect,
        lines=file.lines,
        bytes=file.entry.size,
        sha256=file.sha256,
        is_test=path in project.tests,
        module=modules.name(path),
        imports=tuple(sorted(own - {path})),
        external=tuple(sorted(external)),
        problem=file.problem or (analysis.problem if analysis else ""),
        note=file.note,
    )


def _as_allowed(finding: Finding, options: RepositoryOptions) -> Finding:
    """A finding whose recipe must not run is left to a person."""
    if finding.fixable and finding.rule in options.skip_recipes:
        return replace(finding, fixable=False)
    return finding
