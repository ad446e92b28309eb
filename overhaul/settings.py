"""The only reader of the environment and of ``overhaul.toml``: typed settings, read once, passed down."""

import configparser
import difflib
import os
import shlex
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from overhaul.domain.errors import BadSettings
from overhaul.domain.jobs import CommitIdentity, RepositoryOptions
from overhaul.domain.sandbox import PackageIndex

FILE_NAME = "overhaul.toml"
_MOST_BYTES = 1 << 18
"""A repository's own file is a stranger's: this is far more than settings need."""
_FALSE = ("", "0", "false", "no", "off")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TestsSection(_Section):
    """``[tests]``: how the repository's tests run."""

    __test__ = False
    command: str | None = Field(None, description="The command that runs the tests, e.g. `pytest tests`.")
    paths: tuple[str, ...] = Field((), description="Where the tests are, relative to the root.")
    timeout_seconds: int = Field(900, ge=1, description="Wall-clock limit of one whole test run.")


class PathsSection(_Section):
    """``[paths]``: what is source and what may change."""

    sources: tuple[str, ...] = Field((), description="Folders put on the import path.")
    exclude: tuple[str, ...] = Field((), description="Globs of files that are never changed.")
    allowed: tuple[str, ...] = Field((), description="Globs of files that may change; empty: every source file.")


class DependenciesSection(_Section):
    """``[dependencies]``: what is installed beside what was detected."""

    legacy: tuple[str, ...] = Field((), description="Requirements for the legacy toolchain.")
    target: tuple[str, ...] = Field((), description="Requirements for the target toolchain.")


class ToolchainsSection(_Section):
    """``[toolchains]``: which interpreters to use. Paths only in a file given by ``--config``."""

    legacy: str | None = Field(None, description="Name (`python2.7`) or path of the legacy interpreter.")
    target: str | None = Field(None, description="Name (`python3.12`) or path of the target interpreter.")


class RecipesSection(_Section):
    """``[recipes]``: what is applied."""

    skip: tuple[str, ...] = Field((), description="Ids of recipes that must not run.")
    modern: bool = Field(False, description="Also propose modern idiom, as a commit of its own.")


class RepairSection(_Section):
    """``[repair]``: how much is spent on what the recipes left failing."""

    probes: int = Field(600, ge=0, description="Cheap trials of repairs; those of over 100 tests count for several.")
    seconds: int = Field(900, ge=0, description="The most seconds of test runs spent on repairs; 0 repairs nothing.")
    attempts: int = Field(40, ge=0, description="Full test runs spent on repairs.")


class CommitSection(_Section):
    """``[commit]``: who the commits are by."""

    name: str = Field("Overhaul", description="Author and committer name.")
    email: str = Field("overhaul@localhost", description="Author and committer address.")


class RepositoryFile(_Section):
    """``overhaul.toml`` in the target repository, or the file given by ``--config``."""

    tests: TestsSection = TestsSection()
    paths: PathsSection = PathsSection()
    dependencies: DependenciesSection = DependenciesSection()
    toolchains: ToolchainsSection = ToolchainsSection()
    recipes: RecipesSection = RecipesSection()
    repair: RepairSection = RepairSection()
    commit: CommitSection = CommitSection()

    def options(self) -> RepositoryOptions:
        """The same as the domain's options."""
        return RepositoryOptions(
            test_command=self.tests.command,
            test_paths=self.tests.paths,
            test_timeout_seconds=self.tests.timeout_seconds,
            source_paths=self.paths.sources,
            exclude=self.paths.exclude,
            allowed_paths=self.paths.allowed,
            legacy_dependencies=self.dependencies.legacy,
            target_dependencies=self.dependencies.target,
            legacy_toolchain=self.toolchains.legacy,
            target_toolchain=self.toolchains.target,
            skip_recipes=self.recipes.skip,
            modern_idiom=self.recipes.modern,
            repair_seconds=self.repair.seconds,
            repair_probes=self.repair.probes,
            repair_attempts=self.repair.attempts,
            commit=CommitIdentity(name=self.commit.name, email=self.commit.email),
        )


class Settings(_Section):
    """What this machine is set to, from the environment."""

    state_dir: Path = Field(description="Jobs, checkpoints and artifacts. `OVERHAUL_STATE_DIR`.")
    cache_dir: Path = Field(description="Surveys and installed environments. `OVERHAUL_CACHE_DIR`.")
    database_url: str = Field(description="Where jobs are kept. `OVERHAUL_DATABASE_URL`.")
    index: PackageIndex = Field(description="The package index: pip's own settings, or `OVERHAUL_INDEX_URL`.")
    docker_image: str = Field(description="Base image of the Docker sandbox. `OVERHAUL_DOCKER_IMAGE`.")
    docker_host: str | None = Field(None, description="The Docker engine's address, for a rootless one. `DOCKER_HOST`.")
    toolchain_roots: tuple[Path, ...] = Field(
        description="Further folders that hold interpreters, separated by `:`. `OVERHAUL_TOOLCHAINS`."
    )
    search_path: tuple[Path, ...] = Field(description="Where programs are looked for. `PATH`.")
    home: Path = Field(description="The user's home. `HOME`.")
    pyenv_root: Path = Field(description="pyenv's folder. `PYENV_ROOT`.")
    model_url: str | None = Field(None, description="The in-house model server. `OVERHAUL_MODEL_URL`.")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the environment (by default this process's) once.

    Raises:
        BadSettings: a variable cannot be used.
    """
    env = os.environ if environ is None else environ
    home = Path(env.get("HOME") or "/")
    state = Path(env.get("OVERHAUL_STATE_DIR") or Path(env.get("XDG_STATE_HOME") or home / ".local/state") / "overhaul")
    cache = Path(env.get("OVERHAUL_CACHE_DIR") or Path(env.get("XDG_CACHE_HOME") or home / ".cache") / "overhaul")
    try:
        return Settings(
            state_dir=state,
            cache_dir=cache,
            database_url=env.get("OVERHAUL_DATABASE_URL") or f"sqlite:///{state / 'jobs.sqlite'}",
            index=_index(env, home),
            docker_image=env.get("OVERHAUL_DOCKER_IMAGE") or "overhaul-sandbox:base",
            docker_host=env.get("DOCKER_HOST") or None,
            toolchain_roots=_paths(env.get("OVERHAUL_TOOLCHAINS", "")),
            search_path=_paths(env.get("PATH") or "/usr/local/bin:/usr/bin:/bin"),
            home=home,
            pyenv_root=Path(env.get("PYENV_ROOT") or home / ".pyenv"),
            model_url=env.get("OVERHAUL_MODEL_URL") or None,
        )
    except ValidationError as exc:
        raise _bad(exc, "the environment", Settings) from exc


def _paths(value: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in value.split(os.pathsep) if part)


def _index(env: Mapping[str, str], home: Path) -> PackageIndex:
    """The package index as pip on this machine is told to use it."""
    pip = _pip_config(env, home)

    def setting(name: str) -> str:
        return env.get("PIP_" + name.upper().replace("-", "_"), "") or pip.get(name, "")

    def all_of(name: str) -> tuple[str, ...]:
        values = env.get("PIP_" + name.upper().replace("-", "_"), "").split() + pip.get(name, "").split()
        return tuple(dict.fromkeys(values))

    return PackageIndex(
        url=env.get("OVERHAUL_INDEX_URL") or setting("index-url") or "https://pypi.org/simple",
        extra_urls=all_of("extra-index-url"),
        find_links=all_of("find-links"),
        ca_bundle=setting("cert") or None,
        offline=env.get("OVERHAUL_OFFLINE", "").lower() not in _FALSE or setting("no-index").lower() not in _FALSE,
    )


def _pip_config(env: Mapping[str, str], home: Path) -> dict[str, str]:
    """The ``[global]`` and ``[install]`` keys of pip's configuration files, later files winning."""
    given = env.get("PIP_CONFIG_FILE")
    config_home = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
    files = [Path("/etc/pip.conf"), home / ".pip/pip.conf", config_home / "pip/pip.conf"]
    if given:
        files = [] if given == os.devnull else [Path("/etc/pip.conf"), Path(given)]
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read([str(file) for file in files], encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError) as exc:
        raise BadSettings(f"pip's configuration cannot be read: {exc}", hint="mend it or set PIP_CONFIG_FILE") from exc
    found: dict[str, str] = {}
    for section in ("global", "install"):
        if parser.has_section(section):
            found.update({key: value for key, value in parser.items(section) if value is not None})
    return found


def read_repository_file(data: bytes, name: str, *, trusted: bool) -> RepositoryOptions:
    """The options in an ``overhaul.toml``.

    Args:
        trusted: whether the user named the file. One that comes with the repository may name
            toolchains but not point at programs of this machine.

    Raises:
        BadSettings: it is no TOML, a key is unknown (the nearest is named) or a value is wrong.
    """
    if len(data) > _MOST_BYTES:
        raise BadSettings(f"{name} is {len(data):,} bytes long, more than {_MOST_BYTES:,}")
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except RecursionError as exc:
        raise BadSettings(f"{name} is nested too deeply") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise BadSettings(f"{name} is not valid TOML: {exc}", hint="see docs/reference/configuration.md") from exc
    try:
        options = RepositoryFile.model_validate(table).options()
    except ValidationError as exc:
        raise _bad(exc, name, RepositoryFile) from exc
    for toolchain in (options.legacy_toolchain, options.target_toolchain):
        if toolchain and "/" in toolchain and not trusted:
            raise BadSettings(
                f"{name}: a repository may not point at a program of this machine ({toolchain})",
                hint="put [toolchains] into a file of your own and give it with --config",
            )
    if options.test_command is not None:
        try:
            shlex.split(options.test_command)
        except ValueError as exc:
            raise BadSettings(f"{name}: tests.command cannot be split into words: {exc}") from exc
    return options


def _bad(exc: ValidationError, name: str, model: type[BaseModel]) -> BadSettings:
    first = exc.errors()[0]
    location = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = sorted(known_keys(model))
        near = difflib.get_close_matches(location, known, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
        return BadSettings(f"{name}: unknown key {location}", hint=hint)
    return BadSettings(f"{name}: {location}: {first['msg']}", hint="see docs/reference/configuration.md")


def known_keys(model: type[BaseModel], prefix: str = "") -> dict[str, Any]:
    """Every key of a settings model, dotted, with its description."""
    keys: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, _Section):
            keys.update(known_keys(kind, f"{prefix}{name}."))
        else:
            keys[prefix + name] = field.description
    return keys
