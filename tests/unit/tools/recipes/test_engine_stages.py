"""The engine on recipes made for the purpose: conflicts, stages, offsets, rounds."""

import re
from collections.abc import Iterator

from overhaul.domain.edits import Edit, apply_edits
from overhaul.domain.ports.recipes import ProjectFacts, StageOutcome
from overhaul.domain.tracks import PlanStage
from tools.recipes.engine import Engine
from tools.recipes.recipe import Hit, Match, Phase, Recipe, recipe
from tools.recipes.source import Source, insert, replace

FACTS = ProjectFacts(frozenset({"a.py"}), ("",), frozenset())


def wrap(id: str, word: str, phase: Phase = Phase.TREE, again: bool = False) -> Recipe:
    """``word(…)`` becomes ``id(word_(…))``."""

    @recipe(id, title=id, stage=id, words=(word,), phase=phase)
    def visit(source: Source, hit: Hit) -> Match | None:
        closing = source.lexed.closing(hit.end)
        if closing < 0:
            return None
        edits = (insert(hit.start, id.encode() + b"("), insert(hit.end, b"_"), insert(closing + 1, b")"))
        return Match(hit.start, edits, again=again)

    return visit


def rename(id: str, old: str, new: str, phase: Phase = Phase.TREE) -> Recipe:
    @recipe(id, title=id, stage=id, words=(old,), phase=phase)
    def visit(source: Source, hit: Hit) -> Match:
        return Match(hit.start, (Edit(start=hit.start, end=hit.end, text=new.encode()),))

    return visit


def apply(recipes: list[Recipe], source: bytes, *stages: tuple[str, ...]) -> tuple[StageOutcome, ...]:
    """``source`` after the recipes, one stage each unless ``stages`` groups them."""
    groups = stages or tuple((r.info.id,) for r in recipes)
    plan = [PlanStage(id=f"s{n}", title="t", recipes=group) for n, group in enumerate(groups)]
    return Engine(recipes).apply(plan, {"a.py": source}, FACTS)


def texts(outcomes: tuple[StageOutcome, ...], source: bytes) -> list[bytes]:
    found = []
    for outcome in outcomes:
        source = outcome.contents.get("a.py", source)
        found.append(source)
    return found


def replayed(source: bytes, outcomes: tuple[StageOutcome, ...]) -> list[bytes]:
    """Each stage's text made again from its hunks, where every stage took one round of its own."""
    found = []
    for outcome in outcomes:
        source = apply_edits(source, [hunk.edit for hunk in outcome.hunks])
        found.append(source)
    return found


def test_stages_are_cumulative() -> None:
    source = b"a(b)\n"
    outcomes = apply([rename("one", "a", "x"), rename("two", "b", "y")], source)
    assert texts(outcomes, source) == [b"x(b)\n", b"x(y)\n"]


def test_stage_sees_what_the_stage_before_made() -> None:
    source = b"a\n"
    outcomes = apply([rename("one", "a", "b", Phase.LEXICAL), rename("two", "b", "c", Phase.LEXICAL)], source)
    assert texts(outcomes, source) == [b"b\n", b"c\n"]


def test_stage_that_changes_nothing_says_nothing() -> None:
    outcomes = apply([rename("one", "a", "x"), rename("two", "q", "r")], b"a\n")
    assert outcomes[1].contents == {} and outcomes[1].hunks == ()


def test_overlapping_edits_wait_for_another_round() -> None:
    source = b"f(g(1))\n"
    outcomes = apply([wrap("x", "f", Phase.LEXICAL), wrap("y", "g", Phase.LEXICAL)], source, ("x", "y"))
    assert texts(outcomes, source) == [b"x(f_(y(g_(1))))\n"]


def test_insertions_at_one_place_do_not_get_mixed_up() -> None:
    source = b"f(1)\n"
    outcomes = apply([wrap("x", "f"), wrap("y", "f")], source, ("x", "y"))
    assert texts(outcomes, source) == [b"x(f_(1))\n"], "the second no longer finds its word"


def test_conflict_between_stages_still_gives_each_stage_its_own_text() -> None:
    source = b"f(x)\n"

    @recipe("whole", title="t", stage="s", words=("f",))
    def whole(source: Source, hit: Hit) -> Match:
        call = source.node(hit.start, hit.end).parent
        assert call is not None
        return Match(hit.start, (replace(call, b"h(2)"),))

    last = rename("last", "g", "k")
    outcomes = apply([rename("one", "f", "g"), rename("other", "x", "y"), whole, last], source)
    assert texts(outcomes, source) == [b"g(x)\n", b"g(y)\n", b"g(y)\n", b"k(y)\n"]


def test_matches_that_make_room_are_followed_up() -> None:
    @recipe("peel", title="t", stage="s", words=("peel",))
    def peel(source: Source, hit: Hit) -> Match | None:
        closing = source.lexed.closing(hit.end)
        edits = (Edit(start=hit.start, end=hit.end + 1, text=b""), Edit(start=closing, end=closing + 1, text=b""))
        return Match(hit.start, edits, again=True)

    source = b"peel(peel(peel(x)))\n"
    assert texts(apply([peel], source), source) == [b"x\n"]


def test_recipe_that_never_rests_leaves_the_file_and_is_named() -> None:
    @recipe("restless", title="t", stage="s", words=("a",))
    def restless(source: Source, hit: Hit) -> Match:
        return Match(hit.start, (insert(hit.end, b" + a"),), again=True)

    source = b"a\n"
    outcomes = apply([restless, rename("after", "a", "b")], source)
    assert texts(outcomes, source) == [b"a\n", b"b\n"]
    ((path, problem),) = outcomes[-1].problems
    assert path == "a.py" and "restless" in problem


def test_equal_imports_asked_for_by_several_stages_come_once() -> None:
    def importing(id: str, word: str) -> Recipe:
        @recipe(id, title=id, stage=id, words=(word,))
        def visit(source: Source, hit: Hit) -> Match | None:
            if source.data[hit.end : hit.end + 1] == b"_":
                return None
            edit = Edit(start=hit.start, end=hit.end, text=word.upper().encode())
            return Match(hit.start, (edit, *source.ensure_import("import io")))

        return visit

    source = b"a\nb\na\n"
    outcomes = apply([importing("one", "a"), importing("two", "b")], source)
    assert texts(outcomes, source)[-1] == b"import io\nA\nB\nA\n"


def test_hunks_make_the_text_again_and_name_line_and_recipe() -> None:
    source = b"x = 1\nf(g(1)); a\n"
    outcomes = apply([wrap("one", "f", Phase.LEXICAL), rename("two", "a", "bcd", Phase.LEXICAL)], source)
    assert replayed(source, outcomes) == texts(outcomes, source)
    assert [(hunk.line, hunk.origin.id) for hunk in outcomes[1].hunks] == [(2, "two")]


def test_strings_and_comments_hold_no_anchors_but_raw_patterns_see_them() -> None:
    @recipe("raw", title="t", stage="s", raw="zz", phase=Phase.LEXICAL)
    def raw(source: Source, hit: Hit) -> Match:
        return Match(hit.start, (Edit(start=hit.start, end=hit.end, text=b"y"),))

    source = b"a = 'a zz'  # a zz\n"
    outcomes = apply([rename("one", "a", "b"), raw], source)
    assert texts(outcomes, source) == [b"b = 'a zz'  # a zz\n", b"b = 'a y'  # a y\n"]


def test_anchored_raw_pattern_is_tried_once_and_never_on_an_empty_file() -> None:
    hits: list[Hit] = []

    @recipe("first", title="t", stage="s", raw=r"\A", phase=Phase.LEXICAL)
    def first(source: Source, hit: Hit) -> None:
        hits.append(hit)

    apply([first], b"a a\n")
    assert hits == [Hit(0, 0)]
    apply([first], b"")
    assert hits == [Hit(0, 0)]


def test_words_match_whole() -> None:
    source = b"a1 = ba + a_ + _a + a\n"
    assert texts(apply([rename("one", "a", "X")], source), source) == [b"a1 = ba + a_ + _a + X\n"]


def test_python3_files_and_other_suffixes_are_left() -> None:
    engine = Engine([rename("one", "a", "b")])
    stage = PlanStage(id="s", title="t", recipes=("one",))
    files = {"a.py": b"def f():\n    nonlocal a\n", "a.txt": b"a\n", "script": b"a\n"}
    (outcome,) = engine.apply([stage], files, FACTS)
    assert outcome.contents == {"script": b"b\n"}


def test_findings_are_placed_in_the_text_as_it_is() -> None:
    @recipe("widen", title="t", stage="s", words=("w",), phase=Phase.LEXICAL)
    def widen(source: Source, hit: Hit) -> Iterator[Match]:
        yield Match(hit.start, (insert(hit.start, b"wide + "),))

    @recipe("point", title="points", stage="s", words=("p",), fixable=False)
    def point(source: Source, hit: Hit) -> Match:
        return Match(hit.start, message="here")

    source = b"w, p\nw; p\n"
    findings = Engine([widen, point]).find(("widen", "point"), {"a.py": source}, FACTS)
    placed = [(f.rule, f.line, f.column, f.fixable) for f in findings]
    assert placed == [
        ("widen", 1, 1, True),
        ("point", 1, 4, False),
        ("widen", 2, 1, True),
        ("point", 2, 4, False),
    ]
    assert all(re.match(rb"[wp]", source.splitlines()[f.line - 1][f.column - 1 :]) for f in findings)


def test_an_edit_outside_the_file_is_reported_and_not_the_end() -> None:
    @recipe("outside", title="t", stage="s", words=("out",))
    def outside(source: Source, hit: Hit) -> Match:
        return Match(hit.start, (Edit(start=hit.end, end=hit.end + 9, text=b""),))

    wrapped = wrap("f", "ok")
    outcomes = apply([outside, wrapped], b"ok(out)\n", ("outside", "f"))
    assert texts(outcomes, b"") == [b"f(ok_(out))\n"]
    (finding,) = Engine([outside]).find(["outside"], {"a.py": b"out\n"}, FACTS)
    assert "the recipe outside failed here: ValueError" in finding.message
