"""What the page and the pull-request text say, and that they stay small."""

from html import unescape

import pytest

from overhaul.domain.behaviour import NOT_REACHED, Difference, Replay
from overhaul.domain.evidence import Claim, LeftOver
from overhaul.domain.models import Label, ModelUse, Residency
from overhaul.domain.testing import Baseline
from overhaul.report import charts, markdown, page
from overhaul.report.answer import answer, by_cause
from overhaul.report.reporter import HtmlReporter
from tests.support.evidence import commit, evidence, left

NO_LEFT: dict[str, object] = {"left": (), "risks": ()}


def claim(level: str) -> Claim:
    return Claim(level=level, sentence="S.")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Not yet: 1 test that passed before does not pass now."),
        ({"claim": claim("proven")}, "Yes, as far as its tests reach"),
        ({"claim": claim("compiles")}, "Unproven"),
        ({"claim": claim("none")}, "No: not all of it is known to compile."),
        ({"claim": claim("none"), "commits": ()}, "There is nothing to merge."),
        ({"claim": claim("none"), "complete": False}, "No. The gate refused"),
        ({"comparison": None}, "With care"),
    ],
)
def test_the_first_screen_answers_whether_to_merge(changes: dict[str, object], words: str) -> None:
    made = evidence(**changes)
    assert answer(made).merge.startswith(words.split(".")[0])
    for report in (page.render(made, []), markdown.render(made).replace("\\", "")):
        assert words in report


def test_a_hundred_tests_with_one_cause_are_one_row() -> None:
    many = [left(f"t.{n}", f"KeyError: 'key {n}' at 0x{n:x}") for n in range(100)]
    other = left("t.other", "TypeError: x", "look at b.py:1")
    causes = by_cause([other, *many])
    assert [len(cause.items) for cause in causes] == [100, 1]
    made = evidence(left=(other, *many))
    assert answer(made).left == "101 tests for 2 reasons."
    assert answer(made).look[0] == ("a.py:3", "100 tests: KeyError: 'key 0' at 0x0")
    html = page.render(made, [])
    assert html.count("KeyError") == 2, "once above, once in the table"
    assert all(f"t.{n}<" in html for n in range(100))
    assert "| 100 tests | KeyError" in markdown.render(made)


def test_kinds_are_ordered_and_counted() -> None:
    kinds = ("finding", "dependency", "recipe", "file", "test")
    made = evidence(left=tuple(LeftOver(kind=kind, subject=kind, why=kind) for kind in kinds))
    assert answer(made).left == "1 test, 1 file, 1 unfinished recipe, 1 dependency, 1 finding."


def test_refused_proposals_carry_their_title() -> None:
    assert "Mend the cache" in page.render(evidence(), [])


def test_nothing_left_is_said() -> None:
    html = page.render(evidence(**NO_LEFT, claim=claim("proven")), [])
    assert "Nothing that Overhaul knows of." in html and "Nothing stands out" in html


def test_no_tests_no_commits_no_baseline() -> None:
    made = evidence(
        tests=(), commits=(), refused=(), findings_before={}, comparison=None, target_run=None, result_tree="",
        baseline=Baseline(available=False, why_not="no tests"), claim=claim("none"), **NO_LEFT,
    )  # fmt: skip
    for report in (page.render(made, []), markdown.render(made)):
        assert "No tests were found" in report


def test_a_pull_request_text_is_about_a_screen() -> None:
    many = tuple(left(f"t.{n}", f"E{n}: x" if n % 40 else "E: y", f"look at a{n % 40}.py:1") for n in range(400))
    made = evidence(left=many, commits=tuple(commit(f"{n:040}") for n in range(7)))
    assert len(markdown.render(made).split("\n")) <= 50


def test_the_bundle() -> None:
    files = HtmlReporter().render(evidence(), [])
    assert set(files) == {"evidence.json", "report.md", "report.html"}
    assert type(evidence()).model_validate_json(files["evidence.json"]) == evidence()


def test_twenty_thousand_lines_of_diff_stay_small() -> None:
    """Source as it is written, in three commits."""
    body = "".join(
        f"-    def method_{n}(self, value): print 'the value %d' % value, self.name  # {n}\n"
        f"+    def method_{n}(self, value): print('the value %d' % value, self.name)  # {n}\n"
        for n in range(100)
    )
    names = [f"{n:040}" for n in range(3)]
    blocks = "".join(
        f"diff --git a/f{n}.py b/f{n}.py\n--- a/f{n}.py\n+++ b/f{n}.py\n@@ -1,100 +1,100 @@\n{body}" for n in range(200)
    )
    made = evidence(commits=tuple(commit(name) for name in names))
    html = page.render(made, [(name, blocks) for name in names])
    assert 500_000 < len(html.encode()) < 5_000_000
    assert "more files are in the patch series" in html


@pytest.mark.parametrize("numbers", [{}, {"a": 0}, {"a": 1}, {"a": 10**12, "b": 1, "c": 0}])
def test_charts_of_any_numbers(numbers: dict[str, int]) -> None:
    for chart in (charts.counts(numbers), charts.before_after(numbers, {}), charts.before_after({}, numbers)):
        assert "nan" not in chart and "inf" not in chart and "width:-" not in chart
    assert "1,000,000,000,000" in charts.counts({"a": 10**12})


def test_charts_stack_and_say_what_is_beyond() -> None:
    assert charts.stacked([]).count("row") == 0
    zero = charts.stacked([charts.Bar("x", [("passed", 0), ("failed", 0)])])
    assert "<i " not in zero
    bars = charts.stacked([charts.Bar("x", [("passed", 1), ("failed", 10**9), ("unheard-of", 5)])])
    assert 'title="failed: 1,000,000,000"' in bars
    many = {f"k{n}": n for n in range(30)}
    assert "and 12 more kinds" in charts.counts(many)
    assert "and 12 more kinds" in charts.before_after(many, {})


def test_findings_that_came_are_drawn_too() -> None:
    assert "0 → 3" in charts.before_after({}, {"new": 3}) and "came" in charts.before_after({}, {"new": 3})


def test_public_names_that_changed_are_told_and_long_lists_fold() -> None:
    names = ("- a.C.next(self)", "+ a.C.__next__(self)", "~ a.f((b,c)) → (b_c)")
    made = evidence(api_changes=names)
    html, text = page.render(made, []), markdown.render(made)
    assert "Public names that changed" in html and "a.C.next(self)" in html and "<details open><summary>3 names" in html
    assert "Public names that changed: 3" in text and "`- a.C.next(self)`" in text
    many = evidence(api_changes=tuple(f"+ a.f{n}()" for n in range(100)))
    assert "<details><summary>100 names" in page.render(many, []) and "and 60 more" in markdown.render(many)
    assert "Public names" not in page.render(evidence(), []) + markdown.render(evidence())


def test_calls_that_could_not_be_made_are_told_by_module() -> None:
    missed = [Difference(call=f"a.b.f({n})", before="1", after=NOT_REACHED) for n in range(3)]
    changed = Difference(call="a.g('(')", before="1", after="2")
    replay = Replay(different=(*missed, changed, Difference(call="a.c.h('x.y(')", before="1", after=NOT_REACHED)))
    assert replay.changed == (changed,) and replay.unreached == (("a.b", 3), ("a.c", 1))
    made = evidence(recorded=5, replay=replay)
    html, text = page.render(made, []), markdown.render(made)
    assert "4 could not be made: `a.b` (3), `a.c` (1)." in text and "1 give something else" in text
    assert "4 could not be made" in html and "1 give something else" in html and NOT_REACHED not in html + text


def test_recorded_calls_and_their_differences_are_told() -> None:
    replay = Replay(equal=("a.f()",), different=(Difference(call="a.g(<b>)", before="1", after="1.0"),))
    made = evidence(recorded=2, replay=replay)
    html, text = page.render(made, []), markdown.render(made)
    assert "1 / 2" in html and "a.g(&lt;b&gt;)" in html and "1 give something else" in html
    assert "1 of 2 calls recorded before give the same." in text and "`a.g(<b>)` | `1` | `1.0`" in text
    unmade = evidence(recorded=2)
    assert "were not made on the result" in page.render(unmade, []) and "were not made" in markdown.render(unmade)
    assert "recorded" not in page.render(evidence(), []) + markdown.render(evidence())


def test_what_models_were_asked_is_told_with_where_it_went() -> None:
    use = ModelUse(
        endpoint="gpu1",
        model="coder<b>",
        adapter="shop@2",
        residency=Residency.ON_PREM,
        calls=12,
        failed_calls=1,
        prompt_tokens=34_567,
        cached_tokens=30_000,
        completion_tokens=890,
        estimated=True,
        cost=0.25,
        currency="EUR",
        highest_label=Label.RESTRICTED,
    )
    asked = evidence(models=(use,), prompts="f" * 64)
    shown, text = page.render(asked, []), markdown.render(asked)
    for said in ("gpu1", "shop@2", "on-prem", "restricted", "34,567", "30,000", "0.2500 EUR"):
        assert said in shown
        assert said in unescape(text.replace("\\", ""))
    assert "coder<b>" not in shown
    assert "What models were asked" not in page.render(evidence(), [])
