"""What a reviewer wants to know first: may it be merged, what is left, where to look."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from overhaul.domain.evidence import Evidence, LeftOver

_VARYING = re.compile(r"0x[0-9a-fA-F]+|\d+|'[^']*'|\"[^\"]*\"|\[[^\]]*\]")
_ORDER = ("test", "file", "recipe", "dependency", "finding")
_PLACES = 5


class Cause(NamedTuple):
    """Left-overs of one kind with one reason."""

    kind: str
    why: str
    next: str
    items: tuple[LeftOver, ...]


class Answer(NamedTuple):
    """The three sentences, in plain text."""

    merge: str
    left: str
    look: tuple[tuple[str, str], ...]
    """(place, why), most telling first."""


def by_cause(left: Sequence[LeftOver]) -> list[Cause]:
    """Left-overs grouped by kind and reason, the kinds that matter most first, then the biggest groups.

    Numbers and quoted names vary within one reason; the first one's words stand for all.
    """
    groups: dict[tuple[str, str, str], list[LeftOver]] = {}
    for item in left:
        groups.setdefault((item.kind, _VARYING.sub("·", item.why), item.next), []).append(item)
    causes = [Cause(items[0].kind, items[0].why, items[0].next, tuple(items)) for items in groups.values()]
    return sorted(causes, key=lambda cause: (_rank(cause.kind), -len(cause.items), cause.why))


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def answer(evidence: Evidence) -> Answer:
    """The answers this evidence supports; nothing in them goes beyond the claim."""
    causes = by_cause(evidence.left)
    return Answer(_merge(evidence), _left(causes), tuple(_look(evidence, causes)))


def _merge(evidence: Evidence) -> str:
    level = evidence.claim.level
    if not evidence.complete:
        return "No. The gate refused the conversion as a whole, and nothing was published."
    if not evidence.commits:
        return "There is nothing to merge."
    if level == "proven":
        return "Yes, as far as its tests reach: all that passed before pass now."
    if level == "partial":
        compared = evidence.comparison
        lost = compared.must_pass - compared.restored if compared is not None else 0
        return f"Not yet: {_some(lost, 'test')} that passed before {_do(lost)} not pass now." if lost else (
            "With care: every test passes, but the claim is lowered; see the sentence above."
        )  # fmt: skip
    if level == "compiles":
        return "Unproven: it compiles, and no test says more. Read the diff before you merge."
    return "No: not all of it is known to compile."


def _left(causes: Sequence[Cause]) -> str:
    if not causes:
        return "Nothing that Overhaul knows of."
    said = []
    for kind in sorted({cause.kind for cause in causes}, key=_rank):
        same = [cause for cause in causes if cause.kind == kind]
        number = sum(len(cause.items) for cause in same)
        words = {"dependency": "dependencies", "recipe": "unfinished recipes"}
        noun = words.get(kind, kind + "s") if number != 1 else {"recipe": "unfinished recipe"}.get(kind, kind)
        reasons = f" for {_some(len(same), 'reason')}" if number > 1 else ""
        said.append(f"{number:,} {noun}{reasons}")
    return ", ".join(said) + "."


def _look(evidence: Evidence, causes: Sequence[Cause]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for cause in causes:
        if cause.kind == "test" and cause.next.startswith("look at "):
            found.setdefault(cause.next.removeprefix("look at "), f"{_some(len(cause.items), 'test')}: {cause.why}")
        elif cause.kind == "file":
            for item in cause.items:
                found.setdefault(item.subject, item.why)
    for risk in evidence.risks:
        if risk.level != "low":
            found.setdefault(f"{risk.path}:{risk.line}", risk.message)
    return list(found.items())[:_PLACES]


def _some(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _do(number: int) -> str:
    return "does" if number == 1 else "do"
