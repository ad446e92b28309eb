"""Running recipes over files: anchors first, one parse for many recipes, edits as byte ranges.

Most files hold few of the words any recipe looks for, so the words of a file are compared with the
anchors before anything is parsed. All tree recipes then share one parse: their edits are collected
on one text, and the text after each stage is the union of the edits of the stages up to it. Only
where two edits overlap, or one makes room for another, is a file run stage by stage.
"""

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from overhaul.domain.edits import Edit, Hunk, Origin, ProposerKind, apply_edits, line_of
from overhaul.domain.jobs import PlanStage
from overhaul.domain.ports import ProjectFacts, StageOutcome
from overhaul.domain.survey import Finding
from tools.recipes import anchors, examples
from tools.recipes.merging import Found, Merged, merge
from tools.recipes.newfiles import NewFile, beside, settle
from tools.recipes.recipe import Hit, Match, Phase, Recipe
from tools.recipes.source import Source

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
    """

    def __init__(self, recipes: Sequence[Recipe]) -> None:
        self._recipes = {recipe.info.id: recipe for recipe in recipes}
        self._plans: dict[tuple[str, ...], _Plan] = {}

    def apply(
        self, stages: Sequence[PlanStage], files: Mapping[str, bytes], project: ProjectFacts
    ) -> tuple[StageOutcome, ...]:
        """Run ``stages`` over ``files``; one outcome a stage, each on top of the one before.

        Files beside those that are newly made are run once more, knowing of them.
        """
        plans = [self._plan(stage.recipes) for stage in stages]
        ran = {path: run_file(plans, path, files[path], project) for path in sorted(files)}
        created = {new.path for outcome in ran.values() for text in outcome.stages for new in text.new} - project.paths
        known = project._replace(paths=project.paths | created)
        ran.update({path: run_file(plans, path, files[path], known) for path in beside(ran, created)})
        return _gathered(len(stages), ran, files, project)

    def find(self, recipes: Iterable[str], files: Mapping[str, bytes], project: ProjectFacts) -> tuple[Finding, ...]:
        """What the recipes would change or point at, by place in the files as they are."""
        chosen = [self._recipes[id] for id in recipes]
        plans = [self._plan(tuple(r.info.id for r in chosen if r.phase is phase)) for phase in Phase]
        findings: list[Finding] = []
        for path in sorted(files):
            findings += _find_in_file(plans, path, files[path], project)
        return tuple(findings)

    def _plan(self, recipes: tuple[str, ...]) -> "_Plan":
        if recipes not in self._plans:
            self._plans[recipes] = _Plan([self._recipes[id] for id in recipes])
        return self._plans[recipes]


def _gathered(
    count: int, ran: Mapping[str, FileOutcome], files: Mapping[str, bytes], project: ProjectFacts
) -> tuple[StageOutcome, ...]:
    """What ``count`` stages made of ``files``, file by file, and the files they made anew."""
    problems = [(path, problem) for path in ran for problem in ran[path].problems]
    before, made = dict(files), dict[str, bytes]()
    stages: list[tuple[dict[str, bytes], list[Hunk]]] = []
    for index in range(count):
        texts = {path: outcome.stages[index] for path, outcome in ran.items()}
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


class _Plan:
    """Recipes that run together: their anchors, joined."""

    def __init__(self, recipes: Sequence[Recipe]) -> None:
        self.recipes = tuple(recipes)
        self.phases = frozenset(recipe.phase for recipe in recipes)
        self._rank = {recipe.info.id: rank for rank, recipe in enumerate(recipes)}
        self._anchors: dict[tuple[str, bool], _Anchors] = {}

    def search(self, source: Source) -> list[Found]:
        """Every match in ``source``, in recipe order and, within a recipe, in byte order.

        Kept on the source: stages that could not be made together ask again.
        """
        known = source.memo.get(self)
        if not isinstance(known, list):
            known = source.memo[self] = self._search(source)
        return known

    def _search(self, source: Source) -> list[Found]:
        found: list[tuple[int, int, Found]] = []
        for recipe, hit in self._hits(source):
            matches = _visit(recipe, source, hit)
            found += [(self._rank[recipe.info.id], match.at, Found(recipe, match)) for match in matches]
        found.sort(key=lambda row: row[:2])
        return [row[2] for row in found]

    def _hits(self, source: Source) -> Iterable[tuple[Recipe, Hit]]:
        key = (posixpath.splitext(source.path)[1], source.modern)
        chosen = self._anchors.get(key)
        if chosen is None:
            chosen = self._anchors[key] = _Anchors(self.recipes, *key)
        mask = source.lexed.mask
        for word in sorted(source.lexed.words & chosen.by_word.keys()):
            applying = chosen.by_word[word]
            for hit in anchors.words(mask, word):
                for recipe in applying:
                    yield recipe, hit
        for recipe in chosen.patterned:
            if recipe.when(source.lexed):
                for pattern in recipe.patterns:
                    for match in anchors.matches(pattern, mask):
                        yield recipe, Hit(*match.span())
                for pattern in recipe.raw:
                    for match in anchors.matches(pattern, source.data):
                        yield recipe, Hit(*match.span())


class _Anchors:
    """The anchors of the recipes that apply to files with one ending and of one dialect."""

    def __init__(self, recipes: Sequence[Recipe], suffix: str, modern: bool) -> None:
        applying = [r for r in recipes if suffix in r.suffixes and (r.any_dialect or not modern)]
        self.by_word: dict[bytes, list[Recipe]] = {}
        for recipe in applying:
            for word in recipe.words:
                self.by_word.setdefault(word, []).append(recipe)
        self.patterned = [recipe for recipe in applying if recipe.patterns or recipe.raw]


def _visit(recipe: Recipe, source: Source, hit: Hit) -> Sequence[Match]:
    """What ``recipe`` offers at ``hit``. A recipe that fails there is a finding, never the end of the job."""
    try:
        result = recipe.visit(source, hit)
        if result is None:
            return ()
        return (result,) if isinstance(result, Match) else tuple(result)
    except Exception as error:  # noqa: BLE001 - a recipe is a plug-in: its failure is reported, not spread
        return (Match(hit.start, message=f"the recipe {recipe.info.id} failed here: {type(error).__name__}: {error}"),)


def run_file(plans: Sequence[_Plan], path: str, data: bytes, project: ProjectFacts) -> FileOutcome:
    """Run ``plans``, one a stage, over one file and over the interactive examples in it."""
    if path.endswith(examples.TEXT_SUFFIXES) and examples.PROMPT not in data:
        return FileOutcome(tuple(StageText(data, ()) for _ in plans), ())
    source = Source(path, data, project)
    stages: list[StageText] = []
    problems: list[str] = []
    while len(stages) < len(plans):
        group = plans[len(stages) : _tree_group(plans, len(stages))]
        texts, said = _run_group(group, source)
        after = source.edited(texts[-1].data)
        if examples.PROMPT in source.data:
            texts = _with_examples(group, after if len(group) == 1 else source, texts)
        stages += texts
        problems += said
        source = after.edited(stages[-1].data)
    return FileOutcome(tuple(stages), tuple(problems))


def _run_group(plans: Sequence[_Plan], source: Source) -> tuple[list[StageText], list[str]]:
    """``plans`` over ``source``: on one parse where they keep out of each other's way, else one by one."""
    together = _run_together(plans, source) if len(plans) > 1 else None
    if together is not None:
        return together, []
    stages: list[StageText] = []
    problems: list[str] = []
    for plan in plans:
        source, text, said = _run_stage(plan, source)
        stages.append(text)
        problems += said
    return stages, problems


def _with_examples(plans: Sequence[_Plan], source: Source, texts: Sequence[StageText]) -> list[StageText]:
    """``texts``, with the examples in them taken through ``plans`` as well.

    Examples are read in ``source``: the file where the stages before left it, and after a single stage's
    own edits, as it may have changed the string they stand in. Later stages of a group leave strings alone.
    """
    is_text = source.path.endswith(examples.TEXT_SUFFIXES)
    if not is_text and source.modern:
        return list(texts)
    before = examples.regions(source.lexed, is_text)
    path = source.path + ".py" if is_text else source.path
    runs = [_run_group(plans, Source(path, r.text, source.project))[0] for r in before]
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


def _tree_group(plans: Sequence[_Plan], start: int) -> int:
    """The end of the run of plans from ``start`` that only need the tree."""
    end = start
    while end < len(plans) and Phase.LEXICAL not in plans[end].phases:
        end += 1
    return max(end, start + 1)


def _run_together(plans: Sequence[_Plan], source: Source) -> list[StageText] | None:
    """All stages on one parse; None where they get in each other's way."""
    data = source.data
    found = [(stage, item) for stage, plan in enumerate(plans) for item in plan.search(source) if item.match.edits]
    if not found:
        return [StageText(data, ()) for _ in plans]
    merged = merge(item for _, item in found)
    if merged.deferred:
        return None
    stage_of = {item.recipe.info.id: stage for stage, item in found}
    texts: list[StageText] = []
    for stage in range(len(plans)):
        upto = [edit for recipe, edit in merged.edits if stage_of[recipe.info.id] <= stage]
        own = [(recipe, edit) for recipe, edit in merged.edits if stage_of[recipe.info.id] == stage]
        new = tuple(file for file in _new_files(merged) if stage_of[file.origin.id] == stage)
        texts.append(StageText(apply_edits(data, upto), _hunks(source.path, data, own), new))
    return texts


def _run_stage(plan: _Plan, source: Source) -> tuple[Source, StageText, list[str]]:
    """One stage, in rounds, until nothing is left to do; with the source as it is then."""
    hunks: list[Hunk] = []
    new: list[NewFile] = []
    now = source
    for _ in range(_ROUNDS):
        merged = merge(item for item in plan.search(now) if item.match.edits)
        if not merged.edits:
            return now, StageText(now.data, tuple(hunks), tuple(new)), []
        new += _new_files(merged)
        hunks += _hunks(now.path, now.data, merged.edits)
        edits = [edit for _, edit in merged.edits]
        now = now.edited(apply_edits(now.data, edits), edits)
        if not merged.deferred:
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


def _new_files(merged: Merged) -> tuple[NewFile, ...]:
    return tuple(NewFile(path, data, _origin(recipe)) for recipe, path, data in merged.files)


def _origin(recipe: Recipe) -> Origin:
    return Origin(kind=ProposerKind.RECIPE, id=recipe.info.id, version=recipe.info.version)


def _find_in_file(plans: Sequence[_Plan], path: str, data: bytes, project: ProjectFacts) -> list[Finding]:
    """Findings in the text as it is: lexical ones first, tree ones through the lexical edits."""
    findings: list[Finding] = []
    text, shifts = data, list[Edit]()
    origin = Source(path, data, project)
    for plan in plans:
        source = origin.edited(text)
        matches = plan.search(source)
        findings += [_finding(item, path, data, _unshift(item.match.at, shifts)) for item in matches]
        if Phase.LEXICAL in plan.phases:
            merged = merge(item for item in matches if item.match.edits)
            shifts = sorted((edit for _, edit in merged.edits), key=lambda edit: (edit.start, edit.end))
            text = apply_edits(text, shifts)
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
