"""The editor: what recipes found and could not convert, one file an agent."""

from collections.abc import Callable, Sequence

from agents.briefing import Briefing
from agents.drafts import Contents
from agents.loop import Task, Tried
from agents.patience import Patience
from agents.prompting import fenced, listed, plain
from agents.roles.repairer import FRAME, Setup, briefing_of, changeable, team_of
from overhaul.domain.findings import Finding, Severity
from overhaul.domain.models import Role
from overhaul.domain.ports.repair import Repaired, RepairRequest
from overhaul.domain.text import counted

_SHOWN = 20
"""Findings named to one agent."""


class ModelEditor:
    """Implements ``Repairer`` for what no test complains of: a change counts where fewer findings are left.

    The gate still runs every test: what it accepts has broken none.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    def __call__(self, request: RepairRequest) -> Repaired:
        """Let agents work on the files in which something is left."""
        setup = self._setup
        briefing = briefing_of(request, setup)
        left = _left(request, briefing)
        if not left:
            return Repaired(0)
        patience = Patience(setup.model, setup.options, request.bench.check, request.bench.tell)
        team = team_of(request, setup, patience, request.most_attempts, must_gain=False)
        titles = [f"{path}: {counted(max(1, len(found)), 'thing')} that recipes left" for path, found in left]
        chosen = [left[number] for number in request.bench.approve(titles)]
        gained, missed = team.run([_task(request, briefing, path, found) for path, found in chosen])
        for task, why in missed:
            request.bench.tell(f"edit: {task.title}: nothing by a model: {plain(why, 200)}")
        if gained:
            request.bench.tell(f"edit: {gained} edits of models were accepted")
        return Repaired(gained, patience.given_up)


def _left(request: RepairRequest, briefing: Briefing) -> list[tuple[str, list[Finding]]]:
    """The files that an agent may change and in which something is left, with what it is."""
    paths = [path for path in sorted(request.project.paths) if path in briefing.readable]
    files = {
        path: data for path in paths if changeable(path, request.project) and (data := briefing.read(path)) is not None
    }
    found: dict[str, list[Finding]] = {path: [] for path, _ in request.unready if path in files}
    for finding in request.bench.findings(files):
        if finding.severity is not Severity.NOTE:
            found.setdefault(finding.path, []).append(finding)
    return [(path, found[path]) for path in sorted(found) if path in files]


def _task(request: RepairRequest, briefing: Briefing, path: str, found: Sequence[Finding]) -> Task:
    why = [f"{path}: {reason}" for other, reason in request.unready if other == path]
    told = [*why, *(f"line {finding.line}: {finding.message}" for finding in found[:_SHOWN])]
    findings = briefing.told(fenced("findings", "\n".join(told)))
    room = briefing.room(findings, path) - FRAME
    code, sources = briefing.code([(path, finding.line) for finding in found[:_SHOWN]], room)
    if not found:
        code, sources = briefing.whole(path, room), (path,)
    brief = briefing.task(
        "editor",
        [path, *sources],
        path=listed([path]),
        advice="",
        findings=findings,
        code=code,
    )
    return Task(
        role=Role.EDITOR,
        title=plain(f"Convert what recipes left in {path}", 60),
        brief=brief,
        paths=frozenset({path}),
        read=briefing.read,
        attempt=_attempt(request, path, len(found)),
        look=briefing.look,
    )


def _attempt(request: RepairRequest, path: str, before: int) -> Callable[[Contents], Tried]:
    """Tries a change by what recipes still find after it."""

    def attempt(contents: Contents) -> Tried:
        data = contents.get(path)
        if data is None:
            return Tried(0, "The file must stay.")
        found = [item for item in request.bench.findings({path: data}) if item.severity is not Severity.NOTE]
        if before and len(found) < before:
            return Tried(before - len(found), "")
        if not before:  # it did not compile, which edits with a syntax error cannot mend: the gate compiles it
            return Tried(1, "")
        left = "\n".join(f"line {item.line}: {item.message}" for item in found[:_SHOWN])
        return Tried(0, "As much is left as before:\n" + fenced("findings", left), (path,))

    return attempt
