"""How template tables are checked: a failure at a piece of text, and what is offered for it."""

from collections.abc import Mapping
from pathlib import Path

from overhaul.domain.ports.recipes import ProjectFacts
from overhaul.domain.ports.repair import ProposalRequest
from overhaul.domain.testing import Outcome, TestResult, TestRun
from tools.recipes.repairing import TemplateProposer

TRACK = "python2-to-3"
PATH = "module.py"


def offers(
    tree: Path, template: str, source: str, at: str, error: str, files: Mapping[str, str] | None = None
) -> list[str]:
    """What the module may become, best first, where evaluating ``at`` raised ``error``.

    ``files`` are further ones; a frame of ``test_module.py`` at its first ``at`` comes above the module's, or
    is the only one where ``at`` does not stand in ``source``.
    """
    texts = {PATH: source, **(files or {})}
    for path, text in texts.items():
        (tree / path).write_text(text)
    frames, spans = [], []
    for path in ("test_module.py", PATH):
        offset = texts.get(path, "").find(at)
        if offset < 0:
            continue
        line = texts[path].count("\n", 0, offset) + 1
        column = offset - (texts[path].rfind("\n", 0, offset) + 1)
        frames.append((path, line, "function"))
        spans.append((line, line, column, column + len(at)))
    exception, _, message = error.partition(": ")
    result = TestResult(
        id="t",
        outcome=Outcome.FAILED,
        exception=exception,
        message=message,
        frames=tuple(frames),
        spans=tuple(spans),
    )
    run = TestRun(toolchain="", version="", results=(result,), seconds=0, suites=())
    facts = ProjectFacts(frozenset(texts), ("",), frozenset({"test_module.py"}))
    request = ProposalRequest(tree, tuple(sorted(texts)), run, ("t",), facts)
    found = []
    for change in TemplateProposer(TRACK).propose(request):
        assert len(change.proposal.title) <= 45, change.proposal.title
        assert "test_module.py" not in change.contents, "a template changed a test"
        if {hunk.origin.id for hunk in change.proposal.hunks} == {template}:
            found.append((change.contents.get(PATH) or b"").decode())
    return found
