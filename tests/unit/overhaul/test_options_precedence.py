"""Whose options hold: the file given by --config, else the repository's own, else detection."""

from pathlib import Path

import pytest

from overhaul.domain.jobs import RepositoryOptions
from overhaul.wiring import options_from, options_in_force
from tests.support.workflow import Bench
from workflows.steps import intake

OWN = b'[recipes]\nskip = ["division"]\n'


@pytest.mark.parametrize(
    ("given", "skipped"),
    [
        (None, ("division",)),
        (RepositoryOptions(), ()),
        (RepositoryOptions(skip_recipes=("x",)), ("x",)),
    ],
)
def test_given_options_win_even_where_they_are_the_defaults(
    tmp_path: Path, given: RepositoryOptions | None, skipped: tuple[str, ...]
) -> None:
    bench = Bench(tmp_path, {"a.py": b"", "overhaul.toml": OWN}, options=given)
    state = intake.run(bench.context(), {})
    assert bench.load(RepositoryOptions, state["options"]).skip_recipes == skipped
    assert options_in_force(given, bench.parts.repository, state["base_commit"]).skip_recipes == skipped


def test_without_any_file_detection_fills_the_rest(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {"a.py": b""})
    state = intake.run(bench.context(), {})
    assert bench.load(RepositoryOptions, state["options"]) == RepositoryOptions()


def test_an_empty_file_given_by_the_user_is_given(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text("")
    assert options_from(tmp_path / "empty.toml") == RepositoryOptions()
    assert options_from(None) is None
