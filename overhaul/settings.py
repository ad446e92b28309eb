"""The only reader of the environment and of ``overhaul.toml``: typed settings, read once, passed down."""

import configparser
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from overhaul.domain.errors import BadSettings
from overhaul.domain.jobs import CommitIdentity, RepositoryOptions
from overhaul.domain.sandbox import PackageIndex
from overhaul.model_settings import ModelSettings, ModelTables, default_endpoint, in_force, rules_of
from overhaul.sections import Section, bad_settings, known_keys, read_toml

__all__ = ["FILE_NAME", "RepositoryFile", "Settings", "known_keys", "read_repository_file", "read_settings"]

FILE_NAME = "overhaul.toml"
_TRUSTED = tuple(table for table in ModelTables.model_fields if table != "labels")
"""Tables that decide where code may go: a repository cannot decide that about itself."""
_SERVER_NAMES = frozenset({"PATH", "HOME", "USER", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "HF_HOME", "DOCKER_HOST"})
_SERVER_PREFIXES = (
    *("VLLM_", "CUDA_", "NVIDIA_", "NCCL_", "GLOO_", "ROCR_", "HIP_", "HSA_"),
    *("TORCH", "PYTORCH_", "TRITON_", "OMP_", "MKL_", "XDG_", "LC_"),
)
"""What a model server may know of this machine's environment: how to use the hardware, and no credential."""
_FALSE = ("", "0", "false", "no", "off")


class TestsSection(Section):
    """``[tests]``: how the repository's tests run."""

    __test__ = False
    command: str | None = Field(None, description="The command that runs the tests, e.g. `pytest tests`.")
    paths: tuple[str, ...] = Field((), description="Where the tests are, relative to the root.")
    timeout_seconds: int = Field(900, ge=1, description="Wall-clock limit of one whole test run.")


class PathsSection(Section):
    """``[paths]``: what is source and what may change."""

    sources: tuple[str, ...] = Field((), description="Folders put on the import path.")
    exclude: tuple[str, ...] = Field((), description="Globs of files that are never changed.")
    allowed: tuple[str, ...] = Field((), description="Globs of files that may change; empty: every source file.")


class DependenciesSection(Section):
    """``[dependencies]``: what is installed beside what was detected."""

    legacy: tuple[str, ...] = Field((), description="Requirements for the legacy toolchain.")
    target: tuple[str, ...] = Field((), description="Requirements for the target toolchain.")


class ToolchainsSection(Section):
    """``[toolchains]``: which interpreters to use. Paths only in a file given by ``--config``."""

    legacy: str | None = Field(None, description="Name (`python2.7`) or path of the legacy interpreter.")
    target: str | None = Field(None, description="Name (`python3.12`) or path of the target interpreter.")


class RecipesSection(Section):
    """``[recipes]``: what is applied."""

    skip: tuple[str, ...] = Field((), description="Ids of recipes that must not run.")
    modern: bool = Field(False, description="Also propose modern idiom, as a commit of its own.")


class RepairSection(Section):
    """``[repair]``: how much is spent on what the recipes left failing."""

    probes: int = Field(600, ge=0, description="Cheap trials of repairs; those of over 100 tests count for several.")
    seconds: int = Field(900, ge=0, description="The most seconds of test runs spent on repairs; 0 repairs nothing.")
    attempts: int = Field(40, ge=0, description="Full test runs spent on repairs.")


class CommitSection(Section):
    """``[commit]``: who the commits are by."""

    name: str = Field("Overhaul", description="Author and committer name.")
    email: str = Field("overhaul@localhost", description="Author and committer address.")


class RepositoryFile(ModelTables):
    """``overhaul.toml`` in the target repository, or the file given by ``--config``.

    Of the tables about models a repository's own file may hold ``[[labels]]`` alone.
    """

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


class Settings(Section):
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
    models: ModelSettings = Field(
        ModelSettings(),
        description="Endpoints, policy and budget: `OVERHAUL_CONFIG`, or `overhaul/overhaul.toml` below "
        "`XDG_CONFIG_HOME`. Without endpoints there, one called `default` at `OVERHAUL_MODEL_URL`, with the key "
        "in `OVERHAUL_MODEL_KEY` and the model `OVERHAUL_MODEL_NAME` (unset: the first the server names).",
    )
    model_cache: Path = Field(description="Where a server of our own finds models by name. `HF_HOME`.")
    server_environment: dict[str, str] = Field(
        description="What that server sees of the environment: the variables that drive its hardware.", repr=False
    )


def read_settings(environ: Mapping[str, str] | None = None, config: Path | None = None) -> Settings:
    """Read the environment (by default this process's) once, and this machine's own file.

    Args:
        config: a file the user named; its tables about models stand in place of the machine's.

    Raises:
        BadSettings: a variable or a file cannot be used.
    """
    env = os.environ if environ is None else environ
    home = Path(env.get("HOME") or "/")
    state = Path(env.get("OVERHAUL_STATE_DIR") or Path(env.get("XDG_STATE_HOME") or home / ".local/state") / "overhaul")
    caches = Path(env.get("XDG_CACHE_HOME") or home / ".cache")
    try:
        return Settings(
            state_dir=state,
            cache_dir=Path(env.get("OVERHAUL_CACHE_DIR") or caches / "overhaul"),
            database_url=env.get("OVERHAUL_DATABASE_URL") or f"sqlite:///{state / 'jobs.sqlite'}",
            index=_index(env, home),
            docker_image=env.get("OVERHAUL_DOCKER_IMAGE") or "overhaul-sandbox:base",
            docker_host=env.get("DOCKER_HOST") or None,
            toolchain_roots=_paths(env.get("OVERHAUL_TOOLCHAINS", "")),
            search_path=_paths(env.get("PATH") or "/usr/local/bin:/usr/bin:/bin"),
            home=home,
            pyenv_root=Path(env.get("PYENV_ROOT") or home / ".pyenv"),
            models=_models(env, home, config),
            model_cache=Path(env.get("HF_HOME") or caches / "huggingface"),
            server_environment=_server_environment(env),
        )
    except ValidationError as exc:
        raise bad_settings(exc, "the environment", Settings) from exc


def _models(env: Mapping[str, str], home: Path, config: Path | None) -> ModelSettings:
    """What the machine's file and the user's say of models, or else ``OVERHAUL_MODEL_URL``."""
    named = env.get("OVERHAUL_CONFIG")
    own = Path(named) if named else _config_home(env, home) / "overhaul" / FILE_NAME
    tables: dict[str, Any] = {}
    name = str(own)
    if named or own.is_file():
        tables = _table(own, ModelTables).model_dump(exclude_unset=True)
    if config is not None:
        given = _table(config, RepositoryFile).model_dump(exclude_unset=True)
        tables |= {key: value for key, value in given.items() if key in ModelTables.model_fields}
        name = f"{config} with {own}" if tables.keys() - given.keys() else str(config)
    found = in_force(ModelTables.model_validate(tables), name, env)
    url = env.get("OVERHAUL_MODEL_URL")
    if found.endpoints or not url:
        return found
    default = default_endpoint(url, env.get("OVERHAUL_MODEL_NAME", ""), env.get("OVERHAUL_MODEL_KEY", ""))
    return found.model_copy(update={"endpoints": (default,)})


def _table(path: Path, model: type[ModelTables]) -> ModelTables:
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise BadSettings(
            f"{path} cannot be read: {exc.strerror}", hint="check the path given to --config, or OVERHAUL_CONFIG"
        ) from exc
    try:
        return model.model_validate(read_toml(data, str(path)))
    except ValidationError as exc:
        raise bad_settings(exc, str(path), model) from exc


def _config_home(env: Mapping[str, str], home: Path) -> Path:
    return Path(env.get("XDG_CONFIG_HOME") or home / ".config")


def _paths(value: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in value.split(os.pathsep) if part)


def _server_environment(env: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in env.items()
        if (name in _SERVER_NAMES or name.startswith(_SERVER_PREFIXES)) and name != "VLLM_API_KEY"
    }


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
    files = [Path("/etc/pip.conf"), home / ".pip/pip.conf", _config_home(env, home) / "pip/pip.conf"]
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
            toolchains but not point at programs of this machine, and raise labels but not say where they
            may go.

    Raises:
        BadSettings: it is no TOML, a key is unknown (the nearest is named) or a value is wrong.
    """
    table = read_toml(data, name)
    decisive = [key for key in _TRUSTED if key in table and not trusted]
    if decisive:
        raise BadSettings(
            f"{name}: a repository may not set [{decisive[0]}]: that decides where its code may go",
            hint="put it into a file of your own and give it with --config, or into OVERHAUL_CONFIG",
        )
    try:
        file = RepositoryFile.model_validate(table)
    except ValidationError as exc:
        raise bad_settings(exc, name, RepositoryFile) from exc
    # In a trusted file labels belong to the policy, which has them from ``read_settings``.
    options = file.options().model_copy(update={} if trusted else {"labels": rules_of(file.labels, name)})
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
