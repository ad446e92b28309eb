"""Decides which tool runs which files."""

import fnmatch
import posixpath
import re
from collections.abc import Sequence

from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.testing import Runner, Suite
from tools.checks.detection.declared import Declared
from tools.checks.detection.facts import has_prompt
from tools.checks.detection.inventory import Inventory, TestFile, is_test_folder, prefer_main, test_folder_of
from tools.checks.detection.layout import STANDARD, import_folders, source_roots, working_folder
from tools.recipes.examples import TEXT_SUFFIXES

_USUAL = ("test_*.py", "*_test.py")
_NOSE_FILE = re.compile(r"(?:^|[\b_\./-])[Tt]est")
_ALL = re.compile(r"(?i)^(?:(?:run)?_?all_?tests?|run_?(?:unit_?)?tests?|tests?_?(?:run|all|suite)|tests?|run|suite)$")


class Chooser:
    """Makes the suites of one tree."""

    def __init__(self, inventory: Inventory, declared: Declared, options: RepositoryOptions) -> None:
        self.inventory = inventory
        self.declared = declared
        roots = (*options.source_paths, *source_roots(inventory, declared.setup))
        self.roots = tuple(dict.fromkeys(roots))
        self.tests = _under(inventory.tests, options.test_paths)
        self.factories = _under(inventory.factories, options.test_paths)

    def path_for(self, files: Sequence[TestFile]) -> tuple[str, ...]:
        """The import path of a suite over ``files``."""
        return self.roots + import_folders(self.inventory, files, self.roots)

    def suites(self) -> tuple[Suite, ...]:
        """Every suite found; each test file is in one of them."""
        found: list[Suite] = []
        dynamic = len(self.factories) > len(self.tests)
        script = self.script() if dynamic or not self.tests else None
        if script is not None and (dynamic or script.args[0].endswith(".py") or ":" in script.args[0]):
            return (script,)
        if self.tests:
            found.append(self.nose() if self.needs_nose() else self.pytest())
        if self.factories:
            found.append(self.factory_suite())
        doctests = self.doctests(others=bool(found))
        if doctests is not None:
            found.append(doctests)
        return tuple(found)

    def needs_nose(self) -> bool:
        """Tests that yield tests, package fixtures and ``setUp`` without TestCase: nose alone runs those."""
        if any(file.facts.pytest_only for file in self.inventory.modules):
            return False
        if any(file.facts.imports & {"pytest", "py"} for file in self.tests):
            return False
        folders = [f for f in self.inventory.modules if f.path.endswith("__init__.py") and f.in_folder]
        signs = any(file.facts.generators or file.facts.bare_set_up for file in self.tests)
        return signs or any(file.facts.fixtures for file in folders)

    def alternatives(self) -> tuple[tuple[Suite, ...], ...]:
        """Other ways to run the same tests, likeliest first, for when the chosen one gets nowhere."""
        if not self.tests:
            script = self.script()
            return ((script,),) if script is not None else ()
        first = self.nose() if self.needs_nose() else self.pytest()
        other = self.pytest() if first.runner is Runner.NOSE else self.nose()
        bare = self.pytest()
        found = [(other,)]
        if any(posixpath.basename(path) == "conftest.py" for path in self.inventory.paths):
            found.append((bare.model_copy(update={"args": ("--noconftest", *bare.args)}),))
        folders = {posixpath.dirname(file.path) for file in self.tests} - {"", first.cwd}
        if first.cwd != "." or len(folders) == 1:
            cwd = "." if first.cwd != "." else folders.pop()
            places = tuple(posixpath.relpath(posixpath.join(first.cwd, word), cwd) for word in first.args)
            if not any(word.startswith("-") for word in first.args):
                found.append((first.model_copy(update={"cwd": cwd, "args": places}),))
        script = self.script()
        if script is not None:
            found.append((script,))
        plain = self.plain()
        if plain is not None:
            found.append((plain,))
        return tuple(found)

    def plain(self) -> Suite | None:
        """The test files under unittest itself, which needs no tool that would have to be installed."""
        files = [file for file in self.tests if "unittest" in file.facts.imports]
        if not files:
            return None
        cwd = working_folder(self.inventory, self.tests)
        return Suite(
            name="unittest",
            runner=Runner.UNITTEST,
            cwd=cwd,
            pythonpath=self.path_for(files),
            args=tuple(posixpath.relpath(file.path, cwd) for file in files),
            why=f"{len(files)} files use unittest, and nothing else ran them",
        )

    def pytest(self) -> Suite:
        """One pytest suite over all test files."""
        places = self.places(self.tests)
        options = dict(self.declared.pytest)
        if not options.get("python_files"):
            odd = sorted(
                {
                    posixpath.basename(file.path)
                    for file in self.tests
                    if not any(fnmatch.fnmatch(posixpath.basename(file.path), usual) for usual in _USUAL)
                }
            )
            options["python_files"] = " ".join((*_USUAL, *odd))
        cwd = working_folder(self.inventory, self.tests)
        return Suite(
            name="pytest",
            runner=Runner.PYTEST,
            cwd=cwd,
            pythonpath=self.path_for(self.tests),
            args=tuple(posixpath.relpath(place, cwd) for place in places),
            options=tuple(sorted(options.items())),
            why=f"{len(self.tests)} files define tests",
        )

    def nose(self) -> Suite:
        """One nose suite over all test files."""
        cwd = working_folder(self.inventory, self.tests)
        places = list(self.places(self.tests))
        for file in self.tests:  # names that nose would pass over
            if not _NOSE_FILE.search(posixpath.basename(file.path)):
                places.append(file.path)
        flags = [f"--{key}={self.declared.nose[key]}" for key in ("exclude", "match") if self.declared.nose.get(key)]
        return Suite(
            name="nose",
            runner=Runner.NOSE,
            cwd=cwd,
            pythonpath=self.path_for(self.tests),
            args=(*flags, *(posixpath.relpath(place, cwd) for place in dict.fromkeys(places))),
            why="tests yield tests, or packages have fixtures: only nose runs those",
        )

    def places(self, files: Sequence[TestFile]) -> tuple[str, ...]:
        """Folders and files that together name ``files``: a test folder stands for what is in it."""
        found: dict[str, None] = {}
        for file in files:
            folder = test_folder_of(file.path)
            found.setdefault(folder if folder is not None else file.path)
        return tuple(sorted(p for p in found if not any(p.startswith(other + "/") for other in found)))

    def factory_suite(self) -> Suite:
        """Modules whose tests are made by ``suite()`` functions."""
        cwd = working_folder(self.inventory, self.factories)
        return Suite(
            name="suites",
            runner=Runner.UNITTEST,
            cwd=cwd,
            pythonpath=self.path_for(self.factories),
            args=tuple(posixpath.relpath(file.path, cwd) for file in self.factories),
            why="modules make their tests in suite functions",
        )

    def script(self) -> Suite | None:
        """The script that runs all tests, where there is one."""
        ranked = sorted(
            (file for file in self.inventory.modules if self._runs_all(file)),
            key=lambda file: (not file.facts.factories, file.path.count("/"), file.path),
        )
        if not ranked:
            return None
        file = ranked[0]
        folder, name = posixpath.split(file.path)
        target = f"{name[:-3]}:{file.facts.factories[0]}" if file.facts.factories else name
        folders = dict.fromkeys((*self.roots, folder or "."))
        return Suite(
            name="script",
            runner=Runner.SCRIPT,
            cwd=folder or ".",
            pythonpath=tuple(folders),
            args=(target,),
            why=f"{file.path} runs the tests",
        )

    def _runs_all(self, file: TestFile) -> bool:
        folder, name = posixpath.split(file.path)
        if not _ALL.match(name.removesuffix(".py")):
            return False
        if folder and not is_test_folder(posixpath.basename(folder)):
            return False
        return bool(file.facts.factories or file.facts.main)

    def doctests(self, *, others: bool) -> Suite | None:
        """Doctests that something runs, or all of them where there are no other tests."""
        wanted = self.declared.nose_doctests or "--doctest-modules" in self.declared.addopts
        everything = wanted or not others
        found = [file for file in self.inventory.modules if self._doctested(file, everything=everything)]
        modules = prefer_main(found)
        texts = self._texts(everything=not others and not modules)
        if not modules and not texts:
            return None
        flags = sorted({flag for file in self.inventory.modules for flag in file.facts.doctest_flags})
        return Suite(
            name="doctests",
            runner=Runner.PYTEST,
            pythonpath=self.roots,
            args=("--doctest-modules", *_globs(texts), *sorted((*(file.path for file in modules), *texts))),
            options=(
                ("doctest_optionflags", " ".join(flags)),
                ("python_classes", "NoTestClass"),
                ("python_files", "no_test_file.py"),
                ("python_functions", "no_test_function"),
            ),
            why="documentation holds examples that are run as tests",
        )

    def _doctested(self, file: TestFile, *, everything: bool) -> bool:
        name = posixpath.basename(file.path)
        if not file.facts.doctests or name in ("setup.py", "conftest.py", "__main__.py"):
            return False
        if file in self.tests and file.facts.direct and not file.facts.runs_doctests:
            return False
        if name[:-3] in STANDARD and "/" not in file.path:
            return False
        return everything or (file.facts.runs_doctests and "doctest" in file.facts.main)

    def _texts(self, *, everything: bool) -> list[str]:
        runs = [file for file in self.inventory.modules if file.facts.runs_doctests]
        spoken = any(not file.facts.doctests or file.looks_like_tests for file in runs)
        texts = (path for path in self.inventory.paths if path.endswith(TEXT_SUFFIXES))
        wanted = [path for path in texts if everything or (spoken and test_folder_of(path))]
        return [path for path in wanted if has_prompt(self.inventory.read(path) or b"")]


def _globs(texts: Sequence[str]) -> list[str]:
    """The options without which pytest passes over documents of other endings than its own."""
    endings = {posixpath.splitext(path)[1] for path in texts} - {".txt", ".rst"}
    return [f"--doctest-glob=*{ending}" for ending in sorted(endings)]


def _under(files: Sequence[TestFile], folders: Sequence[str]) -> tuple[TestFile, ...]:
    if not folders:
        return tuple(files)
    wanted = [posixpath.normpath(folder) for folder in folders]
    return tuple(f for f in files if any(w == "." or f.path == w or f.path.startswith(w + "/") for w in wanted))
