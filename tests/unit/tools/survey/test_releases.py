"""Which release supports the target, by its files."""

import pytest

from tools.survey.releases import Answer, ReleaseFile, newest_supporting


@pytest.mark.parametrize(
    ("files", "answer"),
    [
        ([], Answer(None, None)),
        ([ReleaseFile("a-1.0-py3-none-any.whl")], Answer("1.0", None)),
        ([ReleaseFile("a-1.0-py2.py3-none-any.whl")], Answer("1.0", None)),
        ([ReleaseFile("a-1.0-py2-none-any.whl")], Answer(None, None)),
        ([ReleaseFile("a-1.0-cp27-cp27mu-manylinux1_x86_64.whl")], Answer(None, None)),
        ([ReleaseFile("a-1.0-cp312-cp312-manylinux_2_17_x86_64.whl")], Answer("1.0", None)),
        ([ReleaseFile("a-1.0-cp311-cp311-manylinux_2_17_x86_64.whl")], Answer(None, None)),
        ([ReleaseFile("a-1.0-cp38-abi3-manylinux_2_17_x86_64.whl")], Answer("1.0", None)),
        ([ReleaseFile("a-1.0-py313-none-any.whl")], Answer(None, None)),
        ([ReleaseFile("a-1.0.tar.gz")], Answer(None, "1.0")),
        ([ReleaseFile("a-1.0.tar.bz2")], Answer(None, "1.0")),
        ([ReleaseFile("a-1.0.tar.gz", ">=3.8")], Answer("1.0", None)),
        ([ReleaseFile("a-1.0.tar.gz", ">=2.7, !=3.0.*, !=3.1.*")], Answer("1.0", None)),
        ([ReleaseFile("a-1.0.tar.gz", ">=2.6")], Answer(None, "1.0")),
        ([ReleaseFile("a-1.0.tar.gz", "<3")], Answer(None, None)),
        ([ReleaseFile("a-1.0.tar.gz", ">=3.6.*")], Answer("1.0", None)),
        ([ReleaseFile("a-1.0.tar.gz", "gibberish 3")], Answer(None, "1.0")),
        ([ReleaseFile("a-1.0-py3-none-any.whl", "<3.12")], Answer(None, None)),
        ([ReleaseFile("a-2.0-py3-none-any.whl", "", True), ReleaseFile("a-1.0-py3-none-any.whl")], Answer("1.0", None)),
        ([ReleaseFile("a-2.0rc1-py3-none-any.whl"), ReleaseFile("a-1.0-py3-none-any.whl")], Answer("1.0", None)),
        ([ReleaseFile("a-2.0-py2-none-any.whl"), ReleaseFile("a-1.0-py3-none-any.whl")], Answer("1.0", None)),
        ([ReleaseFile("a-2.0.tar.gz"), ReleaseFile("a-1.0-py3-none-any.whl")], Answer("1.0", "2.0")),
        ([ReleaseFile("a-10.0-py3-none-any.whl"), ReleaseFile("a-9.0-py3-none-any.whl")], Answer("10.0", None)),
        (
            [ReleaseFile("ab-1.0-py3-none-any.whl"), ReleaseFile("a-x.zip"), ReleaseFile("a-1.0.exe")],
            Answer(None, None),
        ),
    ],
)
def test_newest_supporting(files: list[ReleaseFile], answer: Answer) -> None:
    assert newest_supporting("a", files, (3, 12)) == answer
