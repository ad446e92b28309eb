"""The names tests go by, and the reports they are read from."""

import json

import pytest

from benchmarks.python2_to_3.outcomes import Outcome, from_lines, from_xunit, identity, numbered

PASSED = Outcome(outcome="passed")


@pytest.mark.parametrize(
    ("legacy", "target"),
    [
        ("tests/test_a.py::test_x", "tests/test_a.py::test_x"),
        ("<T object at 0x7f3a> [case]", "<T object at 0xAB12> [case]"),
        ("test_x(u'a', 'b')", "test_x('a', 'b')"),
        ("test_x('a')", "test_x(b'a')"),
        ("test_x[10000000000L]", "test_x[10000000000]"),
        ("/repo/tree/doc/a.txt::doctest", "doc/a.txt::doctest"),
    ],
)
def test_both_interpreters_give_a_test_one_name(legacy: str, target: str) -> None:
    assert identity(legacy, "/repo/tree") == identity(target, "/repo/tree")


@pytest.mark.parametrize("name", ["test_url", "test_b'", "sub'x'", "HTML", "test_1Longer"])
def test_what_only_looks_like_a_prefix_or_a_suffix_stays(name: str) -> None:
    assert identity(name, "/repo/tree") == name


def test_tests_of_one_name_are_numbered_in_order() -> None:
    failed = Outcome(outcome="failed")
    rows = [("t(u'a')", PASSED), ("t('a')", failed), ("other", PASSED)]
    assert numbered(rows, "/repo/tree") == {"t('a')": PASSED, "t('a')#2": failed, "other": PASSED}


def test_lines_that_are_no_entries_are_left_out() -> None:
    good = json.dumps({"test": "a", "outcome": "passed", "why": ""}).encode()
    report = b"\n".join([good, b"{", b"[]", b'{"test": "b"}', b"\xff"])
    assert from_lines(report) == [("a", PASSED)]


def test_a_name_that_no_encoding_takes_can_still_be_written_down() -> None:
    [(name, _)] = from_lines(b'{"test": "t[\\ud800]", "outcome": "passed", "why": ""}')
    assert name.encode() == b"t[\\ud800]"


def test_nose_reports_are_read_as_they_are_written() -> None:
    report = (
        b'<?xml version="1.0" encoding="UTF-8"?><testsuite name="nosetests" tests="3">'
        b'<testcase classname="m.T" name="test_a" time="0"></testcase>'
        b'<testcase classname="m.T" name="test_b"><failure type="E" message="no\x01">x</failure></testcase>'
        b'<testcase classname="m.T" name="test_c"><skipped type="S" message=""></skipped></testcase></testsuite>'
    )
    assert [(name, outcome.outcome) for name, outcome in from_xunit(report)] == [
        ("m.T::test_a", "passed"),
        ("m.T::test_b", "failed"),
        ("m.T::test_c", "skipped"),
    ]


@pytest.mark.parametrize("report", [b"", b"<testsuite><testcase", b"<!DOCTYPE x [<!ENTITY a 'b'>]><testsuite/>"])
def test_a_report_that_was_cut_off_or_forged_has_no_tests(report: bytes) -> None:
    assert from_xunit(report) == []
