"""The registry of LoRA adapters: which there are, for what, and which one a job uses."""

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from overhaul.domain.errors import BadInput, StoreFailure
from overhaul.domain.servers import Adapter
from serving.weights import misfits, model_hash, model_shapes, read_adapter

_ROWS = TypeAdapter(tuple[Adapter, ...])


class AdapterRegistry:
    """Adapters in a JSON file. It appears whole or not at all; changes wait for each other, across processes."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def all(self) -> tuple[Adapter, ...]:
        """Every adapter, by name and version.

        Raises:
            StoreFailure: the file cannot be read.
        """
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as exc:
            raise StoreFailure(f"{self._file} cannot be read: {exc.strerror}", hint="check its permissions") from exc
        try:
            return _ROWS.validate_json(data)
        except ValidationError as exc:
            raise StoreFailure(
                f"{self._file} is damaged: {exc.errors()[0]['msg']}", hint="mend it, or take it away and add anew"
            ) from exc

    def get(self, name: str) -> Adapter:
        """The adapter called ``name@version``; a name alone means its newest version.

        Raises:
            BadInput: there is none.
        """
        known = self.all()
        found = [adapter for adapter in known if name in (adapter.served_name, adapter.name)]
        if not found:
            names = ", ".join(adapter.served_name for adapter in known) or "none"
            raise BadInput(f"there is no adapter {name}", hint=f"known: {names}")
        return max(found, key=lambda adapter: adapter.version)

    def add(self, adapter: Adapter) -> None:
        """Keep one.

        Raises:
            BadInput: that version is there and differs: versions never change.
        """

        def change(rows: tuple[Adapter, ...]) -> tuple[Adapter, ...]:
            for row in rows:
                if row.served_name == adapter.served_name and row.sha256 != adapter.sha256:
                    raise BadInput(
                        f"{row.served_name} is there already, with other weights",
                        hint=f"give it a version of its own: --version {_next(rows, adapter.name)}",
                    )
            return (*(row for row in rows if row.served_name != adapter.served_name), adapter)

        self._change(change)

    def remove(self, adapter: Adapter) -> None:
        """Forget one; its files stay."""
        self._change(lambda rows: tuple(row for row in rows if row.served_name != adapter.served_name))

    def enable(self, adapter: Adapter, enabled: bool) -> Adapter:
        """Say whether servers have it loaded from now on, after a restart too."""
        changed = adapter.model_copy(update={"enabled": enabled})
        self._change(lambda rows: tuple(changed if row.served_name == adapter.served_name else row for row in rows))
        return changed

    def next_version(self, name: str) -> int:
        """One more than the newest version of ``name``."""
        return _next(self.all(), name)

    def _change(self, change: Callable[[tuple[Adapter, ...]], tuple[Adapter, ...]]) -> None:
        try:
            with self._locked():
                rows = sorted(change(self.all()), key=lambda row: (row.name, row.version))
                partial = self._file.with_suffix(f".{os.getpid()}")
                partial.write_text(json.dumps([row.model_dump(mode="json") for row in rows], indent=1) + "\n")
                partial.replace(self._file)
        except OSError as exc:
            raise StoreFailure(
                f"{self._file} cannot be written: {exc.strerror}", hint="check the state folder"
            ) from exc

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _next(rows: Sequence[Adapter], name: str) -> int:
    return max((row.version for row in rows if row.name == name), default=0) + 1


def examine(
    folder: Path,
    base: Path,
    base_names: Sequence[str],
    *,
    name: str,
    version: int,
    most_rank: int,
    renamed: bool = False,
    track: str = "",
    repositories: tuple[str, ...] = (),
) -> Adapter:
    """The adapter in ``folder``, if it belongs to the model in ``base``.

    Args:
        base_names: what that model goes by, first what servers call it.
        most_rank: the highest rank its server makes room for.
        renamed: take it even though it calls its base by another name; shapes must fit all the same.

    Raises:
        BadInput: it does not, or cannot be served; names both models.
    """
    files = read_adapter(folder.resolve())
    base_sha256 = model_hash(base)
    _same_base(files.base, base, base_sha256, base_names, renamed)
    problem = next(misfits(files.shapes, model_shapes(base)), None)
    if problem is not None:
        raise BadInput(f"{folder} is no adapter for {base_names[0]}: {problem}", hint=f"its own base is {files.base}")
    if files.rank > most_rank:
        raise BadInput(
            f"{folder} has rank {files.rank}, and the server makes room for {most_rank}",
            hint=f"set server.max_lora_rank to {files.rank} or more and start the server anew",
        )
    try:
        return Adapter(
            name=name,
            version=version,
            path=str(files.folder),
            base=files.base,
            model=base_names[0],
            base_sha256=base_sha256,
            rank=files.rank,
            sha256=files.sha256,
            track=track,
            repositories=repositories,
        )
    except ValidationError as exc:
        why = exc.errors()[0]
        raise BadInput(f"{why['loc'][0]}: {why['msg']}", hint="a name is lower-case letters, digits, . _ -") from exc


def _same_base(wanted: str, base: Path, base_sha256: str, base_names: Sequence[str], renamed: bool) -> None:
    """Whether the base an adapter names is the one that is served: by its files where they are here, else by name."""
    folder = Path(wanted)
    if folder.is_absolute() and (folder / "config.json").is_file():
        if folder.resolve() != base.resolve() and model_hash(folder) != base_sha256:
            raise BadInput(f"the adapter's base is {wanted}, and the server serves {base}: they are different models")
        return
    known = {_last(name) for name in (*base_names, str(base))}
    if not renamed and _last(wanted) not in known:
        raise BadInput(
            f"the adapter's base is {wanted or 'not named'}, and the server serves {base_names[0]}",
            hint="train it on that model; if they are the same under two names, add it with --same-base",
        )


def _last(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2].lower()


def intact(adapter: Adapter) -> str:
    """Why its files are no longer what was registered; empty where they are."""
    try:
        files = read_adapter(Path(adapter.path))
    except BadInput as exc:
        return exc.message
    return "" if files.sha256 == adapter.sha256 else f"the files in {adapter.path} were changed after it was added"


def servable(adapters: Sequence[Adapter], base_sha256: str, most_rank: int) -> tuple[Adapter, ...]:
    """Those a server of that model is to have: enabled, made for it, and with room for their rank."""
    return tuple(
        adapter
        for adapter in adapters
        if adapter.enabled and adapter.base_sha256 == base_sha256 and adapter.rank <= most_rank
    )


def choose(adapters: Sequence[Adapter], track: str, repository: str, model: str = "") -> Adapter | None:
    """The adapter a job uses: enabled, for its track and repository, the most specific one, its newest version.

    Args:
        repository: its address or path.
        model: what its base is called where the job asks; empty: any.

    An adapter that names the repository beats one that names the track, which beats one for everything;
    of two globs the one with more letters of its own. A glob without a slash means the repository's last name.
    """
    name = repository.rstrip("/").removesuffix(".git")
    best: tuple[tuple[int, int, int, str], Adapter] | None = None
    for adapter in adapters:
        fits = _fit(adapter.repositories, name)
        other = bool(model and adapter.model and model != adapter.model)
        if not adapter.enabled or adapter.track not in ("", track) or fits is None or other:
            continue
        rank = (fits, int(bool(adapter.track)), adapter.version, adapter.name)
        if best is None or rank > best[0]:
            best = rank, adapter
    return best[1] if best else None


def _fit(globs: Sequence[str], name: str) -> int | None:
    """How closely globs name a repository: the letters of the closest; 0 for no globs; None where none fits."""
    if not globs:
        return 0
    last = name.rpartition("/")[2]
    fitting = [glob for glob in globs if fnmatchcase(name if "/" in glob else last, glob)]
    return max((1 + sum(letter not in "*?[]" for letter in glob) for glob in fitting), default=None)
