"""SIZE: no more than one reviewer can read, for what a template or a model proposes."""

import difflib
from collections.abc import Sequence

from overhaul.domain.gate import CheckId, CheckResult
from tools.checks.gate.context import Change, GateContext, passed, refused

MOST_FILES = 20
MOST_LINES = 400
"""Lines added and removed together."""
_LINE = 120
"""Characters; what is longer counts as so many lines."""


def check_size(context: GateContext) -> CheckResult:
    """Files and lines. Recipes are exempt, since they do one thing everywhere; their size is still told."""
    files = len(context.changes)
    counts = {change.path: changed_lines(change) for change in context.changes}
    lines = sum(counts.values())
    told = f"{files} files, {lines} lines changed"
    if context.all_by_recipes:
        return passed(CheckId.SIZE, f"{told}; all by recipes, which have no size limit")
    if files > MOST_FILES or lines > MOST_LINES:
        largest = sorted(counts, key=lambda path: (-counts[path], path))[:10]
        limit = f"at most {MOST_FILES} files and {MOST_LINES} lines may change at once"
        return refused(CheckId.SIZE, f"{told}; {limit}", [f"{path}: {counts[path]} lines" for path in largest])
    return passed(CheckId.SIZE, told)


def changed_lines(change: Change) -> int:
    """Lines added plus lines removed."""
    before = (change.before or b"").splitlines()
    after = (change.after or b"").splitlines()
    if not before or not after:
        return _weight(before) + _weight(after)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return sum(
        _weight(before[i1:i2]) + _weight(after[j1:j2])
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    )


def _weight(lines: Sequence[bytes]) -> int:
    return sum(1 + len(line) // _LINE for line in lines)
