"""The small decisions: where a link leads, what a commit says, what a source stands for."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overhaul.domain.errors import BadRepository
from tools.vcs.objects import is_safe, path_bytes, path_text
from tools.vcs.process import redacted
from tools.vcs.sources import RemoteRepository, locate
from tools.vcs.trees import leads_outside
from tools.vcs.writing import MADE_BY, Signature, message_of


@pytest.mark.parametrize(
    ("links", "outside"),
    [
        ({"x": "y"}, False),
        ({"a/x": "../y"}, False),
        ({"x": "a/../y"}, False),
        ({"x": "./././y"}, False),
        ({"x": "a//b"}, False),
        ({"x": "."}, False),
        ({"x": "d/../y", "d": "a/b/c"}, False),
        ({"x": ".."}, True),
        ({"x": "/etc"}, True),
        ({"a/x": "../../y"}, True),
        ({"x": "a/../../y"}, True),
        ({"x": "d/d/../y", "d": "."}, True),
        ({"x": "d/../..", "d": "a/b"}, False),
        ({"x": "d/../../..", "d": "a/b"}, True),
        ({"x": "y", "y": "/etc"}, True),
        ({"x": "x"}, True),
        ({"x": "y", "y": "x"}, True),
        ({"x": "x/x"}, True),
    ],
)
def test_where_links_lead(links: dict[str, str], outside: bool) -> None:
    assert leads_outside("a/x" if "a/x" in links else "x", links) is outside


@pytest.mark.parametrize("n", [20, 60])
def test_links_that_double_are_given_up_on(n: int) -> None:
    links = {f"l{i}": f"l{i + 1}/l{i + 1}" for i in range(n)}
    assert leads_outside("l0", {**links, f"l{n}": "."})


_PARTS = st.sampled_from([".", "..", "a", "b", "d"])
_TARGETS = st.lists(_PARTS, min_size=1, max_size=6).map("/".join)


@settings(deadline=None, max_examples=300)
@given(targets=st.fixed_dictionaries({}, optional=dict.fromkeys(["a", "b", "d/a", "d/b", "d/d/a"], _TARGETS)))
def test_what_is_kept_stays_inside_as_the_kernel_sees_it(targets: dict[str, str]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "x" / "y" / "root"
        (root / "d" / "d").mkdir(parents=True)
        kept = [path for path in targets if not leads_outside(path, targets)]
        for path in kept:
            (root / path).symlink_to(targets[path])
        for path in kept:
            assert (root / path).resolve().is_relative_to(root)


@pytest.mark.parametrize(
    ("subject", "body", "message"),
    [
        ("Do it", "", f"Do it\n\n{MADE_BY}\n"),
        ("Do\n it ", "\nWhy.\n\n", f"Do it\n\nWhy.\n\n{MADE_BY}\n"),
        ("Do it", "Why.\r\nMore.", f"Do it\n\nWhy.\nMore.\n\n{MADE_BY}\n"),
        ("Do it", "Why.\n\nStage: a\nRefs: b", f"Do it\n\nWhy.\n\nStage: a\nRefs: b\n{MADE_BY}\n"),
        ("Do it", "Stage: a", f"Do it\n\nStage: a\n{MADE_BY}\n"),
        ("Do it", "Why: because\nnot a trailer", f"Do it\n\nWhy: because\nnot a trailer\n\n{MADE_BY}\n"),
    ],
)
def test_messages(subject: str, body: str, message: str) -> None:
    assert message_of(subject, body) == message


def test_nobody_can_break_out_of_a_signature() -> None:
    signed = Signature("Eve <x@y> 1 +0000\ncommitter Z", "e@f>\n 2", 7)
    assert signed.line() == b"Eve x@y 1 +0000committer Z <e@f2> 7 +0000"
    assert Signature("", "a@b", 7).line() == b"Overhaul <a@b> 7 +0000"


@pytest.mark.parametrize("path", ["a", "a/b.py", ".gitignore", "a/.github/x", "...", "-x", "a\nb", "a\\b"])
def test_paths_inside(path: str) -> None:
    assert is_safe(path)


@pytest.mark.parametrize("path", ["", "/a", "a/", "a//b", ".", "..", "a/../b", ".git", "a/.GiT/b", "a\0b"])
def test_paths_that_are_not(path: str) -> None:
    assert not is_safe(path)


@pytest.mark.parametrize("raw", [b"plain", b"caf\xc3\xa9", b"caf\xe9", bytes(range(1, 256))])
def test_any_bytes_survive_as_a_path(raw: bytes) -> None:
    assert path_bytes(path_text(raw)) == raw


def test_passwords_do_not_show() -> None:
    said = "fatal: unable to access 'https://me:t0ken@host/x': 403; see ssh://me@host/y and http://host/a@b"
    shown = redacted(said)
    assert "t0ken" not in shown
    assert "https://***@host/x" in shown
    assert "http://host/a@b" in shown


@pytest.mark.parametrize(
    "url",
    [
        "https://host/x.git",
        "http://host:8080/x",
        "ssh://git@host:22/x",
        "git://host/x",
        "git@host:team/x.git",
        "host:x",
    ],
)
def test_urls(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert locate(url) == RemoteRepository(url)


@pytest.mark.parametrize("text", ["", "  ", "nothing/here", "ext::sh -c x", "file:///nothing/here", "HTTPS://", "a\0b"])
def test_what_cannot_be_a_source(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadRepository):
        locate(text)
