"""Finds the Pythons of this machine, wherever people put them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from overhaul.domain.sandbox import Mount, Toolchain
from tools.sandbox.probe import Interpreter, Prober

_EXECUTABLE: Final = re.compile(r"python\d\.\d+")
_NAME: Final = re.compile(r"(?:python)?(\d+)\.(\d+)")
_VISIBLE: Final = ("/usr", "/lib", "/lib64", "/bin", "/sbin")
"""What every sandbox shows anyway."""
_TOO_WIDE: Final = ("/", "/opt", "/home", "/root", "/srv", "/var", "/tmp", "/etc", "/mnt", "/run")
_OLDEST_STAND_IN: Final = (3, 8)


class HostToolchains:
    """Port ``Toolchains`` over interpreters installed on the host.

    Interpreters are run, once, to learn what they are; virtual environments are traced to the
    installation they were made from, and scripts that stand in for interpreters are left out.

    Args:
        search_path: folders to look in last, as in ``PATH``.
        pyenv_root: pyenv's folder.
        home: the user's home, for what uv, pyenv, conda, asdf and mise install there.
        extra: interpreters, or folders that hold some, that come first.
        cache_dir: where answers are kept between processes.
        usual: whether to look in /opt, /usr/local and /usr as well.
    """

    def __init__(
        self,
        *,
        search_path: Sequence[Path] = (),
        pyenv_root: Path | None = None,
        home: Path | None = None,
        extra: Sequence[Path] = (),
        cache_dir: Path | None = None,
        usual: bool = True,
    ) -> None:
        self._search_path = search_path
        self._pyenv_root = pyenv_root
        self._home = home
        self._extra = extra
        self._usual = usual
        self._prober = Prober(cache_dir)

    def find(self, name: str, override: str | None = None) -> Toolchain | None:
        """See ``Toolchains.find``. ``override`` is a path, or a name that is looked for instead."""
        if override and "/" in override:
            return self._toolchain(Path(override).absolute(), "settings", any_implementation=True)
        version = _version(override or name)
        if version is None:
            return None
        return next(iter(self._found(f"python{version[0]}.{version[1]}")), None)

    def nearest(self, name: str) -> Toolchain | None:
        """The exact one, else the next lower Python 3 from 3.8 on, else the next higher."""
        return self.find(name) or nearest_of(name, self.all())

    def all(self) -> tuple[Toolchain, ...]:
        """See ``Toolchains.all``; oldest version first."""
        return tuple(self._found(None))

    def _found(self, name: str | None) -> list[Toolchain]:
        found: dict[str, tuple[int, Toolchain]] = {}
        for rank, (path, origin) in enumerate(self._candidates()):
            if name is not None and path.name != name:
                continue
            toolchain = self._toolchain(path, origin)
            if toolchain is not None and name in (None, toolchain.name):
                found.setdefault(toolchain.executable, (rank, toolchain))
        # Origins keep their order; within one, the newest patch release first.
        origins = {toolchain.origin: rank for rank, toolchain in reversed(found.values())}

        def order(entry: tuple[int, Toolchain]) -> tuple[object, ...]:
            rank, toolchain = entry
            patch = int(toolchain.version.rpartition(".")[2])
            return (_version(toolchain.name), origins[toolchain.origin], -patch, rank)

        return [toolchain for _rank, toolchain in sorted(found.values(), key=order)]

    def _candidates(self) -> Iterator[tuple[Path, str]]:
        for path in self._extra:
            if path.is_file():
                yield path, "settings"
            else:
                folders = [path, path / "bin", *_glob(path, "*/bin")]
                yield from ((found, "settings") for found in _executables(folders))
        for origin, places in self._places():
            yield from ((found, origin) for found in _executables(places))

    def _places(self) -> Iterator[tuple[str, Iterable[Path]]]:
        if self._pyenv_root is not None:
            yield "pyenv", _glob(self._pyenv_root, "versions/*/bin")
        if self._home is not None:
            yield "pyenv", _glob(self._home, ".pyenv/versions/*/bin")
            yield "uv", _glob(self._home, ".local/share/uv/python/*/bin")
            for pattern in (".asdf/installs/python/*/bin", ".local/share/mise/installs/python/*/bin"):
                yield "version-manager", _glob(self._home, pattern)
        if self._usual:
            opt = Path("/opt")
            yield "opt", [*_glob(opt, "*/bin"), *_glob(opt, "python/*/bin")]
            yield "local", [Path("/usr/local/bin")]
            yield "system", [Path("/usr/bin")]
        if self._home is not None:
            for base in ("miniconda3", "anaconda3", "miniforge3", "mambaforge", ".conda"):
                yield "conda", [self._home / base / "bin", *_glob(self._home / base, "envs/*/bin")]
        yield "path", self._search_path

    def _toolchain(self, executable: Path, origin: str, *, any_implementation: bool = False) -> Toolchain | None:
        real = executable.resolve()
        if not any_implementation and not _is_program(real):
            return None
        answer = self._prober.ask(real)
        if answer is None or not (any_implementation or answer.implementation == "cpython"):
            return None
        base = Path(answer.base, "bin", f"python{answer.minor}")
        if base.is_file() and base.resolve() != real:
            # A virtual environment made with copies.
            real = base.resolve()
            answer = self._prober.ask(real) or answer
        return Toolchain(
            name=f"python{answer.minor}",
            version=answer.version,
            executable=str(real),
            mounts=self._mounts(real, answer),
            origin=origin,
        )

    def _mounts(self, executable: Path, answer: Interpreter) -> tuple[Mount, ...]:
        """The installation's folder; where that is as wide as a home, only what is needed of it."""
        wide = {*_TOO_WIDE}
        if self._home is not None:
            wide |= {str(folder) for folder in (self._home.resolve(), *self._home.resolve().parents)}
        base = Path(answer.base)
        paths = {base} if str(base) not in wide else {executable, Path(answer.stdlib)}
        if not any(executable.is_relative_to(path) for path in paths):
            paths.add(executable)
        # With its folder: the loader goes by a link there.
        libraries = [Path(library) for library in answer.libraries]
        paths |= {path if str(path.parent) in wide else path.parent for path in libraries}
        shown = [path for path in sorted(paths) if not any(path.is_relative_to(top) for top in _VISIBLE)]
        kept = [path for path in shown if not any(path != other and path.is_relative_to(other) for other in shown)]
        return tuple(Mount(host=str(path), inside=str(path)) for path in kept)


def nearest_of(name: str, found: Sequence[Toolchain]) -> Toolchain | None:
    """What stands in best for a Python 3 that is not among ``found``; nothing does for a Python 2."""
    wanted = _version(name)
    if wanted is None or wanted[0] != 3:
        return None
    # The first of a name is the best of it, so it is put in last.
    table = {version: one for one in reversed(found) if (version := _version(one.name))}
    usable = sorted(version for version in table if version >= _OLDEST_STAND_IN)
    lower = [version for version in usable if version < wanted]
    higher = [version for version in usable if version > wanted]
    chosen = lower[-1:] or higher[:1]
    return table[chosen[0]] if chosen else None


def _version(name: str) -> tuple[int, int] | None:
    match = _NAME.fullmatch(name)
    return None if match is None else (int(match[1]), int(match[2]))


def _glob(root: Path, pattern: str) -> list[Path]:
    """Sorted; a folder that cannot be read holds nothing for us."""
    try:
        return sorted(root.glob(pattern))
    except OSError:
        return []


def _executables(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        try:
            names = sorted(path.name for path in folder.iterdir() if _EXECUTABLE.fullmatch(path.name))
        except OSError:
            continue
        yield from (folder / name for name in names)


def _is_program(path: Path) -> bool:
    """Whether it is an ELF file: pyenv's and asdf's shims are scripts that choose for themselves."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"\x7fELF"
    except OSError:
        return False
