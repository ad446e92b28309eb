"""The evidence as Markdown: what stands in a pull request, under a screenful where that is possible."""

import re
from collections import Counter

from overhaul.domain.evidence import Evidence
from overhaul.domain.models import ModelUse
from overhaul.domain.testing import Outcome
from overhaul.report.answer import Cause, answer, by_cause
from overhaul.report.visible import visible

_LOOK_AT = "look at "
_MOST_COMMITS = 20
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~#@&!$]")
_REPLACED = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;", "`": "'", "#": "&#35;"}
_MOST_NAMES = 40
_MODULES = 4
_MOST = 12
"""Rows of a table: a pull request is read on one screen, the rest on the page."""


def render(evidence: Evidence) -> str:
    """``report.md``."""
    parts = [
        f"# {cell(evidence.spec.target)}: {cell(evidence.claim.sentence, 400)}",
        _answer(evidence),
        _tests(evidence),
        _behaviour(evidence),
        _left(evidence),
        _commits(evidence),
        _names(evidence),
        _facts(evidence),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def cell(text: str, most: int = 160) -> str:
    """Text of a repository in a table cell or line: it cannot break out of it, and nothing in it is hidden.

    No Markdown and no HTML in it counts, and no name in it calls anybody.
    """
    flat = " ".join(visible(text).split())
    if len(flat) > most:
        flat = f"{flat[:most]}…"
    return _SPECIAL.sub(lambda match: _REPLACED.get(match[0]) or f"\\{match[0]}", flat)


def code(text: str, most: int = 160) -> str:
    """The same as code: shorter to read for names and places."""
    flat = " ".join(visible(text).split())
    flat = f"{flat[:most]}…" if len(flat) > most else flat
    return f"`{flat.replace('`', chr(39)).replace('|', '¦')}`"


def _answer(evidence: Evidence) -> str:
    said = answer(evidence)
    lines = [f"- **Safe to merge?** {cell(said.merge)}", f"- **Left:** {cell(said.left)}"]
    if evidence.left:  # the table below has the reasons
        lines += [f"- **Look first at** {', '.join(code(place) for place, _ in said.look)}"] if said.look else []
    else:
        lines += [f"- **Look at** {code(place)}: {cell(why, 100)}" for place, why in said.look]
    return "\n".join(lines)


def _tests(evidence: Evidence) -> str:
    if not evidence.tests:
        return "No tests were found: nothing here proves that behaviour is kept."
    before = Counter(change.before for change in evidence.tests)
    after = Counter(change.after for change in evidence.tests)
    outcomes = [outcome for outcome in (*(o.value for o in Outcome), "absent") if before[outcome] or after[outcome]]
    names = " | ".join(outcomes)
    rows = [f"| tests | {names} |", "|---|" + "---:|" * len(outcomes)]
    for when, table in (("before", before), ("after", after)):
        rows.append(f"| {when} | " + " | ".join(f"{table[outcome]:,}" for outcome in outcomes) + " |")
    text = "\n".join(rows)
    if evidence.baseline.flaky:
        text += f"\n\n{len(evidence.baseline.flaky)} tests are flaky at baseline and prove nothing."
    return text


def _behaviour(evidence: Evidence) -> str:
    """What recorded calls give now; the differences folded away."""
    if not evidence.recorded:
        return ""
    if evidence.replay is None:
        return f"{evidence.recorded:,} calls were recorded before; they were not made on the result."
    same, different = len(evidence.replay.equal), evidence.replay.changed
    line = f"{same:,} of {evidence.recorded:,} calls recorded before give the same."
    unreached = evidence.replay.unreached
    if unreached:
        named = ", ".join(f"{code(module)} ({count:,})" for module, count in unreached[:_MODULES])
        more = f" and {len(unreached) - _MODULES:,} modules more" if len(unreached) > _MODULES else ""
        line += f" {sum(count for _, count in unreached):,} could not be made: {named}{more}."
    if not different:
        return line
    rows = "\n".join(f"| {code(d.call)} | {code(d.before, 60)} | {code(d.after, 60)} |" for d in different[:_MOST])
    more = f"\n\nand {len(different) - _MOST:,} more in report.html" if len(different) > _MOST else ""
    table = f"| call | gave | gives |\n|---|---|---|\n{rows}{more}"
    return f"{line}\n\n<details><summary>{len(different):,} give something else</summary>\n\n{table}\n\n</details>"


def _left(evidence: Evidence) -> str:
    causes = by_cause(evidence.left)
    if not causes:
        return ""
    rows = "\n".join(
        f"| {len(cause.items):,} {cell(cause.kind)}{'s' if len(cause.items) > 1 else ''} | {cell(cause.why)} "
        f"| {_place(cause)} |"
        for cause in causes[:_MOST]
    )
    beyond = sum(len(cause.items) for cause in causes[_MOST:])
    more = f"\n\nand {beyond:,} more in report.html" if beyond else ""
    return f"| left | why | where |\n|---|---|---|\n{rows}{more}"


def _place(cause: Cause) -> str:
    if cause.next.startswith(_LOOK_AT):
        return code(cause.next.removeprefix(_LOOK_AT))
    return code(cause.items[0].subject) + (f" and {len(cause.items) - 1:,} more" if len(cause.items) > 1 else "")


def _commits(evidence: Evidence) -> str:
    if not evidence.commits:
        return ""
    rows = "\n".join(
        f"| `{commit.commit[:10]}` | {cell(commit.subject)} | {len(commit.hunks):,} | +{commit.lines_added:,} "
        f"-{commit.lines_removed:,} | {_checks(evidence, index)} |"
        for index, commit in enumerate(evidence.commits[:_MOST_COMMITS])
    )
    more = f"\n\nand {len(evidence.commits) - _MOST_COMMITS:,} more" if len(evidence.commits) > _MOST_COMMITS else ""
    return f"| commit | what | edits | lines | checks |\n|---|---|---:|---:|---|\n{rows}{more}"


def _checks(evidence: Evidence, index: int) -> str:
    results = evidence.commits[index].verdict.results
    passed = sum(1 for result in results if result.outcome.value == "passed")
    skipped = [result.check.value for result in results if result.outcome.value == "not-run"]
    return f"{passed} passed" + (f", not run: {', '.join(skipped)}" if skipped else "")


def _names(evidence: Evidence) -> str:
    """What other people's code may have relied on, folded away."""
    changes = evidence.api_changes
    if not changes:
        return ""
    shown = "\n".join(f"- {code(change)}" for change in changes[:_MOST_NAMES])
    more = f"\n\nand {len(changes) - _MOST_NAMES:,} more in report.html" if len(changes) > _MOST_NAMES else ""
    title = f"Public names that changed: {len(changes):,}"
    return f"<details><summary>{title}</summary>\n\n{shown}{more}\n\n</details>"


def _facts(evidence: Evidence) -> str:
    """How it was checked, folded away: a forge shows it on a click."""
    legacy = evidence.legacy_toolchain or "none found"
    facts = [
        f"- before: {cell(legacy)}; after: {cell(evidence.target_toolchain)}; sandbox {cell(evidence.sandbox)}",
        f"- base {evidence.base_commit[:12]}, result {evidence.result_commit[:12]}, "
        f"tree {evidence.result_tree or 'unchanged'}, Overhaul {cell(evidence.overhaul)}",
        f"- again: `overhaul run SOURCE --ref {evidence.base_commit[:12]} --to {evidence.spec.target}`",
        *(_model(use) for use in evidence.models),
        "- `evidence.json` names every hunk's origin; `report.html` shows the diff",
    ]
    return "<details><summary>How it was checked</summary>\n\n" + "\n".join(facts) + "\n\n</details>"


def _model(use: ModelUse) -> str:
    """One endpoint that was asked."""
    about = "about " if use.estimated else ""
    adapter = f", adapter {cell(use.adapter)}" if use.adapter else ""
    return (
        f"- model {cell(use.model)}{adapter} at {cell(use.endpoint)} ({use.residency.value}, up to "
        f"{use.highest_label.value}): {use.calls:,} calls, {about}{use.prompt_tokens:,} tokens in "
        f"({use.cached_tokens:,} cached), {use.completion_tokens:,} out, {use.cost:,.4f} {cell(use.currency)}"
    ).rstrip()
