"""Stand-ins for modules that are gone: what imports them, where they are put, and what is left alone."""

import pytest

from overhaul.domain.ports.recipes import ProjectFacts, StageOutcome
from overhaul.domain.tracks import PlanStage
from tests.support.recipes import TRACK, check_noop, check_rewrite
from tools.recipes.python2_to_3._shared.companions import COMPANIONS, text_of
from tools.recipes.registry import load

RECIPE = "companion-modules"
PACKAGE = ("srv/__init__.py", "srv/core.py", "srv/more.py", "setup.py")


def run(files: dict[str, str], *more: str, recipes: tuple[str, ...] = (RECIPE,), **facts: object) -> StageOutcome:
    """The outcome of ``recipes`` over ``files`` in a repository that also holds ``more``."""
    stage = PlanStage(id="alone", title="Alone", recipes=recipes)
    project = ProjectFacts(frozenset((*files, *more)), ("",), frozenset())._replace(**facts)  # type: ignore[arg-type]
    contents = {path: text.encode() for path, text in files.items()}
    (outcome,) = load(TRACK).engine.apply([stage], contents, project)
    return outcome


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("import asyncore\n", "from srv import _legacy_asyncore as asyncore\n", id="a server"),
        pytest.param(
            "import asynchat, asyncore\n",
            "from srv import _legacy_asynchat as asynchat, _legacy_asyncore as asyncore\n",
            id="two in a statement",
        ),
        pytest.param(
            "import os, asyncore as a  # both\n",
            "import os\nfrom srv import _legacy_asyncore as a  # both\n",
            id="among others, aliased",
        ),
        pytest.param(
            "from asyncore import dispatcher, loop\n",
            "from srv._legacy_asyncore import dispatcher, loop\n",
            id="stdlib smtpd 2.7",
        ),
        pytest.param(
            "def serve():\n\tfrom asyncore import (\n\t\tloop,  # the loop\n\t)\n",
            "def serve():\n\tfrom srv._legacy_asyncore import (\n\t\tloop,  # the loop\n\t)\n",
            id="late, in parentheses",
        ),
        pytest.param(
            "try:\n    import asyncore\nexcept ImportError:\n    asyncore = None\n",
            "try:\n    from srv import _legacy_asyncore as asyncore\nexcept ImportError:\n    asyncore = None\n",
            id="a fallback that gives up",
        ),
    ],
)
def test_rewrites(before: str, after: str) -> None:
    check_rewrite(RECIPE, before, after, path="srv/core.py", paths=PACKAGE)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "try:\n    import asyncore\nexcept ImportError:\n    import asyncio\n", id="a fallback that works"
        ),
        pytest.param("import sys\nif sys.version_info < (3,):\n    import asyncore\n", id="a version check"),
        pytest.param("from asyncore import dispatcher, of_a_patched_one\n", id="a name it never had"),
        pytest.param("asyncore = 1\nprint(asyncore)\n", id="no import"),
        pytest.param("from other.asyncore import loop\n", id="another package's"),
    ],
)
def test_left_alone(source: str) -> None:
    check_noop(RECIPE, source, path="srv/core.py", paths=PACKAGE)


def test_a_module_of_the_repository_is_its_own() -> None:
    check_noop(RECIPE, "import asyncore\n", path="srv/core.py", paths=(*PACKAGE, "srv/asyncore.py"))
    check_noop(RECIPE, "import asyncore\n", path="main.py", paths=("asyncore.py",))


def test_the_files_come_with_their_evidence() -> None:
    outcome = run({"srv/core.py": "import asynchat\n", "srv/more.py": "import asyncore\n"}, "srv/__init__.py")
    assert sorted(outcome.contents) == [
        "srv/_legacy_asynchat.py",
        "srv/_legacy_asyncore.py",
        "srv/core.py",
        "srv/more.py",
    ]
    assert outcome.contents["srv/_legacy_asyncore.py"] == text_of("_legacy_asyncore")
    (hunk,) = [hunk for hunk in outcome.hunks if hunk.path == "srv/_legacy_asyncore.py"]
    assert (hunk.line, hunk.edit.start, hunk.edit.end, hunk.origin.id) == (1, 0, 0, RECIPE)
    assert hunk.edit.text == outcome.contents[hunk.path]
    assert not outcome.problems


def test_tests_and_scripts_mean_the_module_of_the_package() -> None:
    files = {
        "test/test_srv.py": "import asyncore\n",
        "demo/own.py": "import srv.core\nimport asyncore\n",
        "demo/alone.py": "import asyncore\n",
    }
    outcome = run(files, *PACKAGE, tests=frozenset({"test/test_srv.py"}))
    assert outcome.contents["test/test_srv.py"] == b"from srv import _legacy_asyncore as asyncore\n"
    assert outcome.contents["demo/own.py"] == b"import srv.core\nfrom srv import _legacy_asyncore as asyncore\n"
    assert outcome.contents["demo/alone.py"] == b"import _legacy_asyncore as asyncore\n"
    assert {"srv/_legacy_asyncore.py", "demo/_legacy_asyncore.py"} < outcome.contents.keys()


@pytest.mark.parametrize(
    ("path", "paths", "roots", "home"),
    [
        pytest.param("src/a/x.py", ("src/a/__init__.py", "setup.py"), ("", "src"), "src/a", id="src layout"),
        pytest.param(
            "one/x.py", ("one/__init__.py", "two/__init__.py", "two/y.py", "two/z.py"), ("",), "two", id="the biggest"
        ),
        pytest.param("ns/a/x.py", ("ns/__init__.py", "ns/a/__init__.py"), ("",), "ns/a", id="below a namespace"),
        pytest.param("a/b/x.py", ("a/__init__.py", "a/m.py", "a/b/__init__.py"), ("",), "a", id="a subpackage"),
        pytest.param("x.py", ("tests/__init__.py", "tests/y.py"), ("",), "", id="modules by themselves"),
        pytest.param("tests/x.py", ("tests/__init__.py", "m.py"), ("",), "", id="tests of modules"),
        pytest.param(
            "two/b/x.py",
            ("setup.py", "a/__init__.py", "a/y.py", "a/z.py", "two/setup.py", "two/b/__init__.py"),
            ("", "two"),
            "two/b",
            id="a distribution of its own",
        ),
    ],
)
def test_homes(path: str, paths: tuple[str, ...], roots: tuple[str, ...], home: str) -> None:
    outcome = run({path: "import asyncore\n"}, *paths, roots=roots)
    assert set(outcome.contents) == {path, f"{home}/_legacy_asyncore.py".lstrip("/")}


def test_at_the_root_companions_import_each_other_by_name() -> None:
    outcome = run({"x.py": "import asynchat\n"})
    text = outcome.contents["_legacy_asynchat.py"]
    assert b"\nimport _legacy_asyncore as asyncore\n" in text and b"from . " not in text


def test_what_is_there_is_used_and_told() -> None:
    files = {"srv/core.py": "import asyncore\n", "srv/_legacy_asyncore.py": "edited = 1\n"}
    outcome = run(files, "srv/__init__.py")
    assert set(outcome.contents) == {"srv/core.py"}
    assert [path for path, _ in outcome.problems] == ["srv/_legacy_asyncore.py"]


def test_nothing_is_made_where_it_may_not() -> None:
    finds = load(TRACK).engine.find
    for facts in ({"allowed": ("srv/core.py",)}, {"excluded": ("srv/_legacy*",)}):
        outcome = run({"srv/core.py": "import asyncore\n"}, *PACKAGE, **facts)
        assert not outcome.contents
        project = ProjectFacts(frozenset(PACKAGE), ("",), frozenset())._replace(**facts)  # type: ignore[arg-type]
        (finding,) = finds([RECIPE, "gone-modules"], {"srv/core.py": b"import asyncore\n"}, project)
        assert finding.rule == "gone-modules"


@pytest.mark.parametrize("name", sorted(set(COMPANIONS.values())))
def test_companions_are_at_rest(name: str) -> None:
    track = load(TRACK)
    path = f"pkg/{name}.py"
    for package in (True, False):
        text = text_of(name) if package else text_of(name).replace(b"from . import", b"import")
        project = ProjectFacts(frozenset({path, "pkg/__init__.py"}), ("",), frozenset())
        outcomes = track.engine.apply(track.info.stages, {path: text}, project)
        assert [outcome.contents for outcome in outcomes] == [{}] * len(outcomes)
        assert not track.engine.find([r.id for r in track.info.recipes], {path: text}, project)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import imp, os\nf = imp.find_module('x')\nm = imp.new_module('y')\n",
            "from srv import _legacy_imp as imp\nimport os\nf = imp.find_module('x')\nm = imp.new_module('y')\n",
            id="stdlib modulefinder 2.7",
        ),
        pytest.param(
            "from imp import find_module, load_module\n",
            "from srv._legacy_imp import find_module, load_module\n",
            id="stdlib pyclbr 2.7",
        ),
    ],
)
def test_modules_of_which_some_moved(before: str, after: str) -> None:
    check_rewrite(RECIPE, before, after, path="srv/core.py", paths=PACKAGE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import compiler\nimport compiler.ast\nfrom compiler.visitor import ASTVisitor\n"
            "tree = compiler.parse(text)\ncompiler.walk(tree, ASTVisitor())\n",
            "from srv import _legacy_compiler as compiler\nfrom srv import _legacy_compiler as compiler\n"
            "from srv._legacy_compiler_visitor import ASTVisitor\n"
            "tree = compiler.parse(text)\ncompiler.walk(tree, ASTVisitor())\n",
            id="a package and modules in it",
        ),
        pytest.param(
            "from compiler import ast, parse\nimport compiler.transformer as t\n",
            "from srv._legacy_compiler import ast, parse\nfrom srv import _legacy_compiler_transformer as t\n",
            id="modules of a package, by name",
        ),
    ],
)
def test_packages(before: str, after: str) -> None:
    check_rewrite(RECIPE, before, after, path="srv/core.py", paths=PACKAGE)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import compiler\ncode = compiler.pycodegen.ModuleCodeGenerator(tree)\n", id="an attribute"),
        pytest.param("from compiler import pycodegen\n", id="a name"),
        pytest.param("import compiler.pycodegen\n", id="a module"),
        pytest.param("from template import compiler\nself.compiler.walk(x)\n", id="something else"),
    ],
)
def test_what_a_stand_in_lacks(source: str) -> None:
    check_noop(RECIPE, source, path="srv/core.py", paths=PACKAGE)


def test_what_moved_needs_no_stand_in() -> None:
    check_noop(RECIPE, "import imp\nm = imp.new_module('y')\n", path="srv/core.py", paths=PACKAGE)
    check_noop(RECIPE, "from imp import reload\n", path="srv/core.py", paths=PACKAGE)


def test_what_no_grammar_reads_ends() -> None:
    """The root of such a tree is no module: looking for scopes must end there too."""
    text = "1.0 2 install(a) : ( template.gettext.install(x 3\n - imp. find_module( [\nimport asyncore ) def\n"
    run({"srv/core.py": text}, *PACKAGE, recipes=tuple(r.info.id for r in load(TRACK).engine._recipes.values()))
