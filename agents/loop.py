"""The one loop in which a model works on a task: answer, try, say what happened, answer again.

It is bounded in turns, by the job's budget, and by noticing that it is stuck: the same answer again, the same
failure again, or nothing gained. What it returns has been tried and is still only a proposal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from agents.actions import ACTIONS_SCHEMA, Actions, Look, Unreadable, read_actions
from agents.drafts import Contents
from agents.prompting import fenced, render, shortened
from agents.purse import Purse, Spent
from agents.room import for_answer, for_prompt, taken
from overhaul.domain.anchored import AnchoredEdit, Misplaced
from overhaul.domain.base import digest_of
from overhaul.domain.edits import Edit
from overhaul.domain.models import Finish, ModelReply, ModelRequest, Role, Segment, Speaker
from overhaul.domain.ports.models import CodeEditor, Samples

_WARMTH = 0.7
"""Temperature of every further answer to one prompt; the first is the likeliest."""
_SAID_SHARE = 0.06
"""Of the window, for an answer told back to its author, and as much for what became of it."""
_SEEN_SHARE = 0.07
"""Of the window, for what a model wished to see."""


class Tried(NamedTuple):
    """What a change did when it was tried."""

    gained: int
    """Above zero where it helps and harms nothing."""
    told: str
    """For the model: what still fails, or what broke."""
    sources: tuple[str, ...] = ()
    """Files that ``told`` was made from; none: from anywhere in the repository."""


class Task(NamedTuple):
    """One piece of work for one agent."""

    role: Role
    title: str
    brief: tuple[Segment, ...]
    paths: frozenset[str]
    """Files it may change."""
    read: Callable[[str], bytes | None]
    """A file that edits may name, as it is now."""
    attempt: Callable[[Contents], Tried]
    look: Callable[[Look], Segment]
    """Something the model wishes to see."""


class Work(NamedTuple):
    """What became of a task."""

    contents: Contents
    """Empty where nothing was found."""
    ranges: tuple[tuple[str, Edit], ...]
    """(path, range) of each edit, in the file as it was."""
    reason: str
    gained: int
    request: ModelRequest | None
    reply: ModelReply | None
    why_not: str = ""


class Limits(NamedTuple):
    """How far one agent may go."""

    turns: int
    samples: int
    window: int
    """Tokens of prompt and answer together."""


@dataclass
class Loop:
    """Runs tasks. Holds what all agents of a job share; safe in many threads."""

    ask: Callable[[ModelRequest], ModelReply]
    editor: CodeEditor
    purse: Purse
    samples: Samples
    limits: Limits

    def run(self, task: Task) -> Work:
        """Work on ``task`` to its end.

        Raises:
            ModelUnavailable: no server answers.
            ModelRefused: no server may be asked.
        """
        return _Run(self, task).run()


@dataclass
class _Run:
    loop: Loop
    task: Task
    turns: list[tuple[Segment, ...]] = field(default_factory=list)
    answers: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)

    def run(self) -> Work:
        why = "no answer helped"
        for turn in range(self.loop.limits.turns):
            heard = self._ask(turn)
            if isinstance(heard, str):
                return nothing(heard)
            best = max(heard, key=lambda item: item.tried.gained)
            if best.tried.gained > 0:
                return best.work()
            for item in heard:
                if item.changed:
                    self.loop.samples.append(item.request, item.reply, accepted=False, reason=item.tried.told[:500])
            why = best.tried.told.strip().split("\n")[0][:200] or why
            if best.gave_up:
                return nothing(best.actions.reason or "the model sees nothing to be done")
            stuck = self._stuck(heard)
            if stuck:
                return nothing(f"{stuck}: {why}")
            self.turns.append(self._answer(best))
        return nothing(f"{self.loop.limits.turns} answers did not help: {why}")

    def _ask(self, turn: int) -> "list[_Heard] | str":
        """One turn: so many answers, each tried, up to the first that gains; a text where the budget is spent."""
        heard: list[_Heard] = []
        for sample in range(self.loop.limits.samples):
            request = self._request(turn, sample)
            reply = self.loop.purse.ask(self.loop.ask, request)
            if isinstance(reply, Spent):
                return heard or reply.why
            heard.append(self._hear(request, reply))
            if heard[-1].tried.gained > 0:
                break
        return heard

    def _request(self, turn: int, sample: int) -> ModelRequest:
        window = self.loop.limits.window
        room = for_prompt(window) - taken(self.task.brief)
        kept: list[tuple[Segment, ...]] = []
        for segments in reversed(self.turns):  # what was said first is forgotten first
            room -= taken(segments)
            if room < 0:
                break
            kept.insert(0, segments)
        return ModelRequest(
            role=self.task.role,
            segments=(*self.task.brief, *(segment for segments in kept for segment in segments)),
            answer_schema=ACTIONS_SCHEMA,
            max_tokens=for_answer(window),
            temperature=_WARMTH if sample else 0.0,
            seed=sample,
            difficulty=turn,
        )

    def _hear(self, request: ModelRequest, reply: ModelReply) -> "_Heard":
        """Read one answer and try what it says."""
        actions = read_actions(reply.text)
        if isinstance(actions, Unreadable):
            cut = " The answer was cut off: change less at once." if reply.finish is Finish.LENGTH else ""
            tried = Tried(0, actions.problem + cut, self._sources())
            return _Heard(request, reply, Actions("", (), ()), tried, unread=True)
        if not actions.edits:
            told = "There was no edit in it." if actions.looks else ""
            return _Heard(request, reply, actions, Tried(0, told, self._sources()))
        made = self._made(actions.edits)
        if isinstance(made, Misplaced):
            problem, _, lines = made.problem.partition("\n")  # what follows the first line is of the file
            told = f"{problem}\n{fenced('code', lines)}" if lines else problem
            return _Heard(request, reply, actions, Tried(0, told, tuple(sorted(self.task.paths))))
        contents, ranges = made
        return _Heard(request, reply, actions, self.task.attempt(contents), contents, ranges)

    def _made(
        self, edits: Sequence[AnchoredEdit]
    ) -> tuple[dict[str, bytes | None], tuple[tuple[str, Edit], ...]] | Misplaced:
        """The files after ``edits``; nothing is made where one of them cannot be."""
        return make_edits(edits, self.task.paths, self.task.read, self.loop.editor)

    def _sources(self) -> tuple[str, ...]:
        """Files that what the model says is made from: those of its task."""
        briefs = [segment.sources for segment in self.task.brief if not segment.own]
        return tuple(dict.fromkeys(path for paths in briefs for path in paths)) if all(briefs) else ()

    def _stuck(self, heard: "Sequence[_Heard]") -> str:
        """Why another turn would not help; empty where it might."""
        new = {digest_of(item.reply.text) for item in heard} - self.answers
        self.answers |= new
        if not new:
            return "the same answer came again"
        self.failures.append(digest_of([item.tried.told for item in heard if item.changed]))
        changed = any(item.changed for item in heard)
        if changed and len(self.failures) > 2 and len(set(self.failures[-3:])) == 1:
            return "three changes ended in the same failure"
        return ""

    def _answer(self, best: "_Heard") -> tuple[Segment, ...]:
        """What the model is told next: its answer, what became of it, and what it wished to see."""
        window = self.loop.limits.window
        shown = [self.task.look(look) for look in best.actions.looks[:4]]
        problem = shortened(best.tried.told or "It changed nothing.", int(window * _SAID_SHARE))
        seen = shortened("\n".join(item.text for item in shown), int(window * _SEEN_SHARE))
        told, known = best.tried.sources, self._sources()
        sources = tuple(dict.fromkeys([*told, *(path for item in shown for path in item.sources)])) if told else ()
        text = render("again", problem=problem, seen=seen)
        return (
            Segment(
                speaker=Speaker.ASSISTANT, text=shortened(best.reply.text, int(window * _SAID_SHARE)), sources=known
            ),
            Segment(speaker=Speaker.USER, text=text, sources=sources),
        )


class _Heard(NamedTuple):
    """One answer, and what it did."""

    request: ModelRequest
    reply: ModelReply
    actions: Actions
    tried: Tried
    contents: Contents = MappingProxyType({})
    ranges: tuple[tuple[str, Edit], ...] = ()
    unread: bool = False

    @property
    def changed(self) -> bool:
        """Whether it wanted to change something."""
        return bool(self.actions.edits)

    @property
    def gave_up(self) -> bool:
        """Whether it said that nothing can be done."""
        return not self.unread and not self.actions.edits and not self.actions.looks

    def work(self) -> Work:
        """The answer as what became of the task."""
        actions = self.actions
        return Work(self.contents, self.ranges, actions.reason, self.tried.gained, self.request, self.reply)


def make_edits(
    edits: Sequence[AnchoredEdit],
    paths: frozenset[str],
    read: Callable[[str], bytes | None],
    editor: CodeEditor,
) -> tuple[dict[str, bytes | None], tuple[tuple[str, Edit], ...]] | Misplaced:
    """The files after ``edits``, and each edit as a byte range; all of them or none.

    Nothing outside ``paths`` is touched, whatever an edit calls it.
    """
    contents: dict[str, bytes | None] = {}
    ranges: list[tuple[str, Edit]] = []
    for path in dict.fromkeys(edit.path for edit in edits):
        data = read(path) if path in paths else None
        if data is None:
            return Misplaced(f"{path[:200]!r} is not yours to change; you may change the files named in the task")
        made = editor.apply(data, [edit for edit in edits if edit.path == path])
        if isinstance(made, Misplaced):
            return made
        if made[0] != data:
            contents[path] = made[0]
            ranges += [(path, edit) for edit in made[1]]
    return (contents, tuple(ranges)) if contents else Misplaced("the edits change nothing")


def nothing(why: str) -> Work:
    """A task that came to nothing, and why."""
    return Work({}, (), "", 0, None, None, why)
