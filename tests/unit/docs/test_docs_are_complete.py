"""Documentation that cannot rot: what is in the code and not in the docs fails here."""

import importlib.util
import re
from pathlib import Path

import pytest

from overhaul.domain.events import EventKind
from overhaul.domain.gate import CheckId

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"

_spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
assert _spec is not None and _spec.loader is not None
reference = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reference)

PAGES = reference.pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_reference_is_what_the_code_says(name: str) -> None:
    written = (DOCS / "reference" / name).read_text()
    assert written == PAGES[name], "run: python scripts/reference.py"


@pytest.mark.parametrize("kind", [kind.value for kind in EventKind])
def test_every_event_is_documented(kind: str) -> None:
    assert f"| `{kind}` |" in (DOCS / "events.md").read_text()


@pytest.mark.parametrize("check", [check.value for check in CheckId])
def test_every_check_of_the_gate_is_documented(check: str) -> None:
    assert check in (DOCS / "gate.md").read_text()


@pytest.mark.parametrize(
    "page", sorted(str(path.relative_to(ROOT)) for path in [*DOCS.rglob("*.md"), ROOT / "README.md"])
)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readme_names_the_commands(command: str) -> None:
    assert command in (ROOT / "README.md").read_text()


def test_every_word_of_the_design_is_explained() -> None:
    text = (ROOT / "CONTEXT.md").read_text()
    words = ("job", "track", "survey", "finding", "recipe", "template", "unit", "workspace", "sandbox", "toolchain")
    for word in (*words, "proposal", "gate", "baseline", "evidence", "claim", "artifact", "endpoint", "label"):
        assert f"**{word}**" in text, word
