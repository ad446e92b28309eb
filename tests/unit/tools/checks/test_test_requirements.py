"""What gets installed for a repository's tests."""

import pytest

from overhaul.domain.survey import Dependency, Survey, SurveyedFile
from overhaul.domain.testing import Runner, Suite
from tools.checks.requirements import dependency_requirements, test_tool_requirements


def survey(dependencies: list[Dependency], external: tuple[str, ...] = ()) -> Survey:
    file = SurveyedFile(
        path="m.py",
        language="python",
        dialect=None,
        lines=1,
        bytes=1,
        sha256="",
        is_test=False,
        module="m",
        imports=(),
        external=external,
    )
    return Survey(
        track="t",
        commit="c",
        files=(file,),
        findings=(),
        hubs=(),
        components=(),
        dependencies=tuple(dependencies),
        index_reached=None,
        effort_points=0,
    )


@pytest.mark.parametrize(
    ("runners", "toolchain", "wanted"),
    [
        ([Runner.PYTEST], "python2.7", ("pytest==4.6.11",)),
        ([Runner.NOSE, Runner.PYTEST], "python2.7", ("nose==1.3.7", "pytest==4.6.11")),
        ([Runner.UNITTEST, Runner.SCRIPT], "python2.7", ()),
        ([Runner.PYTEST], "python3.12", ("pytest==7.4.4", "setuptools<81")),
        ([Runner.NOSE], "python3.12", ("pynose==1.5.5", "setuptools<81")),
    ],
)
def test_tools(runners: list[Runner], toolchain: str, wanted: tuple[str, ...]) -> None:
    suites = [Suite(name="s", runner=runner) for runner in runners]
    assert test_tool_requirements(suites, toolchain) == wanted


def test_declared_and_imported_on_the_legacy_toolchain() -> None:
    declared = [
        Dependency(name="simplejson", requirement="simplejson==2.0", source="setup.py"),
        Dependency(name="argparse", requirement="argparse", source="setup.py"),
    ]
    found = dependency_requirements(survey(declared, ("yaml", "mock", "some_private_thing", "six")), "python2.7")
    assert found.install == ("mock==2.0.0", "PyYAML", "simplejson==2.0", "six")


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("forms>=0.2, ==dev", "forms>=0.2"),
        ("forms==dev,>=1.0", "forms>=1.0"),
        ("forms==dev", "forms"),
        ("forms>=1,==2.0.dev1", "forms>=1,==2.0.dev1"),
    ],
)
def test_what_is_no_version_is_not_asked_for(written: str, asked: str) -> None:
    declared = [Dependency(name="forms", requirement=written, source="setup.py")]
    assert dependency_requirements(survey(declared), "python2.7").install == (asked,)


def test_limits_are_dropped_on_the_target_and_said_so() -> None:
    declared = [Dependency(name="simplejson", requirement="simplejson==2.0", source="setup.py")]
    found = dependency_requirements(survey(declared, ("nose", "unittest2")), "python3.12")
    assert found.install == ("pynose==1.5.5", "simplejson")
    assert any("simplejson" in note for note in found.notes)
    assert any("unittest2" in note for note in found.notes)


def test_what_has_no_release_for_the_target_is_not_installed() -> None:
    declared = [Dependency(name="old", requirement="old>=1", source="setup.py", checked=True)]
    found = dependency_requirements(survey(declared), "python3.12")
    assert found.install == ()
    assert "no release supports the target" in found.notes[0]


def test_odd_requirements() -> None:
    declared = [
        Dependency(name="?", requirement="-e git+https://x", source="requirements.txt"),
        Dependency(name="a", requirement="a[b]>=1 ; python_version < '3'", source="requirements.txt"),
    ]
    found = dependency_requirements(survey(declared), "python3.12")
    assert found.install == ("a[b]",)
    assert len(found.notes) == 2
