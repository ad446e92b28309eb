"""The reviewer: reads the finished change with a fresh context and names risks by line. It cannot edit."""

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from agents.actions import MOST_RISKS, RISKS_SCHEMA, Unreadable, read_list
from agents.patience import Patience
from agents.prompting import fenced, plain, render
from agents.purse import Spent
from agents.roles.repairer import Setup
from agents.room import for_answer
from overhaul.domain.errors import ModelRefused, ModelUnavailable
from overhaul.domain.evidence import LEVELS, Risk
from overhaul.domain.models import ModelRequest, Role, Segment, Speaker
from overhaul.domain.ports.review import ReviewNotes
from overhaul.domain.tokens import estimate

_DIFF_SHARE = 0.6
"""Of the window, for the diff in one question."""
_MOST_QUESTIONS = 40
_NEW_LINES = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


class ModelReviewer:
    """Reads diffs, some files a question, questions side by side."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    def __call__(
        self, diffs: Mapping[str, str], target: str, check: Callable[[], None], tell: Callable[[str], None]
    ) -> ReviewNotes:
        """The risks in ``diffs`` (path → unified diff of base against result), most serious first.

        A risk that names no changed line counts for the line nearest to it; one of a file that is not among
        ``diffs`` is dropped.

        Raises:
            ModelUnavailable: no server answers, and the job stops then.
        """
        groups = _groups(diffs, int(self._setup.window * _DIFF_SHARE))
        patience = Patience(self._setup.model, self._setup.options, check, tell)
        with ThreadPoolExecutor(max_workers=self._setup.options.agents, thread_name_prefix="reviewer") as pool:
            answers = list(pool.map(lambda paths: self._ask(paths, diffs, target, patience), groups[:_MOST_QUESTIONS]))
        patience.heed()
        risks: dict[tuple[str, int], Risk] = {}
        seen = 0
        for paths, answer in zip(groups, answers, strict=False):
            seen += len(paths) if answer is not None else 0
            for risk in answer or ():
                risks.setdefault((risk.path, risk.line), risk)
        ordered = sorted(risks.values(), key=lambda risk: (risk.rank, risk.path, risk.line))
        return ReviewNotes(tuple(ordered), len(diffs) - seen)

    def _ask(
        self, paths: Sequence[str], diffs: Mapping[str, str], target: str, patience: Patience
    ) -> list[Risk] | None:
        text = "\n".join(fenced("diff", diffs[path], path=path) for path in paths)
        request = ModelRequest(
            role=Role.REVIEWER,
            segments=(
                Segment(speaker=Speaker.SYSTEM, text=render("reviewer", target=target), own=True),
                Segment(speaker=Speaker.USER, text=text, sources=tuple(paths)),
            ),
            answer_schema=RISKS_SCHEMA,
            max_tokens=for_answer(self._setup.window, 0.2, 2_048),
        )
        try:
            reply = self._setup.purse.ask(patience.ask, request)
        except (ModelUnavailable, ModelRefused):
            return None
        if isinstance(reply, Spent):
            return None
        items = read_list(reply.text, "risks", MOST_RISKS)
        if isinstance(items, Unreadable):
            return None
        found = (_risk(item, paths, diffs, reply.model) for item in items)
        return [risk for risk in found if risk is not None]


def _risk(item: Mapping[str, object], paths: Sequence[str], diffs: Mapping[str, str], model: str) -> Risk | None:
    path, line, level, message = (item.get(key) for key in ("path", "line", "level", "message"))
    if not isinstance(path, str) or path not in paths or not isinstance(line, int) or not isinstance(message, str):
        return None
    told = plain(message, 400)
    if not told or level not in LEVELS:
        return None
    return Risk(path=path, line=_nearest(line, diffs[path]), message=f"{told} ({model} says)", level=str(level))


def _nearest(line: int, diff: str) -> int:
    """``line``, or the nearest line of the new file that the diff shows."""
    spans = [(int(match[1]), int(match[1]) + int(match[2] or 1) - 1) for match in _NEW_LINES.finditer(diff)]
    if not spans:
        return max(1, line)
    return min((min(max(line, first), max(first, last)) for first, last in spans), key=lambda at: (abs(at - line), at))


def _groups(diffs: Mapping[str, str], room: int) -> list[list[str]]:
    """Files by question, in order, so many as fit into ``room`` tokens; one too large for any is left out."""
    groups: list[list[str]] = []
    left = 0
    for path in sorted(diffs):
        size = estimate(fenced("diff", diffs[path], path=path))
        if size > room:
            continue
        if size > left or not groups:
            groups.append([])
            left = room
        groups[-1].append(path)
        left -= size
    return groups
