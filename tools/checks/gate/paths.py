"""PATHS: a proposal changes what it says, where it may, and nothing that steers tests, CI or imports."""

import posixpath
import unicodedata
from collections.abc import Iterator

from overhaul.domain.base import digest_bytes
from overhaul.domain.gate import CheckId, CheckResult
from overhaul.domain.paths import matches
from tools.checks.detection.layout import STANDARD
from tools.checks.gate.context import TEST_CONFIGURATION, Change, GateContext, passed, refused

_NEVER = (
    ".github",
    ".gitlab",
    ".gitlab-ci.yml",
    ".circleci",
    ".travis.yml",
    ".ci",
    "**/Jenkinsfile",
    "Jenkinsfile",
    "appveyor.yml",
    ".appveyor.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    ".drone.yml",
    ".woodpecker.yml",
    "overhaul.toml",
    "**/.gitattributes",
    "**/.gitmodules",
)
"""CI and the gate's own configuration: no proposal changes them, under a name in other letters either."""
_NEVER_LOWER = tuple(glob.lower() for glob in _NEVER)
_VERSION_CONTROL = frozenset({".git", ".hg", ".svn", ".bzr"})
_HOOKS = frozenset({"sitecustomize.py", "usercustomize.py"})
_COMPILED = (".pyc", ".pyo", ".so", ".pyd", ".dll", ".dylib", ".egg", ".whl", ".pth")
_TOOLS = frozenset(
    [
        "pytest",
        "_pytest",
        "py",
        "pluggy",
        "nose",
        "unittest2",
        "mock",
        "_mock",
        "setuptools",
        "pkg_resources",
        "pip",
        "overhaul_probe",
    ]
)
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")
"""Categories of characters that steer or hide in a path: controls, directions, joiners, separators of lines."""
_SOURCE = (".py", ".pyw", ".pyi", ".pyx", ".pxd", ".pxi")


def check_paths(context: GateContext) -> CheckResult:
    """Every path of the proposal, and whether its contents are those it names."""
    problems = sorted({*_disagreements(context), *_objections(context)})
    if problems:
        return refused(CheckId.PATHS, "the proposal leaves what it may change", problems)
    return passed(CheckId.PATHS, f"{len(context.request.contents)} files, all inside the allowed paths")


def is_plain(path: str) -> bool:
    """Whether ``path`` is relative, normal and below the root as it stands."""
    return (
        bool(path)
        and not path.startswith("/")
        and posixpath.normpath(path) == path
        and not any(part in ("..", ".") for part in path.split("/"))
        and not any(character == "\\" or unicodedata.category(character) in _UNSEEN for character in path)
    )


def _disagreements(context: GateContext) -> Iterator[str]:
    """Where the bytes are not those that the proposal, and so the evidence, names."""
    request = context.request
    named = {change.path: change for change in request.proposal.changes}
    if len(named) != len(request.proposal.changes):
        yield "a path is named twice"
    for path in sorted(named.keys() ^ request.contents.keys()):
        yield f"{path}: named and not given, or given and not named"
    if not all(is_plain(path) for path in request.contents):
        return  # nothing is read through such a path
    for change in context.changes:
        said = named.get(change.path)
        if said is None:
            continue
        if said.after != _digest(change.after):
            yield f"{change.path}: the content is not the one the proposal names"
        if said.before != _digest(change.before):
            yield f"{change.path}: the proposal was made for another version of the file"


def _digest(content: bytes | None) -> str | None:
    return None if content is None else digest_bytes(content)


def _objections(context: GateContext) -> Iterator[str]:
    plain = True
    for path in context.request.contents:
        if not is_plain(path):
            plain = False
            yield f"{path!r}: not a plain path inside the repository"
    if not plain:
        return
    roots = {"."} | {posixpath.normpath(root) for suite in context.request.suites for root in suite.pythonpath}
    for change in context.changes:
        objection = _objection(context, change)
        if objection:
            yield f"{change.path}: {objection}"
        elif change.before is None and change.after is not None:
            yield from _creation(change, roots)
            yield from _likeness(context, change)


def _objection(context: GateContext, change: Change) -> str:
    """Why nothing may happen to the file of ``change``; empty where something may."""
    path, options = change.path, context.request.options
    steers = posixpath.basename(path).lower() in TEST_CONFIGURATION
    reasons = (
        (any(part.lower() in _VERSION_CONTROL for part in path.split("/")), "version control"),
        (_linked(context, path), "is or lies behind a link, or is no regular file"),
        (matches(path, _NEVER) or matches(path.lower(), _NEVER_LOWER), "CI and gate configuration are never changed"),
        (steers and not change.by_recipe, "test configuration changes by recipes only"),
        (matches(path, options.exclude), "excluded by the repository's options"),
        (not _allowed(context, change), "outside the allowed paths"),
        (change.after is None and not change.by_recipe, "files are deleted by recipes only"),
    )
    return next((why for holds, why in reasons if holds), "")


def _allowed(context: GateContext, change: Change) -> bool:
    globs = context.request.options.allowed_paths
    if globs:
        return matches(change.path, globs)
    return change.by_recipe or change.path.endswith(_SOURCE) or change.is_script


def _linked(context: GateContext, path: str) -> bool:
    here = context.request.before
    parts = path.split("/")
    for number, part in enumerate(parts, start=1):
        here = here / part
        last = number == len(parts)
        if here.is_symlink() or (here.exists() and not (here.is_file() if last else here.is_dir())):
            return True
    return False


def _likeness(context: GateContext, change: Change) -> Iterator[str]:
    """What can be taken for a file that is there: by an import, by another file system, by a reader."""
    path, before = change.path, context.request.before
    if not change.by_recipe and not path.isascii():
        yield f"{path}: a new name in letters that may look like others"
    folder = before
    for part in path.split("/"):
        alike = _folded(part)
        names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
        yield from (f"{path}: {name} is there" for name in names if name != part and _folded(name) == alike)
        folder = folder / part
    package, name = posixpath.split(path)
    deleted = {other for other, content in context.request.contents.items() if content is None}
    if name == "__init__.py" and package and f"{package}.py" not in deleted and (before / f"{package}.py").is_file():
        yield f"{path}: would hide {package}.py"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _creation(change: Change, roots: set[str]) -> Iterator[str]:
    path = change.path
    name = posixpath.basename(path)
    if name in _HOOKS or name.endswith(_COMPILED):
        yield f"{path}: a file that the interpreter runs or loads by itself"
    if not change.by_recipe and name.removesuffix(".py") in _TOOLS and name.endswith(".py"):
        yield f"{path}: is called like a test tool"
    if name == "conftest.py":
        yield f"{path}: a new test configuration"
    for root in roots:
        below = path if root == "." else path[len(root) + 1 :] if path.startswith(root + "/") else ""
        top = below.split("/")[0].removesuffix(".py")
        module = (below.endswith(".py") and "/" not in below) or below.endswith("/__init__.py")
        if module and top in STANDARD | _TOOLS:
            yield f"{path}: would hide the module {top}"
