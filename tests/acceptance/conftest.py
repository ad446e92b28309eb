"""Acceptance tests drive the installed console script, never functions."""

from pathlib import Path

import pytest

from tests.support.console import FILES, Cli, make_repository


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all: test tools are installed once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def cli(tmp_path: Path, cache: Path) -> Cli:
    """The console script with a state folder of its own."""
    return Cli(tmp_path / "state", cache)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small Python 2 repository, under git."""
    return make_repository(tmp_path / "shop", FILES)
