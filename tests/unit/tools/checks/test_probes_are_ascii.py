"""Probes run on Python 2.7 as well, which reads no letter beyond ASCII without a declaration."""

from tools.checks.runner import PROBES


def test_probes_are_ascii() -> None:
    files = sorted(PROBES.rglob("*.py"))
    assert len(files) > 5
    assert [file.name for file in files if not file.read_bytes().isascii()] == []
