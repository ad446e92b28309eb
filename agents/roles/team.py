"""Many agents at work on one tree: tasks side by side, their changes put together, the gate last.

Each agent starts from the same tree and knows nothing of the others. What gained is laid together in the order
of the tasks; what overlaps an earlier change waits for the next round. The gate judges all of it at once, then
ever smaller parts of what it refuses.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from agents.loop import Loop, Task, Work, nothing
from agents.patience import Patience
from agents.prompting import plain, prompts_hash
from agents.roles.layers import Layers
from overhaul.domain.changes import change_set
from overhaul.domain.edits import Hunk, Origin, ProposerKind, line_of
from overhaul.domain.errors import ModelRefused, ModelUnavailable
from overhaul.domain.jobs import ModelOptions
from overhaul.domain.models import ModelReply
from overhaul.domain.ports.repair import ChangeSet, RepairBench, Trial

_TITLE = 60
_REASON = 600


class Found(NamedTuple):
    """A task whose agent found something."""

    task: Task
    work: Work


@dataclass
class Team:
    """Runs tasks over one tree and brings what they find before the gate.

    Args:
        must_gain: whether a change has to make further tests pass to be kept.
    """

    loop: Loop
    patience: Patience
    bench: RepairBench
    options: ModelOptions
    tree: Path
    attempts: int
    """Full test runs that may still be spent."""
    must_gain: bool = True
    trial: Trial | None = None
    """The newest that was accepted."""
    waiting: list[Task] = field(default_factory=list)
    """Those whose change helped and overlaps another one that came first."""

    def __post_init__(self) -> None:
        self._layers = Layers(partial(read_file, self.tree))

    def run(self, tasks: Sequence[Task]) -> tuple[int, list[tuple[Task, str]]]:
        """Work on ``tasks``: how many changes were accepted, and (task, why) for those that found nothing.

        Raises:
            ModelUnavailable: no server answers, and the job stops then.
            JobCancelled: somebody asked for it.
        """
        with ThreadPoolExecutor(max_workers=self.options.agents, thread_name_prefix="agent") as pool:
            works = list(pool.map(self._one, tasks))
        found = [Found(task, work) for task, work in zip(tasks, works, strict=True) if work.contents]
        missed = [(task, work.why_not) for task, work in zip(tasks, works, strict=True) if not work.contents]
        self.patience.heed()
        return self._settle(found), missed

    def _one(self, task: Task) -> Work:
        """One agent. A server that is gone ends its task, not the others' results."""
        try:
            return self.loop.run(task)
        except ModelUnavailable as error:
            return nothing(f"no model server answers: {error.message}")
        except ModelRefused as error:
            return nothing(error.message)

    # ----------------------------------------------------------------------------- before the gate

    def _settle(self, found: Sequence[Found]) -> int:
        """Judge all of ``found`` together, then the halves of what is refused; the number accepted."""
        if not found or self.attempts <= 0:
            return 0
        members, layers = self._together(found)
        if not members:
            return 0
        change = self._change(members, layers)
        self.attempts -= 1
        trial = self.bench.attempt(change, must_gain=self.must_gain)
        if trial.accepted:
            self.tree, self.trial, self._layers = trial.tree, trial, layers
            for item in members:
                self._keep(item, accepted=True, reason="the gate accepted it")
            return len(members)
        if len(members) == 1:
            self._keep(members[0], accepted=False, reason=trial.reason or "no further test passes")
            return 0
        half = len(members) // 2
        return self._settle(members[:half]) + self._settle(members[half:])

    def _together(self, found: Sequence[Found]) -> tuple[list[Found], Layers]:
        """Those that fit together on top of what was accepted, and how they lie there."""
        members: list[Found] = []
        layers = self._layers
        for item in found:
            laid = layers.over(item.work.ranges)
            if laid is None:
                self.waiting.append(item.task)
            else:
                layers = laid
                members.append(item)
        return members, layers

    def _change(self, members: Sequence[Found], layers: Layers) -> ChangeSet:
        hunks = tuple(dict.fromkeys(hunk for item in members for hunk in self._hunks(item)))
        contents = {path: layers.content(path) for path in dict.fromkeys(hunk.path for hunk in hunks)}
        before = {path: read_file(self.tree, path) for path in contents}
        titles = [item.task.title for item in members]
        title = titles[0] if len(titles) == 1 else f"Mend {len(titles)} things that recipes left"
        reason = "\n".join(
            f"{item.task.title}. The model says: {plain(item.work.reason, _REASON)!r}" for item in members
        )
        return change_set(title[:_TITLE], reason, before, contents, hunks)

    def _hunks(self, item: Found) -> list[Hunk]:
        """What an agent changed, as places in the newest tree."""
        if item.work.reply is None:
            return []
        origin = _origin(item.work.reply)
        moved = [(path, self._layers.moved(path, edit)) for path, edit in item.work.ranges]
        return [
            Hunk(path, line_of(read_file(self.tree, path) or b"", edit.start), edit, origin) for path, edit in moved
        ]

    def _keep(self, item: Found, *, accepted: bool, reason: str) -> None:
        work = item.work
        if work.request is not None and work.reply is not None:
            self.loop.samples.append(
                work.request, work.reply, accepted=accepted, reason=reason[:500], gained=work.gained if accepted else 0
            )


def _origin(reply: ModelReply) -> Origin:
    """Enough to ask the same again."""
    parts = [f"endpoint {reply.endpoint}", f"prompts {prompts_hash()[:12]}"]
    if reply.adapter:
        parts.insert(1, f"adapter {reply.adapter}")
    return Origin(kind=ProposerKind.MODEL, id=reply.model, detail="; ".join(parts))


def read_file(tree: Path, path: str) -> bytes | None:
    """A regular file of an exported tree; None where there is none. Links are not followed."""
    place = tree
    for part in path.split("/"):
        place = place / part
        if part in ("", ".", "..") or place.is_symlink():
            return None
    return place.read_bytes() if place.is_file() else None
