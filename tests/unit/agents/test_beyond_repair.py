"""Only failures that show it themselves are called beyond repair."""

import pytest

from agents.beyond import beyond_repair
from overhaul.domain.testing import Outcome, TestResult

WORDING = "it asserts what Python 2 itself printed, and Python prints it otherwise now"

MAY_BE_MENDED = [
    ("AssertionError", "'a' != 'b'"),
    ("AssertionError", "\"No module named 'one'\" != 'No module named other'"),
    ("AssertionError", "1 != 2"),
    ("AssertionError", "False is not true"),
    ("AssertionError", ""),
    ("AssertionError", "-1 == -1"),
    ("AssertionError", "assert 'a' != 'a'"),
    ("TypeError", "'a' != 'a'"),
    ("ModuleNotFoundError", "No module named 'StringIO'"),
    ("ModuleNotFoundError", "No module named 'shop.parser_of_ours'"),
    ("AssertionError", "'a' != b'a'"),
    ("AssertionError", "b'a' != 'a'"),
    ("ConnectionRefusedError", "[Errno 111] Connection refused"),
]
BEYOND = [
    ("AssertionError", "\"No module named 'x'\" != 'No module named x'\n- No module", WORDING),
    ("AssertionError", "\"module 'm' has no attribute 'x'\" != \"'module' object has no attribute 'x'\"", WORDING),
    ("AssertionError", "\"<class 'int'>\" != \"<type 'int'>\"", WORDING),
    ("AssertionError", "\"['a', 1]\" != \"[u'a', 1L]\"", WORDING),
    ("AssertionError", "'NoneType: None\\\\n' != 'None\\\\n'", WORDING),
    ("AssertionError", "assert 'division by zero' == 'integer division or modulo by zero'", WORDING),
    ("ModuleNotFoundError", "No module named 'hotshot'", "it needs the module hotshot, which Python has no more"),
    (
        "urllib.error.URLError",
        "<urlopen error [Errno -3] Temporary failure in name resolution>",
        "it needs the network, which tests do not have here",
    ),
]


def failed(exception: str, message: str) -> TestResult:
    return TestResult(id="t", outcome=Outcome.FAILED, exception=exception, message=message)


@pytest.mark.parametrize(("exception", "message"), MAY_BE_MENDED)
def test_what_a_change_of_the_sources_may_mend(exception: str, message: str) -> None:
    assert beyond_repair(failed(exception, message)) == ""


@pytest.mark.parametrize(("exception", "message", "why"), BEYOND)
def test_what_none_can(exception: str, message: str, why: str) -> None:
    assert beyond_repair(failed(exception, message)) == why
