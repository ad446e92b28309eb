"""apply_edits is what every change goes through: it must be exact, whatever the edits are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from overhaul.domain.edits import Edit, EditConflict, Hunk, Origin, ProposerKind, apply_edits, line_of
from overhaul.domain.proposals import FileChange, Proposal, sorted_changes

SOURCES = st.binary(max_size=60)


@st.composite
def source_and_edits(draw: st.DrawFn) -> tuple[bytes, list[Edit]]:
    """A source and edits of it that do not touch, in any order."""
    source = draw(SOURCES)
    cuts = sorted(draw(st.sets(st.integers(0, len(source)), max_size=10)))
    spans = zip(cuts[0::2], cuts[1::2], strict=False)
    edits = [Edit(start=a, end=b, text=draw(st.binary(max_size=5))) for a, b in spans]
    return source, draw(st.permutations(edits))


@given(source_and_edits())
def test_edits_equal_replacing_from_the_back(case: tuple[bytes, list[Edit]]) -> None:
    source, edits = case
    expected = source
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        expected = expected[: edit.start] + edit.text + expected[edit.end :]
    assert apply_edits(source, edits) == expected


@given(source_and_edits())
def test_bytes_outside_the_edits_survive_in_order(case: tuple[bytes, list[Edit]]) -> None:
    source, edits = case
    result = apply_edits(source, edits)
    kept = len(source) - sum(e.end - e.start for e in edits)
    assert len(result) == kept + sum(len(e.text) for e in edits)
    first = min((e.start for e in edits), default=len(source))
    last = max((e.end for e in edits), default=0)
    assert result.startswith(source[:first])
    assert result.endswith(source[last:] if edits else source)


@given(source_and_edits())
def test_the_order_edits_come_in_does_not_matter(case: tuple[bytes, list[Edit]]) -> None:
    source, edits = case
    assert apply_edits(source, edits) == apply_edits(source, list(reversed(edits)))


@given(source_and_edits())
def test_duplicates_count_once(case: tuple[bytes, list[Edit]]) -> None:
    source, edits = case
    assert apply_edits(source, [*edits, *edits]) == apply_edits(source, edits)


@given(SOURCES, st.integers(-3, 63), st.integers(-3, 63))
def test_an_edit_that_leaves_the_source_is_a_conflict(source: bytes, start: int, end: int) -> None:
    edit = Edit(start=start, end=end, text=b"x")
    if 0 <= start <= end <= len(source):
        assert apply_edits(source, [edit]) == source[:start] + b"x" + source[end:]
    else:
        with pytest.raises(EditConflict):
            apply_edits(source, [edit])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((0, 3), (2, 5)),
        ((0, 5), (1, 2)),
        ((0, 5), (0, 3)),
        ((0, 5), (2, 2)),
    ],
    ids=["overlap", "inside", "same start", "insertion inside a replacement"],
)
def test_overlapping_edits_are_a_conflict(first: tuple[int, int], second: tuple[int, int]) -> None:
    edits = [Edit(start=a, end=b, text=t) for (a, b), t in ((first, b"1"), (second, b"2"))]
    for order in (edits, edits[::-1]):
        with pytest.raises(EditConflict, match="overlaps"):
            apply_edits(b"0123456789", order)


def test_touching_edits_are_none() -> None:
    edits = [Edit(start=2, end=4, text=b"B"), Edit(start=0, end=2, text=b"A"), Edit(start=4, end=4, text=b"|")]
    assert apply_edits(b"aabbcc", edits) == b"AB|cc"


def test_insertions_at_one_place_keep_the_order_given() -> None:
    edits = [Edit(start=1, end=1, text=text) for text in (b"2", b"1", b"3")]
    assert apply_edits(b"ab", edits) == b"a213b"


@given(st.binary(max_size=30))
def test_every_byte_survives_json(text: bytes) -> None:
    edit = Edit(start=0, end=0, text=text)
    adapter = TypeAdapter(Edit)
    assert adapter.validate_json(adapter.dump_json(edit)) == edit


@given(SOURCES, st.integers(0, 60))
def test_lines_are_counted_from_one(source: bytes, offset: int) -> None:
    assert line_of(source, offset) == 1 + source[:offset].count(b"\n")


def test_a_proposal_names_its_paths_in_order() -> None:
    changes = tuple(FileChange(path=path, before=None, after="0" * 64) for path in ("b.py", "a/z.py", "a.py"))
    origin = Origin(kind=ProposerKind.RECIPE, id="print-statement")
    proposal = Proposal(id="1", title="Make print a call", changes=changes, origins=(origin,))
    assert proposal.paths() == ("a.py", "a/z.py", "b.py")
    assert [change.path for change in sorted_changes(changes)] == ["a.py", "a/z.py", "b.py"]


def test_unknown_fields_and_wrong_types_are_refused_where_json_is_read() -> None:
    adapter = TypeAdapter(Hunk)
    good = b'{"path":"a.py","line":1,"edit":{"start":0,"end":1,"text":"x"},"origin":{"kind":"recipe","id":"r"}}'
    assert adapter.validate_json(good).edit == Edit(start=0, end=1, text=b"x")
    for bad in (good.replace(b'"line":1', b'"line":"one"'), good.replace(b'"start":0', b'"start":0,"colour":1')):
        with pytest.raises(ValidationError):
            adapter.validate_json(bad)
