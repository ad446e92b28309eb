"""The repairer: clusters of failing tests that templates could not mend, each given to an agent."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from agents.briefing import Briefing
from agents.causes import Cause, Cluster, clusters
from agents.drafts import Contents
from agents.loop import Limits, Loop, Task, Tried
from agents.patience import Patience
from agents.prompting import fenced, listed, plain
from agents.purse import Purse
from agents.roles.planner import ordered
from agents.roles.team import Team, read_file
from agents.samples import representatives
from overhaul.domain.jobs import ModelOptions
from overhaul.domain.models import Role
from overhaul.domain.ports.models import CodeEditor, Model, Samples
from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.ports.repair import Probe, Repaired, RepairRequest
from overhaul.domain.testing import Outcome, TestResult, file_part
from overhaul.domain.text import counted

_ROUNDS = 3
_SHOWN = 3
"""Failures shown of a cluster."""
_MAY_CHANGE = 20
"""Files an agent may change."""
FRAME = 120
"""Tokens of what a task says beside failures, advice, paths and code."""


class Setup(NamedTuple):
    """What models are asked with, the same for all roles of a job."""

    model: Model
    editor: CodeEditor
    samples: Samples
    purse: Purse
    options: ModelOptions
    window: int
    """Tokens of prompt and answer together that every endpoint in question holds."""
    guidance: str
    """What goes wrong in this migration."""


class ModelRepairer:
    """Implements ``Repairer``: agents work on clusters side by side until a round gains nothing."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    def __call__(self, request: RepairRequest) -> Repaired:
        """Let agents try."""
        assert request.survey is not None, "a model is told of the repository"
        accepted = 0
        patience = Patience(self._setup.model, self._setup.options, request.bench.check, request.bench.tell)
        hopeless: set[tuple[Cause, tuple[str, ...]]] = set()
        attempts = request.most_attempts
        for _ in range(_ROUNDS):
            wanted = [
                cluster
                for cluster in clusters(request.run, request.must_pass, request.project.tests)
                if cluster.key() not in hopeless
            ]
            if not wanted or patience.given_up:
                break
            team, chosen, tasks = self._round(request, wanted, patience, attempts)
            gained, missed = team.run(tasks)
            _tell(request, gained, missed)
            waiting = {cluster.key() for cluster, task in zip(chosen, tasks, strict=True) if task in team.waiting}
            hopeless |= {cluster.key() for cluster in wanted} - waiting
            attempts = team.attempts
            if not gained or team.trial is None or team.trial.run is None:
                break
            accepted += gained
            request = request._replace(tree=team.trial.tree, run=team.trial.run)
        return Repaired(accepted, patience.given_up)

    def _round(
        self, request: RepairRequest, wanted: Sequence[Cluster], patience: Patience, attempts: int
    ) -> tuple[Team, list[Cluster], list[Task]]:
        setup = self._setup
        briefing = briefing_of(request, setup)
        titles = [f"{counted(len(cluster.tests), 'test')}: {cluster.cause.sentence()}" for cluster in wanted]
        order: list[tuple[int, str]] = []
        results = request.run.by_id()
        heard = origins([results[cluster.tests[0]] for cluster in wanted], request.project)
        if len(wanted) > 2:
            order = ordered(titles, heard, patience.ask, setup.purse, request.project.target, setup.window)
        advice = dict(order)
        places = [number for number, _ in order] + [n for n in range(len(wanted)) if n not in advice]
        chosen = [places[number] for number in request.bench.approve([titles[number] for number in places])]
        pairs = [
            (wanted[number], _task(request, briefing, wanted[number], advice.get(number, ""), heard))
            for number in chosen
        ]
        for _, task in pairs:
            if not task.paths:
                request.bench.tell(f"repair: {task.title}: no file that may be changed takes part in it")
        pairs = [(cluster, task) for cluster, task in pairs if task.paths]
        team = team_of(request, setup, patience, attempts)
        return team, [cluster for cluster, _ in pairs], [task for _, task in pairs]


def team_of(request: RepairRequest, setup: Setup, patience: Patience, attempts: int, *, must_gain: bool = True) -> Team:
    """Agents that start from the tree of ``request``, with so many full test runs to spend."""
    limits = Limits(setup.options.turns, setup.options.samples, setup.window)
    loop = Loop(patience.ask, setup.editor, setup.purse, setup.samples, limits)
    return Team(loop, patience, request.bench, setup.options, request.tree, attempts, must_gain)


def briefing_of(request: RepairRequest, setup: Setup) -> Briefing:
    """What the agents of one round are told of the tree they start from."""
    assert request.survey is not None, "a model is told of the repository"
    return Briefing(
        request.survey,
        partial(read_file, request.tree),
        setup.editor,
        target=request.project.target,
        guidance=setup.guidance,
        done=request.done,
        window=setup.window,
    )


def _task(request: RepairRequest, briefing: Briefing, cluster: Cluster, advice: str, heard: tuple[str, ...]) -> Task:
    """The task of one cluster; ``heard``: the files that ``advice`` was made from."""
    results = request.run.by_id()
    tests = representatives(cluster.tests)
    failures = [results[test] for test in tests[:_SHOWN] if test in results]
    paths = _paths(request, failures)
    told = briefing.told("\n".join(_failure(failure) for failure in failures))
    code, sources = briefing.code(_places(failures, request.project), briefing.room(told, advice, *paths) - FRAME)
    shown = origins(failures, request.project)
    known = bool(shown) and (bool(heard) or not advice)
    brief = briefing.task(
        "repairer",
        [*sources, *shown, *(heard if advice else ())] if known else (),
        count=len(cluster.tests),
        paths=listed(paths),
        advice=fenced("advice", advice) if advice else "",
        failure=told,
        code=code,
    )
    return Task(
        role=Role.REPAIRER,
        title=_title(cluster.cause),
        brief=brief,
        paths=paths,
        read=briefing.read,
        attempt=_attempt(request, tests),
        look=briefing.look,
    )


def _title(cause: Cause) -> str:
    place = f" in {cause.path}" if cause.path else ""
    return plain(f"Mend {cause.exception.rpartition('.')[2] or 'a failure'}{place}", 60)


def _attempt(request: RepairRequest, tests: tuple[str, ...]) -> Callable[[Contents], Tried]:
    """Tries a change on the tests that stand for the cluster, with the others of their files.

    What it is held against is how those do when they run alone, without the change: some only pass, or only
    fail, in company.
    """
    files = tuple(sorted({file_part(test) for test in tests}))

    def attempt(contents: Contents) -> Tried:
        without, run = request.bench.probe([Probe({}, files), Probe(contents, files)])
        lost = sorted(without.passed() - run.passed())
        gained = len((run.passed() - without.passed()) & request.must_pass)
        if lost:
            return _told("It breaks tests that passed", run.by_id(), lost, request.project)
        if gained:
            return Tried(gained, "")
        return _told("The tests still fail", run.by_id(), tests, request.project)

    return attempt


def _told(head: str, results: Mapping[str, TestResult], tests: Sequence[str], project: ProjectFacts) -> Tried:
    shown = [results[test] for test in tests if test in results][:_SHOWN]
    if not shown:  # what hides them is a file that is not collected
        shown = [result for result in results.values() if result.outcome is Outcome.NOT_COLLECTED][:_SHOWN]
    return Tried(0, f"{head}:\n" + "\n".join(_failure(result) for result in shown), origins(shown, project))


def origins(results: Sequence[TestResult], project: ProjectFacts) -> tuple[str, ...]:
    """The files that failures tell of: the tests' own and those of their traces; none where one names no file."""
    paths: list[str] = []
    for result in results:
        named = [file_part(result.id), *(path for path, _, _ in result.own_frames())]
        known = [path for path in named if path in project.paths]
        if not known:
            return ()
        paths += known
    return tuple(dict.fromkeys(paths))


def _failure(result: TestResult) -> str:
    """One failure with its trace, fenced: a test's message may say anything."""
    lines = [f"{result.exception}: {result.message[:600]}".strip(": ")]
    lines += [f"  {path}:{line} in {function}" for path, line, function in result.frames[-8:]]
    return fenced("failure", "\n".join(lines), test=result.id)


def _places(failures: Sequence[TestResult], project: ProjectFacts) -> list[tuple[str, int]]:
    """Where to look, the likeliest first: the deepest frames of sources, then the tests' own."""
    sources: list[tuple[str, int]] = []
    tests: list[tuple[str, int]] = []
    for failure in failures:
        for path, line, _ in reversed(failure.own_frames()):
            (tests if path in project.tests else sources).append((path, line))
    return list(dict.fromkeys([*sources, *tests]))


def _paths(request: RepairRequest, failures: Sequence[TestResult]) -> frozenset[str]:
    """The unit: sources in the traces, and what those and the tests import; never tests."""
    assert request.survey is not None, "a model is told of the repository"
    imports = {file.path: file.imports for file in request.survey.files if not file.problem}
    traced = [path for failure in failures for path, _, _ in reversed(failure.own_frames())]
    traced += [file_part(failure.id) for failure in failures]
    near = [other for path in dict.fromkeys(traced) for other in imports.get(path, ())]
    chosen = [path for path in dict.fromkeys([*traced, *near]) if path in imports and changeable(path, request.project)]
    return frozenset(chosen[:_MAY_CHANGE])


def changeable(path: str, project: ProjectFacts) -> bool:
    """Whether an agent may change ``path`` at all."""
    return path in project.paths and path not in project.tests and project.allows(path)


def _tell(request: RepairRequest, gained: int, missed: Sequence[tuple[Task, str]]) -> None:
    for task, why in missed:
        request.bench.tell(f"repair: {task.title}: no fix by a model: {plain(why, 200)}")
    if gained:
        request.bench.tell(f"repair: {gained} fixes of models were accepted")
