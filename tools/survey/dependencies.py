"""What a repository says it needs."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from overhaul.domain.survey import Dependency
from tools.survey.walk import Entry


class Declared(NamedTuple):
    """What the packaging files say."""

    dependencies: tuple[Dependency, ...] = ()
    roots: tuple[str, ...] = ()
    """Folders that ``package_dir`` puts on the import path."""

    def with_imports(self, external: Sequence[str]) -> tuple[Dependency, ...]:
        """The declared dependencies and, with source ``import``, what is imported and not declared."""
        return self.dependencies


def declared(files: Mapping[str, Entry]) -> Declared:
    """Read the packaging files among ``files``."""
    return Declared()
