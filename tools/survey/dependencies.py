"""What a repository says it needs, and what it only imports."""

import configparser
import posixpath
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from overhaul.domain.survey import Dependency
from tools.survey.distributions import distribution_of
from tools.survey.literals import setup_arguments
from tools.survey.requirements import canonical, dependencies, requirement_file
from tools.survey.walk import Entry, read

_LARGEST = 1 << 20
_REQUIREMENTS = re.compile(r"(?:[\w.-]*requirements?[\w.-]*|pip-requires|test-requires)(?:\.txt|\.in|\.pip)?\Z")
_REQUIREMENT_FOLDERS = frozenset({"requirements", "requires", "reqs"})
_SETUP_LISTS = ("install_requires", "requires", "tests_require", "setup_requires")
_TESTENV = re.compile(r"testenv(?::.*)?\Z")
_FACTORS = re.compile(r"[\w,{}!.-]+:\s+")


class Declared(NamedTuple):
    """What the packaging files say."""

    dependencies: tuple[Dependency, ...] = ()
    """One a distribution and file, in the files' order."""
    roots: tuple[str, ...] = ()
    """Folders that ``package_dir`` puts on the import path."""
    name: str = ""
    """The distribution's own name."""

    def with_imports(self, external: Sequence[str]) -> tuple[Dependency, ...]:
        """The declared dependencies and, with source ``import``, what is imported and not declared.

        Where no distribution is known to bring a module, ``requirement`` is empty: the name is the
        module's, and nothing of that name may be installed.
        """
        known = {canonical(item.name) for item in self.dependencies} | {canonical(self.name)}
        found: dict[str, Dependency] = {}
        for module in external:
            distribution = distribution_of(module)
            name = distribution or module
            if canonical(name) not in known and canonical(module) not in known:
                found.setdefault(
                    canonical(name), Dependency(name=name, requirement=distribution or "", source="import")
                )
        return (*self.dependencies, *(found[key] for key in sorted(found)))


def declared(files: Mapping[str, Entry]) -> Declared:
    """Read the packaging files among ``files`` (path → entry): nothing of them is run.

    Sources are paths; an extra or group is named behind it: ``setup.py[docs]``.
    """
    reader = _Reader(files)
    found: dict[tuple[str, str], Dependency] = {}
    for item in reader.all():
        found.setdefault((canonical(item.name), item.source), item)
    own = canonical(reader.name)
    kept = tuple(item for (name, _), item in found.items() if name != own)
    return Declared(kept, tuple(dict.fromkeys(reader.roots)), reader.name)


class _Reader:
    def __init__(self, files: Mapping[str, Entry]) -> None:
        self._files = files
        self.roots: list[str] = []
        self.name = ""

    def _text(self, path: str) -> str | None:
        entry = self._files.get(path)
        if entry is None or entry.size > _LARGEST:
            return None
        try:
            return read(entry, _LARGEST).decode("utf-8", "replace").removeprefix("\ufeff")
        except OSError:
            return None

    def all(self) -> Iterator[Dependency]:
        """Everything declared, in a fixed order of files."""
        yield from self._setup_py()
        yield from self._setup_cfg()
        yield from self._pyproject()
        for path in sorted(self._files):
            if self._is_requirements(path):
                yield from requirement_file(path, self._text)
        yield from self._tox()
        yield from self._pipfile()

    @staticmethod
    def _is_requirements(path: str) -> bool:
        folder, name = posixpath.split(path)
        if folder in _REQUIREMENT_FOLDERS:
            return name.endswith((".txt", ".in", ".pip"))
        return (
            folder.count("/") == 0
            and name.endswith((".txt", ".in", ".pip", "-requires"))
            and bool(_REQUIREMENTS.match(name))
        )

    def _setup_py(self) -> Iterator[Dependency]:
        text = self._text("setup.py")
        if text is None:
            return
        arguments = setup_arguments(text.encode())
        if isinstance(arguments.get("name"), str):
            self.name = arguments["name"]
        self._package_dir(arguments.get("package_dir"))
        for key in _SETUP_LISTS:
            yield from dependencies(_lines(arguments.get(key)), "setup.py")
        extras = arguments.get("extras_require")
        for extra, value in extras.items() if isinstance(extras, dict) else ():
            yield from dependencies(_lines(value), f"setup.py[{extra}]")

    def _package_dir(self, value: Any) -> None:
        if not isinstance(value, dict):
            return
        for package, folder in value.items():
            if not isinstance(package, str) or not isinstance(folder, str):
                continue
            tail = package.replace(".", "/")
            folder = posixpath.normpath(folder or ".").strip("/")
            if not tail:
                self.roots.append("" if folder == "." else folder)
            elif folder == tail or folder.endswith("/" + tail):
                self.roots.append(folder[: -len(tail)].strip("/"))

    def _setup_cfg(self) -> Iterator[Dependency]:
        config = _ini(self._text("setup.cfg"))
        options = config.get("options", {})
        self.name = self.name or config.get("metadata", {}).get("name", "")
        for key in ("install_requires", "tests_require", "setup_requires"):
            yield from dependencies(options.get(key, "").splitlines(), "setup.cfg")
        for key in ("requires-dist", "requires_dist"):
            yield from dependencies(config.get("metadata", {}).get(key, "").splitlines(), "setup.cfg")
        for extra, value in config.get("options.extras_require", {}).items():
            yield from dependencies(value.splitlines(), f"setup.cfg[{extra}]")
        pairs = (line.split("=", 1) for line in options.get("package_dir", "").splitlines() if "=" in line)
        self._package_dir({package.strip(): folder.strip() for package, folder in pairs})

    def _pyproject(self) -> Iterator[Dependency]:
        data = _toml(self._text("pyproject.toml"))
        project = _table(data, "project")
        self.name = self.name or str(project.get("name", ""))
        source = "pyproject.toml"
        yield from dependencies(_lines(project.get("dependencies")), source)
        yield from dependencies(_lines(_table(data, "build-system").get("requires")), f"{source}[build-system]")
        for group, value in {
            **_table(project, "optional-dependencies"),
            **_table(data, "dependency-groups"),
        }.items():
            yield from dependencies(_lines(value), f"{source}[{group}]")
        poetry = _table(_table(data, "tool"), "poetry")
        for key in ("dependencies", "dev-dependencies"):
            yield from _pinned(_table(poetry, key), source if key == "dependencies" else f"{source}[dev]")

    def _tox(self) -> Iterator[Dependency]:
        for section, values in _ini(self._text("tox.ini")).items():
            if not _TESTENV.match(section):
                continue
            for line in values.get("deps", "").splitlines():
                line = _FACTORS.sub("", line.strip(), count=1)
                include = re.match(r"-r\s*(\S+)", line)
                if include and "{" not in line.replace("{toxinidir}/", ""):
                    yield from requirement_file(
                        posixpath.normpath(include.group(1).replace("{toxinidir}/", "")), self._text
                    )
                elif "{" not in line:
                    yield from dependencies((line,), "tox.ini")

    def _pipfile(self) -> Iterator[Dependency]:
        data = _toml(self._text("Pipfile"))
        yield from _pinned(_table(data, "packages"), "Pipfile")
        yield from _pinned(_table(data, "dev-packages"), "Pipfile[dev]")


def _lines(value: Any) -> list[str]:
    """Requirement strings in a list, a tuple or one string of lines."""
    if isinstance(value, str):
        return value.splitlines()
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _pinned(table: Mapping[str, Any], source: str) -> Iterator[Dependency]:
    """Name → version tables, as Poetry and Pipenv write them."""
    for name, wanted in table.items():
        if name.lower() == "python":
            continue
        version = wanted if isinstance(wanted, str) else _table({"x": wanted}, "x").get("version", "*")
        specifier = str(version) if re.match(r"[<>=!~]", str(version)) else ""
        yield from dependencies((f"{name}{specifier}",), source)


def _ini(text: str | None) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text or "")
    except configparser.Error:
        return {}
    return {name: {key: value or "" for key, value in parser.items(name)} for name in parser.sections()}


def _toml(text: str | None) -> dict[str, Any]:
    try:
        return tomllib.loads(text or "")
    except tomllib.TOMLDecodeError:
        return {}
