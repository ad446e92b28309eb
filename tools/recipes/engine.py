"""Running recipes over files: anchors first, one parse for many recipes, edits as byte ranges.

Most files hold few of the words any recipe looks for, so the words of a file are compared with the
anchors before anything is parsed. All tree recipes then share one parse: their edits are collected
on one text, and the text after each stage is the union of the edits of the stages up to it. Only
where two edits overlap, or one makes room for another, does a stage run by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from overhaul.domain.edits import Edit, Hunk, Origin, ProposerKind, apply_edits, line_of
from overhaul.domain.findings import Finding, Severity
from overhaul.domain.ports.recipes import ProjectFacts, StageOutcome
from overhaul.domain.tracks import PlanStage
from tools.recipes import examples
from tools.recipes.merging import Found, Merger
from tools.recipes.newfiles import NewFile, beside, settle
from tools.recipes.patience import SECONDS, OutOfTime, limited
from tools.recipes.recipe import Phase, Recipe
from tools.recipes.searching import Plan, Search
from tools.recipes.source import Source
from tools.syntax.lexical import PROMPT

OUT_OF_TIME = "out-of-time"
"""The rule of a finding for a file that recipes could not be asked about."""
_TOO_LONG = "recipes found no end in this file within the processor time a file may take; it was left as it was"
_ROUNDS = 12
"""A file that still changes after this many rounds of one stage is left as it is, and reported."""


class StageText(NamedTuple):
    """One file after one stage."""

    data: bytes
    hunks: tuple[Hunk, ...]
    new: tuple[NewFile, ...] = ()
    """The files its edits rely on."""


class FileOutcome(NamedTuple):
    """One file after each stage, and what could not be done in it."""

    stages: tuple[StageText, ...]
    problems: tuple[str, ...]


class Engine:
    """Applies a fixed set of recipes.

    Args:
        recipes: every recipe of the track, in the order in which they win where edits overlap.
        seconds: the processor time a file may take; a large one more.
    """

    def __init__(self, recipes: Sequence[Recipe], seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._recipes = {recipe.info.id: recipe for recipe in recipes}
        self._pipelines: dict[tuple[tuple[str, ...], ...], _Pipeline] = {}

    def apply(
        self, stages: Sequence[PlanStage], files: Mapping[str, bytes], project: ProjectFacts
    ) -> tuple[StageOutcome, ...]:
        """Run ``stages`` over ``files``; one outcome a stage, each on top of the one before.

        Files beside those that are newly made are run once more, knowing of them.
        """
        pipeline = self._pipeline(tuple(stage.recipes for stage in stages))
        ran = {path: self._run(pipeline, path, files[path], project) for path in sorted(files)}
        created = {new.path for outcome in ran.values() for text in outcome.stages for new in text.new} - project.paths
        known = project._replace(paths=project.paths | created)
        ran.update({path: self._run(pipeline, path, files[path], known) for path in beside(ran, created)})
        return _gathered(len(stages), ran, files, project)

    def find(self, recipes: Iterable[str], files: Mapping[str, bytes], project: ProjectFacts) -> tuple[Finding, ...]:
        """What the recipes would change or point at, by place in the files as they are."""
        chosen = [self._recipes[id] for id in recipes]
        phases = tuple(tuple(r.info.id for r in chosen if r.phase is phase) for phase in Phase)
        searches = [search for group in self._pipeline(phases).groups for search in group.singly]
        findings: list[Finding] = []
        for path in sorted(files):
            data = files[path]
            try:
                findings += limited(len(data), partial(_find_in_file, searches, path, data, project), self._seconds)
            except OutOfTime:
                findings.append(Finding(OUT_OF_TIME, path, 1, 1, _TOO_LONG, Severity.ERROR, fixable=False))
        return tuple(findings)

    def _run(self, pipeline: "_Pipeline", path: str, data: bytes, project: ProjectFacts) -> FileOutcome:
        """One file; where it takes recipes too long it is left as it was, and reported."""
        try:
            return limited(len(data), partial(run_file, pipeline, path, data, project), self._seconds)
        except OutOfTime:
            return FileOutcome((StageText(data, ()),) * len(pipeline.plans), (_TOO_LONG,))

    def _pipeline(self, stages: tuple[tuple[str, ...], ...]) -> "_Pipeline":
        """What runs the recipes of ``stages``, made once."""
        if stages not in self._pipelines:
            plans = [Plan([self._recipes[id] for id in recipes]) for recipes in stages]
            self._pipelines[stages] = _Pipeline(plans)
        return self._pipelines[stages]


def _gathered(
    count: int, ran: Mapping[str, FileOutcome], files: Mapping[str, bytes], project: ProjectFacts
) -> tuple[StageOutcome, ...]:
    """What ``count`` stages made of ``files``, file by file, and the files they made anew."""
    problems = [(path, problem) for path in ran for problem in ran[path].problems]
    touched = {path: outcome for path, outcome in ran.items() if any(text.hunks or text.new for text in outcome.stages)}
    before, made = dict(files), dict[str, bytes]()
    stages: list[tuple[dict[str, bytes], list[Hunk]]] = []
    for index in range(count):
        texts = {path: outcome.stages[index] for path, outcome in touched.items()}
        contents = {path: text.data for path, text in texts.items() if text.data != before[path]}
        before |= contents
        hunks = [hunk for text in texts.values() for hunk in text.hunks]
        settled = settle((new for text in texts.values() for new in text.new), project.paths, files, made)
        made |= {new.path: new.data for new in settled.files}
        contents |= {new.path: new.data for new in settled.files}
        problems += settled.problems
        stages.append((contents, hunks + [new.hunk() for new in settled.files]))
    last = count - 1
    return tuple(
        StageOutcome(contents, tuple(hunks), tuple(problems) if index == last else ())
        for index, (contents, hunks) in enumerate(stages)
    )


class _Pipeline:
    """The stages of a run, with those that may share a parse taken together."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = tuple(plans)
        self.groups: list[_Group] = []
        start = 0
        while start < len(plans):
            end = start
            while end < len(plans) and not plans[end].is_lexical:
                end += 1
            end = max(end, start + 1)
            self.groups.append(_Group(plans[start:end]))
            start = end


class _Group:
    """Stages that are looked for at once, and one by one where they get in each other's way."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.singly = [Search([plan]) for plan in plans]
        self.together = [Search(plans[start:]) for start in range(len(plans))]
        """By the stage they start at."""


def run_file(pipeline: _Pipeline, path: str, data: bytes, project: ProjectFacts) -> FileOutcome:
    """Run ``pipeline`` over one file and over the interactive examples in it."""
    if not data or (path.endswith(examples.TEXT_SUFFIXES) and PROMPT not in data):
        return FileOutcome((StageText(data, ()),) * len(pipeline.plans), ())
    source = Source(path, data, project)
    stages: list[StageText] = []
    problems: list[str] = []
    for group in pipeline.groups:
        texts, said = _run_group(group, source)
        after = source.edited(texts[-1].data)
        if source.lexed.has_prompt:
            texts = _with_examples(group, after if len(group.singly) == 1 else source, texts)
        stages += texts
        problems += said
        source = after.edited(stages[-1].data)
    source.forget()
    return FileOutcome(tuple(stages), tuple(problems))


def _run_group(group: _Group, source: Source) -> tuple[list[StageText], list[str]]:
    """``group`` over ``source``: on one parse as far as its stages keep out of each other's way, the next by itself."""
    stages: list[StageText] = []
    problems: list[str] = []
    while len(stages) < len(group.singly):
        if len(group.singly) - len(stages) > 1:
            source, texts = _run_together(group.together[len(stages)], source)
            stages += texts
        if len(stages) < len(group.singly):
            source, text, said = _run_stage(group.singly[len(stages)], source)
            stages.append(text)
            problems += said
    return stages, problems


def _with_examples(group: _Group, source: Source, texts: Sequence[StageText]) -> list[StageText]:
    """``texts``, with the examples in them taken through ``group`` as well.

    Examples are read in ``source``: the file where the stages before left it, and after a single stage's
    own edits, as it may have changed the string they stand in. Later stages of a group leave strings alone.
    """
    is_text = source.path.endswith(examples.TEXT_SUFFIXES)
    if not is_text and source.modern:
        return list(texts)
    before = examples.regions(source.lexed, is_text)
    path = source.path + ".py" if is_text else source.path
    written = before if source.origin is source else examples.regions(source.origin.lexed, is_text)
    written = written if len(written) == len(before) else before
    # an example is of the dialect it was written in: what syntax recipes made of it says nothing of that
    codes = [
        Source(path, first.text, source.project, is_example=True).edited(region.text)
        for first, region in zip(written, before, strict=True)
    ]
    runs = [_run_group(group, code)[0] for code in codes]
    for code in codes:
        code.forget()
    return [_weave(source, text, before, [run[stage] for run in runs], is_text) for stage, text in enumerate(texts)]


def _weave(
    source: Source,
    text: StageText,
    before: Sequence[examples.Region],
    codes: Sequence[StageText],
    is_text: bool,
) -> StageText:
    """``text`` with the code ``codes`` in the place of the regions ``before``, which are those of ``source``."""
    if all(code.data == region.text for code, region in zip(codes, before, strict=True)):
        return text
    after = before
    if text.data != source.data:
        source = source.edited(text.data)
        after = examples.regions(source.lexed, is_text)
    if [region.text for region in after] != [region.text for region in before]:
        return text
    edits: list[Edit] = []
    hunks = list(text.hunks)
    for region, code in zip(after, codes, strict=True):
        made = examples.changes(region, code.data, source.lexed.newline)
        if not made:
            continue
        edits += [change.edit for change in made]
        for hunk in code.hunks:
            index = min(hunk.line, len(region.lines)) - 1
            edit = next((change.edit for change in made if change.line == index), made[0].edit)
            line = line_of(source.data, region.lines[index].start)
            hunks.append(Hunk(path=source.path, line=line, edit=edit, origin=hunk.origin))
    new = text.new + tuple(file for code in codes for file in code.new)
    return StageText(apply_edits(source.data, edits), tuple(hunks), new)


def _run_together(search: Search, source: Source) -> tuple[Source, list[StageText]]:
    """The first stages of ``search`` on one parse, up to the one that one before it gets in the way of.

    That one has to run by itself, and those behind it on what it leaves. With the source as it is then.
    """
    data, merged, end = source.data, Merger(), 0
    stage_of: dict[str, int] = {}
    for stage, items in enumerate(search.by_plan(source)):
        if items:
            stage_of.update((item.recipe.info.id, stage) for item in items)
            if merged.take(items).waiting:
                break  # what later stages offer here is not asked: they look at what this one leaves
        end = stage + 1
    if not merged.edits and not merged.waiting:
        return source, [StageText(data, ())] * end
    made = [(stage_of[recipe.info.id], recipe, edit) for recipe, edit in merged.edits]
    files = _new_files(merged)
    texts: list[StageText] = []
    upto: list[Edit] = []
    for stage in range(end):
        own = [(recipe, edit) for place, recipe, edit in made if place == stage]
        upto += [edit for _, edit in own]
        new = tuple(file for file in files if stage_of[file.origin.id] == stage)
        after = apply_edits(data, upto) if own else texts[-1].data if texts else data
        texts.append(StageText(after, _hunks(source.path, data, own), new))
    return (source.edited(texts[-1].data, upto) if texts else source), texts


def _run_stage(search: Search, source: Source) -> tuple[Source, StageText, list[str]]:
    """One stage, in rounds, until nothing is left to do; with the source as it is then."""
    hunks: list[Hunk] = []
    new: list[NewFile] = []
    now = source
    for _ in range(_ROUNDS):
        merged = Merger().take(search(now)[0])
        if not merged.edits:
            return now, StageText(now.data, tuple(hunks), tuple(new)), []
        new += _new_files(merged)
        hunks += _hunks(now.path, now.data, merged.edits)
        edits = [edit for _, edit in merged.edits]
        now = now.edited(apply_edits(now.data, edits), edits)
        if not merged.waiting:
            return now, StageText(now.data, tuple(hunks), tuple(new)), []
    names = sorted({hunk.origin.id for hunk in hunks[-20:]})
    problem = f"recipes {', '.join(names)} did not come to rest; the file was left as it was"
    return source, StageText(source.data, ()), [problem]


def _hunks(path: str, data: bytes, edits: Sequence[tuple[Recipe, Edit]]) -> tuple[Hunk, ...]:
    hunks: list[Hunk] = []
    line, counted = 1, 0
    for recipe, edit in sorted(edits, key=lambda row: (row[1].start, row[1].end)):
        line += data.count(b"\n", counted, edit.start)
        counted = edit.start
        hunks.append(Hunk(path=path, line=line, edit=edit, origin=_origin(recipe)))
    return tuple(hunks)


def _new_files(merged: Merger) -> tuple[NewFile, ...]:
    return tuple(NewFile(path, data, _origin(recipe)) for recipe, path, data in merged.files)


def _origin(recipe: Recipe) -> Origin:
    return Origin(kind=ProposerKind.RECIPE, id=recipe.info.id, version=recipe.info.version)


def _find_in_file(searches: Sequence[Search], path: str, data: bytes, project: ProjectFacts) -> list[Finding]:
    """Findings in the text as it is: lexical ones first, tree ones through the lexical edits."""
    findings: list[Finding] = []
    text, shifts = data, list[Edit]()
    origin = Source(path, data, project)
    for search in searches:
        source = origin.edited(text)
        matches = search(source)[0]
        findings += [_finding(item, path, data, _unshift(item.match.at, shifts)) for item in matches]
        if search.plans[0].is_lexical:
            merged = Merger().take(matches)
            shifts = sorted((edit for _, edit in merged.edits), key=lambda edit: (edit.start, edit.end))
            text = apply_edits(text, shifts)
    origin.forget()
    findings.sort(key=lambda finding: (finding.line, finding.column, finding.rule))
    return list(dict.fromkeys(findings))


def _unshift(offset: int, edits: Sequence[Edit]) -> int:
    """Where ``offset`` of the edited text was before ``edits``."""
    grown = 0
    for edit in edits:
        if edit.start + grown + len(edit.text) > offset:
            return min(offset - grown, edit.start) if edit.start + grown <= offset else offset - grown
        grown += len(edit.text) - (edit.end - edit.start)
    return offset - grown


def _finding(item: Found, path: str, data: bytes, offset: int) -> Finding:
    info = item.recipe.info
    line_start = data.rfind(b"\n", 0, offset) + 1
    return Finding(
        rule=info.id,
        path=path,
        line=line_of(data, offset),
        column=offset - line_start + 1,
        message=item.match.message or info.title,
        severity=info.severity,
        fixable=bool(item.match.edits),
    )
