"""Which files are tests."""

import pytest

from tools.survey.testfiles import test_files as find_tests


@pytest.mark.parametrize(
    ("paths", "tests"),
    [
        (
            ("test_a.py", "a_test.py", "tests.py", "conftest.py", "a.py"),
            ("a_test.py", "conftest.py", "test_a.py", "tests.py"),
        ),
        (
            ("tests/test_a.py", "tests/data/x.txt", "tests/helper.py"),
            ("tests/data/x.txt", "tests/helper.py", "tests/test_a.py"),
        ),
        (("pkg/test/client.py", "pkg/test/utils.py"), ()),
        (("pkg/test/test_client.py", "pkg/test/utils.py"), ("pkg/test/test_client.py", "pkg/test/utils.py")),
        (
            ("src/cssutils/tests/basetest.py", "src/cssutils/tests/testutil.py"),
            ("src/cssutils/tests/basetest.py", "src/cssutils/tests/testutil.py"),
        ),
        (("pkg/tests/core.py", "pkg/core.py", "pkg/tests/a/b.txt"), ("pkg/tests/a/b.txt", "pkg/tests/core.py")),
        (("latest.py", "contest.py", "testing.py", "attest/x.py"), ()),
        (("tests/README",), ()),
    ],
)
def test_by_name(paths: tuple[str, ...], tests: tuple[str, ...]) -> None:
    assert sorted(find_tests(paths)) == sorted(tests)


def test_the_user_may_say_where_they_are() -> None:
    assert find_tests(("checks/run.py", "a.py"), ("checks",)) == {"checks/run.py"}
