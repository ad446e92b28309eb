"""What holds for any recipes on any source: nothing outside an edit changes, nothing raises."""

from hypothesis import given, settings
from hypothesis import strategies as st

from overhaul.domain.edits import Edit, apply_edits
from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.tracks import PlanStage
from tests.support.recipes import TRACK
from tools.recipes.engine import Engine
from tools.recipes.recipe import Hit, Match, Phase, Recipe, recipe
from tools.recipes.registry import load
from tools.recipes.source import Source

FACTS = ProjectFacts(frozenset({"a.py"}), ("",), frozenset())
WORDS = ("self", "data", "key", "value", "return", "x")

SNIPPETS = (
    b"class Reader:\n    def __init__(self, data):\n        self.data = data  # kept\n",
    b"try:\r\n\tvalue = data[key]\r\nexcept KeyError, x:\r\n\tprint >>sys.stderr, x,\r\n",
    b"def f((key, value), *x):\n    '''self data'''\n    return `key`, value\n",
    b"# -*- coding: latin-1 -*-\nx = u'\xe9' + ur'\\d\\u1234' + 'data \\user'\n",
    b"print 'value\\t', x, \\\n    value\nif x <> 0777L: raise x, 'y', data\n",
    b"exec data in x, self; return\n\x0c\nx = lambda (key, value): key\n",
    b"if x:\n\treturn\n        return x\n",
)
FRAGMENTS = st.sampled_from(
    [
        *(b"print exec raise except lambda def for in is not if else async True . , : ; ( ) [ ] { } ` \\".split()),
        *(b" ", b"\n", b"\r\n", b"\t", b"'", b'"', b"'''", b"#", b"x", b"0777L", b"1if", b">>", b"<>", b"="),
        *(b"ur'\\u12'", b"'\\u'", b"\xff", b"\x00", b"coding: x\n", b"(a, b)", b"\\\n", b"=", b"\xef\xbb\xbf"),
    ]
)


def substitution(index: int, word: str, text: bytes, phase: Phase) -> Recipe:
    """A recipe that replaces ``word``, puts something before it, or takes it out."""

    @recipe(f"r{index}", title="t", stage="s", words=(word,), phase=phase)
    def visit(source: Source, hit: Hit) -> Match | None:
        before = source.data[hit.start - 1 : hit.start]
        if before in (b"<", b">"):
            return None
        return Match(hit.start, (Edit(start=hit.start, end=hit.end, text=b"<" + text + b">"),))

    return visit


RECIPES = st.lists(
    st.tuples(st.sampled_from(WORDS), st.binary(max_size=4), st.sampled_from(list(Phase))),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row[0],
)
SOURCES = st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=5).map(b"".join)


@settings(max_examples=60, deadline=None)
@given(RECIPES, SOURCES)
def test_bytes_outside_the_edits_stay(rows: list[tuple[str, bytes, Phase]], source: bytes) -> None:
    recipes = [substitution(index, *row) for index, row in enumerate(rows)]
    ids = tuple(r.info.id for r in recipes)
    (outcome,) = Engine(recipes).apply([PlanStage(id="s", title="t", recipes=ids)], {"a.py": source}, FACTS)
    after = outcome.contents.get("a.py", source)
    edits = [hunk.edit for hunk in outcome.hunks]
    assert apply_edits(source, edits) == after
    pieces = [b"<" + text + b">" for _, text, _ in rows]
    assert all(source[edit.start : edit.end].decode() in WORDS and edit.text in pieces for edit in edits)


@settings(max_examples=60, deadline=None)
@given(RECIPES, SOURCES)
def test_stages_apart_end_in_the_text_of_one_stage(rows: list[tuple[str, bytes, Phase]], source: bytes) -> None:
    words = [(word, b"%d" % index, phase) for index, (word, _, phase) in enumerate(rows)]
    recipes = [substitution(index, *row) for index, row in enumerate(words)]
    stages = [PlanStage(id=r.info.id, title="t", recipes=(r.info.id,)) for r in recipes]
    joined = PlanStage(id="s", title="t", recipes=tuple(r.info.id for r in recipes))
    text = source
    for outcome in Engine(recipes).apply(stages, {"a.py": source}, FACTS):
        text = outcome.contents.get("a.py", text)
    (together,) = Engine(recipes).apply([joined], {"a.py": source}, FACTS)
    assert together.contents.get("a.py", source) == text


@settings(max_examples=60, deadline=None)
@given(SOURCES)
def test_syntax_stage_is_made_again_by_its_hunks_and_rests(source: bytes) -> None:
    (stage,) = [stage for stage in load(TRACK).info.stages if stage.id == "syntax"]
    engine = load(TRACK).engine
    (outcome,) = engine.apply([stage], {"a.py": source}, FACTS)
    result = outcome.contents.get("a.py", source)
    (second,) = engine.apply([stage], {"a.py": result}, FACTS)
    assert second.contents == {}
    if not any(hunk.origin.id in ("tab-indentation", "tuple-parameter-lambda") for hunk in outcome.hunks):
        assert apply_edits(source, [hunk.edit for hunk in outcome.hunks]) == result


@settings(max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS, max_size=25).map(b" ".join) | st.lists(FRAGMENTS, max_size=25).map(b"".join))
def test_bad_source_never_raises(source: bytes) -> None:
    (stage,) = [stage for stage in load(TRACK).info.stages if stage.id == "syntax"]
    load(TRACK).engine.apply([stage], {"a.py": source}, FACTS)
