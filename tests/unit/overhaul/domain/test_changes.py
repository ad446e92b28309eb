"""Change sets are known by their content."""

from overhaul.domain.changes import change_set
from tests.support.workflow import hunk


def test_equal_changes_have_one_id() -> None:
    one = change_set("T", "", {"a": b"1"}, {"a": b"2"}, (hunk("a", "r"),))
    assert one == change_set("T", "", {"a": b"1"}, {"a": b"2"}, (hunk("a", "r"),))
    assert one.proposal.id != change_set("T", "", {"a": b"1"}, {"a": b"3"}, (hunk("a", "r"),)).proposal.id
    assert [origin.id for origin in one.proposal.origins] == ["recipe-r"]


def test_a_created_file_has_no_before() -> None:
    (change,) = change_set("T", "", {}, {"new": b""}, ()).proposal.changes
    assert change.before is None and change.after is not None
