"""How the folder a job leaves its result in is told from other folders."""

from pathlib import Path

MARK_FILE = ".gitignore"
"""Inside a repository the folder is then no untracked file: the working tree stays clean."""
MARK = b"# The result of `overhaul run`; report.md says what it is. Overhaul passes this folder over.\n*\n"


def is_bundle(folder: Path) -> bool:
    """Whether ``folder`` carries the mark."""
    file = folder / MARK_FILE
    try:
        return (
            file.is_file() and not file.is_symlink() and file.stat().st_size == len(MARK) and file.read_bytes() == MARK
        )
    except OSError:
        return False
