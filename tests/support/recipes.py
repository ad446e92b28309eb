"""How recipe tables are checked: alone, byte for byte, and a second time."""

from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.tracks import PlanStage
from tools.recipes.registry import load

TRACK = "python2-to-3"


def run(
    recipe: str,
    source: bytes,
    path: str = "module.py",
    paths: tuple[str, ...] = (),
    tests: tuple[str, ...] = (),
    roots: tuple[str, ...] = ("",),
) -> bytes:
    """``source`` after the recipe alone, for a file at ``path`` in a repository that holds ``paths``."""
    stage = PlanStage(id="alone", title="Alone", recipes=(recipe,))
    facts = ProjectFacts(frozenset((path, *paths)), roots, frozenset(tests))
    (outcome,) = load(TRACK).engine.apply([stage], {path: source}, facts)
    assert not outcome.problems, outcome.problems
    return outcome.contents.get(path, source)


def check_rewrite(recipe: str, before: str, after: str, **facts: object) -> None:
    """The recipe makes ``after`` of ``before``, and nothing more of that."""
    result = run(recipe, before.encode(), **facts)  # type: ignore[arg-type]
    assert result.decode() == after
    assert run(recipe, result, **facts) == result, "a second run changes it again"  # type: ignore[arg-type]


def check_noop(recipe: str, source: str, **facts: object) -> None:
    """The recipe leaves ``source`` as it is."""
    assert run(recipe, source.encode(), **facts).decode() == source  # type: ignore[arg-type]


def run_track(files: dict[str, bytes], tests: tuple[str, ...] = (), modern: bool = False) -> dict[str, bytes]:
    """``files`` after every stage of the track."""
    track = load(TRACK)
    stages = [stage for stage in track.info.stages if modern or not stage.optional]
    facts = ProjectFacts(frozenset(files), ("",), frozenset(tests), learned=track.learn(files))
    result = dict(files)
    for outcome in track.engine.apply(stages, files, facts):
        result.update(outcome.contents)
    return result
