"""The plan covers each changeable file once, and says what a person should know."""

from agents.planner import make_plan
from overhaul.domain.findings import Finding, Severity
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.survey import Dependency, Survey, SurveyedFile
from overhaul.domain.tracks import PlanStage, TrackInfo

TRACK = TrackInfo(
    name="t",
    language="Python",
    legacy_toolchains=("python2.7",),
    targets=("python3.12",),
    suffixes=(".py", ".cfg", ""),
    stages=(
        PlanStage(id="nice", title="Nice", recipes=("n1",), optional=True),
        PlanStage(id="one", title="One", recipes=("a", "b")),
        PlanStage(id="two", title="Two", recipes=("c",)),
    ),
    recipes=(),
)


def file(path: str, language: str = "Python", *, is_test: bool = False) -> SurveyedFile:
    return SurveyedFile(
        path=path,
        language=language,
        dialect=None,
        lines=1,
        bytes=1,
        sha256="",
        is_test=is_test,
        module=None,
        imports=(),
        external=(),
    )


def survey(*files: SurveyedFile, components: tuple[tuple[str, ...], ...] = (), **more: object) -> Survey:
    values = {
        "track": "t",
        "commit": "",
        "findings": (),
        "hubs": (),
        "dependencies": (),
        "index_reached": None,
        "effort_points": 0,
        **more,
    }
    return Survey.model_validate({"files": files, "components": components, **values})


def paths(found: Survey, options: RepositoryOptions | None = None) -> list[tuple[str, ...]]:
    return [unit.paths for unit in make_plan(found, TRACK, options or RepositoryOptions()).units]


def stages(options: RepositoryOptions) -> list[tuple[str, tuple[str, ...]]]:
    return [(stage.id, stage.recipes) for stage in make_plan(survey(), TRACK, options).stages]


def test_optional_stages_wait_to_be_asked_for_and_come_last() -> None:
    assert [id for id, _ in stages(RepositoryOptions())] == ["one", "two"]
    assert [id for id, _ in stages(RepositoryOptions(modern_idiom=True))] == ["one", "two", "nice"]


def test_skipped_recipes_go_and_a_stage_with_none_left_goes_with_them() -> None:
    options = RepositoryOptions(skip_recipes=("a", "c", "unheard-of"))
    assert stages(options) == [("one", ("b",))]


def test_every_changeable_file_is_in_one_unit() -> None:
    files = [file(f"{name}.py") for name in "abcde"]
    found = survey(*files, components=(("b.py", "a.py"), ("c.py",), ("a.py", "gone.py"), ("d.py", "d.py")))
    units = paths(found)
    assert units == [("b.py", "a.py"), ("c.py",), ("d.py",), ("e.py",)]
    every = [path for unit in units for path in unit]
    assert sorted(every) == sorted(f.path for f in files)


def test_unit_ids_are_unique() -> None:
    found = survey(file("a.py"), file("b.py"), file("c.py"), components=(("a.py",), ("b.py",)))
    ids = [unit.id for unit in make_plan(found, TRACK, RepositoryOptions()).units]
    assert len(set(ids)) == 3


def test_only_files_of_the_track_are_changed() -> None:
    found = survey(
        file("a.py"), file("b.js", "JavaScript"), file("setup.cfg", "INI"), file("run"), file("LICENSE", "Text")
    )
    assert paths(found) == [("a.py", "run", "setup.cfg")], "scripts without a suffix where they are the language"


def test_excluded_and_allowed_globs() -> None:
    found = survey(file("lib/a.py"), file("lib/vendor/b.py"), file("top.py"))
    assert paths(found, RepositoryOptions(exclude=("**/vendor",))) == [("lib/a.py", "top.py")]
    assert paths(found, RepositoryOptions(allowed_paths=("lib",))) == [("lib/a.py", "lib/vendor/b.py")]
    both = RepositoryOptions(allowed_paths=("lib",), exclude=("lib/vendor/",))
    assert paths(found, both) == [("lib/a.py",)]


def test_notes() -> None:
    finding = Finding(rule="r", path="a.py", line=1, column=1, message="", severity=Severity.ERROR, fixable=False)
    gone = Dependency(name="gone", requirement="gone>=1", source="setup.py", checked=True)
    unasked = Dependency(name="unasked", requirement="unasked", source="setup.py")
    found = survey(file("a.py"), findings=(finding,), dependencies=(gone, unasked))
    notes = "\n".join(make_plan(found, TRACK, RepositoryOptions()).notes)
    assert "gone" in notes and "unasked" not in notes
    assert "1 finding has no recipe" in notes
    assert "No test files" in notes


def test_nothing_to_do_is_said() -> None:
    plan = make_plan(survey(file("t.py", is_test=True)), TRACK, RepositoryOptions(exclude=("**",)))
    assert plan.units == () and "There is nothing for this track to change." in plan.notes


def test_a_file_nobody_could_read_is_not_planned() -> None:
    unread = file("b.py").model_copy(update={"problem": "its name is not UTF-8"})
    assert paths(survey(file("a.py"), unread, components=(("a.py", "b.py"),))) == [("a.py",)]
