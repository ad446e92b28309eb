"""The bundle's files: ``evidence.json``, ``report.md`` and ``report.html``."""

from collections.abc import Mapping, Sequence

from overhaul.domain.evidence import Evidence
from overhaul.report import markdown, page


class HtmlReporter:
    """Implements the ``Reporter`` port."""

    def render(self, evidence: Evidence, diffs: Sequence[tuple[str, str]]) -> Mapping[str, bytes]:
        """File name → content."""
        return {
            "evidence.json": (evidence.model_dump_json(indent=1) + "\n").encode(),
            "report.md": markdown.render(evidence).encode("utf-8", "replace"),
            "report.html": page.render(evidence, diffs).encode("utf-8", "replace"),
        }
