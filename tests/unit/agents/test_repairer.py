"""Failing tests are grouped by cause; fixes are tried biggest group first, each once, within the budget."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agents.causes import clusters
from agents.repairer import ClusterRepairer
from overhaul.domain.base import digest_bytes
from overhaul.domain.edits import Edit, Hunk, Origin, ProposerKind
from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.ports.repair import ChangeSet, Probe, ProposalRequest, RepairRequest, Trial
from overhaul.domain.proposals import FileChange, Proposal
from overhaul.domain.testing import Outcome, TestResult, TestRun

FACTS = ProjectFacts(frozenset({"a.py"}), ("",), frozenset({"t.py"}))


def failed(id: str, exception: str, message: str = "", line: int = 1, path: str = "a.py") -> TestResult:
    frames = (("t.py", 1, "test"), (path, line, "f"), ("/usr/lib/x.py", 5, "g"))
    return TestResult(id=id, outcome=Outcome.FAILED, exception=exception, message=message, frames=frames)


def a_run(*results: TestResult) -> TestRun:
    return TestRun(toolchain="", version="", results=results, seconds=1, suites=())


def test_a_cause_is_exception_message_and_deepest_place_in_the_sources() -> None:
    run = a_run(
        failed("1", "KeyError", "'x' at 0x7f00"),
        failed("2", "KeyError", "'y' at 0x7f99"),
        failed("3", "KeyError", "'z' at 0x1", line=9),
        failed("4", "TypeError", "other"),
        TestResult(id="5", outcome=Outcome.PASSED),
        failed("6", "TypeError", "not demanded"),
    )
    found = clusters(run, frozenset("12345"), frozenset({"t.py"}))
    assert [cluster.tests for cluster in found] == [("1", "2"), ("3",), ("4",)]
    assert found[0].cause.sentence() == "KeyError: 'x' at 0x7f00 at a.py:1"


def test_types_in_a_message_are_no_details() -> None:
    run = a_run(failed("1", "TypeError", "not 'str'"), failed("2", "TypeError", "not 'int'"))
    assert len(clusters(run, frozenset("12"))) == 2


def test_a_module_that_is_not_collected_counts_demanded_or_not() -> None:
    run = a_run(TestResult(id="module", outcome=Outcome.NOT_COLLECTED, exception="ImportError"))
    assert [cluster.tests for cluster in clusters(run, frozenset())] == [("module",)]


def test_a_module_that_is_not_collected_counts_for_the_tests_it_hides() -> None:
    run = a_run(
        failed("t.py::a", "KeyError"),
        failed("t.py::b", "KeyError"),
        TestResult(id="u.py", outcome=Outcome.NOT_COLLECTED, exception="ImportError"),
    )
    wanted = frozenset({"t.py::a", "t.py::b", "u.py::a", "u.py::b", "u.py::c"})
    assert [cluster.tests for cluster in clusters(run, wanted)] == [("u.py",), ("t.py::a", "t.py::b")]


class Words:
    """A proposer that adds a word to ``a.py``, whatever failed."""

    name = "words"

    def __init__(self, *words: str) -> None:
        self.words = words

    def propose(self, request: ProposalRequest) -> Sequence[ChangeSet]:
        known = request.overlay.get("a.py") or (request.tree / "a.py").read_bytes()
        return [added(known, word) for word in self.words if word.encode() not in known.split()]

    def spread(self, request: ProposalRequest, change: ChangeSet) -> ChangeSet | None:
        return None


def added(known: bytes, word: str) -> ChangeSet:
    text = b" " + word.encode()
    origin = Origin(kind=ProposerKind.TEMPLATE, id=word)
    hunk = Hunk(path="a.py", line=1, edit=Edit(start=len(known), end=len(known), text=text), origin=origin)
    change = FileChange(path="a.py", before=digest_bytes(known), after=digest_bytes(known + text))
    made = Proposal(id=word, title=f"Add {word}", changes=(change,), origins=(origin,), hunks=(hunk,))
    return ChangeSet(made, {"a.py": known + text})


@dataclass
class WordBench:
    """Tests pass where all the words they need (``x|y``: one of them), and none that they hate, stand in ``a.py``."""

    folder: Path
    needs: dict[str, tuple[str, ...]]
    hates: dict[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    """Tests that cheap trials do not run unless they are named."""
    blind: bool = False
    """Whether cheap trials do not run them even then."""
    collects: str = ""
    """The word without which no test is collected."""
    probes: list[int] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "a.py").write_bytes(b"start")

    def run_of(self, data: bytes, only: frozenset[str] | None = None) -> TestRun:
        words = data.decode().split()
        if self.collects and self.collects not in words:
            why = {"exception": "E" + self.collects, "frames": (("a.py", 1, "f"),)}
            files = sorted({id.partition("::")[0] for id in self.needs})
            return a_run(*(TestResult(id=id, outcome=Outcome.NOT_COLLECTED, **why) for id in files))  # type: ignore[arg-type]
        results = []
        for id, needed in sorted(self.needs.items()):
            if only is not None and id in self.unseen and (self.blind or id not in only):
                continue
            missing = [word for word in needed if not {*word.split("|")} & {*words}]
            if self.hates.get(id) in words:
                missing = ["peace"]
            passed = TestResult(id=id, outcome=Outcome.PASSED)
            results.append(failed(id, "E" + missing[0], missing[0]) if missing else passed)
        return a_run(*results)

    def probe(self, probes: Sequence[Probe]) -> Sequence[TestRun]:
        self.probes.append(len(probes))
        known = (self.folder / "a.py").read_bytes()
        return [self.run_of(probe.contents.get("a.py") or known, frozenset(probe.tests)) for probe in probes]

    def attempt(self, change: ChangeSet) -> Trial:
        before = self.run_of((self.folder / "a.py").read_bytes())
        run = self.run_of(change.contents["a.py"] or b"")
        self.attempts.append(change.proposal.title)
        lost = before.passed() - run.passed()
        if lost or len(run.passed()) <= len(before.passed()):
            return Trial(False, self.folder, before, tuple(sorted(lost)))
        (self.folder / "a.py").write_bytes(change.contents["a.py"] or b"")
        return Trial(True, self.folder, run)

    def tell(self, message: str) -> None:
        self.said.append(message)

    def repair(self, *words: str, attempts: int = 40, seconds: float = 600) -> int:
        run = self.run_of(b"start")
        request = RepairRequest(
            self.folder, run, frozenset(self.needs), FACTS, self, most_attempts=attempts, most_seconds=seconds
        )
        return ClusterRepairer([Words(*words)] if words else [])(request).accepted

    def words(self) -> bytes:
        return (self.folder / "a.py").read_bytes()


def test_no_proposers_no_attempts(tmp_path: Path) -> None:
    bench = WordBench(tmp_path, {"a": ("x",)})
    assert bench.repair() == 0
    assert not bench.attempts
    assert not bench.probes


def test_fixes_of_several_causes_go_before_the_gate_together(tmp_path: Path) -> None:
    bench = WordBench(tmp_path, {"a": ("x",), "b": ("y",), "c": ("y",)})
    assert bench.repair("bad", "x", "y") == 1
    assert bench.attempts == ["Repair 2 causes of failing tests"]
    assert bench.words() == b"start y x"
    assert bench.said[0].startswith("repair: 2 tests fail for one cause: Ey: y at a.py:1; tried with success: Add y")


def test_a_file_that_is_collected_now_stands_for_its_tests(tmp_path: Path) -> None:
    bench = WordBench(tmp_path, {f"t{n}.py::{name}": ("y",) for n in range(5) for name in "ab"}, collects="x")
    assert bench.repair("y", "x") == 1
    assert bench.words() == b"start x y"


def test_a_fix_behind_which_another_fault_hides(tmp_path: Path) -> None:
    bench = WordBench(tmp_path, {"a": ("x", "y", "z")})
    assert bench.repair("z", "y", "x") == 1
    assert sorted(bench.words().split()) == [b"start", b"x", b"y", b"z"]


def test_what_breaks_another_test_is_not_taken(tmp_path: Path) -> None:
    bench = WordBench(tmp_path, {"a": ("x",), "b": ()}, hates={"b": "x"})
    assert bench.repair("x") == 0
    assert not bench.attempts


def test_where_the_gate_refuses_the_whole_fewer_are_tried(tmp_path: Path) -> None:
    needs: dict[str, tuple[str, ...]] = {"a": ("x",), "b": ("y",), "far": ()}
    bench = WordBench(tmp_path, needs, hates={"far": "y"}, unseen=frozenset({"far"}))
    assert bench.repair("x", "y") == 1
    assert bench.attempts == ["Repair 2 causes of failing tests", "Add x"]
    assert bench.words() == b"start x"


def test_what_stands_between_an_accepted_fix_and_the_refused_one_is_not_lost(tmp_path: Path) -> None:
    needs: dict[str, tuple[str, ...]] = {"a": ("v",), "b": ("w",), "c": ("x",), "d": ("y",), "far": ()}
    bench = WordBench(tmp_path, needs, hates={"far": "y"}, unseen=frozenset({"far"}))
    assert bench.repair("v", "w", "x", "y") == 2
    assert bench.attempts == ["Repair 4 causes of failing tests", "Repair 2 causes of failing tests", "Add x"]
    assert bench.words() == b"start v w x"


def test_a_refused_fix_on_top_of_another_leaves_that_one_to_others(tmp_path: Path) -> None:
    needs: dict[str, tuple[str, ...]] = {"a": ("x", "y|z"), "far": ()}
    bench = WordBench(tmp_path, needs, hates={"far": "y"}, unseen=frozenset({"far"}))
    assert bench.repair("x", "y", "z") == 1
    assert bench.attempts == ["Add x", "Add x"]
    assert sorted(bench.words().split()) == [b"start", b"x", b"z"]


def test_a_fix_that_is_refused_with_all_on_top_of_it_is_given_up(tmp_path: Path) -> None:
    needs: dict[str, tuple[str, ...]] = {"a": ("x", "1|2|3|4|5"), "far": ()}
    bench = WordBench(tmp_path, needs, hates={"far": "x"}, unseen=frozenset({"far"}), blind=True)
    assert bench.repair("x", "1", "2", "3", "4", "5") == 0
    assert bench.attempts == ["Add x"] * 3


def test_what_never_helped_is_not_tried_for_ever(tmp_path: Path) -> None:
    bench = WordBench(tmp_path, {f"{n:02}": ("none", str(n)) for n in range(90)})
    assert bench.repair("x") == 0
    assert 0 < sum(bench.probes) < 40


def test_the_budget_counts_trials_and_says_when_it_is_spent(tmp_path: Path) -> None:
    bench = WordBench(tmp_path, {"a": ("x",), "b": ("y",), "c": ("y",)})
    run = bench.run_of(b"start")
    request = RepairRequest(tmp_path, run, frozenset("abc"), FACTS, bench, most_probes=3)
    assert ClusterRepairer([Words("x", "y")])(request).ended == "3 trials were made (repair.probes)"
    assert bench.attempts == ["Add y"]
    whole = ClusterRepairer([Words("x", "y")])(request._replace(most_probes=400))
    assert whole.ended == ""


def test_nothing_is_offered_nothing_is_run(tmp_path: Path) -> None:
    bench = WordBench(tmp_path, {"a": ("x",)})
    assert (
        ClusterRepairer([Words()])(RepairRequest(tmp_path, bench.run_of(b"start"), frozenset("a"), FACTS, bench)).ended
        == ""
    )
    assert not bench.probes


def test_nothing_is_done_beyond_the_budget(tmp_path: Path) -> None:
    bench = WordBench(tmp_path, {"a": ("x",)})
    assert bench.repair("x", attempts=0) == 0
    assert bench.repair("x", seconds=0) == 0
    assert not bench.probes


def test_what_was_found_is_judged_though_the_seconds_are_spent(tmp_path: Path) -> None:
    bench = WordBench(tmp_path, {"a": ("x",), "b": ("y",), "c": ("y",)})
    assert bench.repair("x", "y", seconds=2) == 1
    assert bench.attempts == ["Add y"]
